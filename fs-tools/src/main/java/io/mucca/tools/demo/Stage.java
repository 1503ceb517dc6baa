package io.mucca.tools.demo;

import io.mucca.fs.RootName;
import io.mucca.tools.image.ImageService;
import java.io.IOException;

/** An image on which the demonstration happens, and a way to the files of its roots. */
interface Stage extends AutoCloseable {
  /** How the files are reached, for people. */
  String description();

  /** Opens a root; the caller closes it. */
  Tree open(RootName root) throws IOException;

  /** Does something to the image. */
  <T> T use(Act<T> act) throws IOException;

  @Override
  void close() throws IOException;

  /** What is done. */
  @FunctionalInterface
  interface Act<T> {
    T apply(ImageService image) throws IOException;
  }
}
