package io.mucca.fs.model;

import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import java.io.IOException;
import java.time.InstantSource;

/** Where an image under test lives while it is not open. */
interface Medium {
  void format(FormatOptions options) throws IOException;

  Image open(OpenOptions options, InstantSource clock) throws IOException;

  /** Verifies the closed image on its own terms; throws if something is wrong with it. */
  void check();

  /** False if the image tells its own time, so that times cannot be compared. */
  boolean takesClock();
}
