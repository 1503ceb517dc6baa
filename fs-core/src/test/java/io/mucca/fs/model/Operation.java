package io.mucca.fs.model;

import java.io.IOException;

/**
 * One step of a random history. It is made before the history runs, so it names things by numbers
 * that are taken modulo what exists when its turn comes; a list of operations stays meaningful when
 * some are left out.
 */
sealed interface Operation permits NameOperation, FileOperation, InodeOperation, RootOperation {
  /** Runs on both sides; throws an {@link AssertionError} where they differ. */
  void run(ImagePair images) throws IOException;
}
