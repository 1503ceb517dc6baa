package io.mucca.tools.wa.engine;

import java.io.IOException;
import java.nio.file.Path;

/** How the filesystem below a directory makes snapshots and clones of all of its files. */
interface DirectorySnapshots {
  /** Where there are none. */
  DirectorySnapshots NONE =
      new DirectorySnapshots() {
        @Override
        public boolean supported() {
          return false;
        }

        @Override
        public void snapshot(String name) throws IOException {
          throw new IOException("there are no snapshots here");
        }

        @Override
        public Path cloneTree(String name) throws IOException {
          throw new IOException("there are no clones here");
        }
      };

  boolean supported();

  void snapshot(String name) throws IOException;

  /** Returns the directory in which the clone can be written. */
  Path cloneTree(String name) throws IOException;
}
