package io.mucca.fuse.jnr;

import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fuse.WriteBarrier;
import java.io.IOException;
import java.lang.foreign.Arena;

/** The callbacks about open directories. Parameters are libfuse's, in its order. */
final class DirectoryCallbacks {
  /**
   * An offset means: go on after this entry. The filesystem counts its entries from 1, and the two
   * that it does not list come before them.
   */
  private static final long DOT = 1;

  private static final long DOT_DOT = 2;

  private static final byte[] DOT_NAME = {'.'};
  private static final byte[] DOT_DOT_NAME = {'.', '.'};

  private final MountedRoot root;
  private final FileSystem fileSystem;

  DirectoryCallbacks(MountedRoot root) {
    this.root = root;
    this.fileSystem = root.fileSystem();
  }

  int opendir(long path, long info) throws IOException {
    root.open(root.resolve(SessionThread.current(), path), info);
    if (WriteBarrier.isMark(FileInfoLayout.flags(info))) {
      root.barrier().markOpened();
      FileInfoLayout.setMark(info);
    }
    return 0;
  }

  int readdir(long path, long handle, long filler, long offset, long info) throws IOException {
    long directory = root.inodeOf(SessionThread.current(), info);
    try (Arena arena = Arena.ofConfined()) {
      DirectoryFiller fill = new DirectoryFiller(filler, handle, arena);
      if (offset < DOT && !fill.visit(DOT_NAME, directory, FileMode.DIRECTORY, DOT)) {
        return 0;
      }
      if (offset < DOT_DOT && !addParent(directory, fill)) {
        return 0;
      }
      fileSystem.readDirectory(
          directory,
          Math.max(0, offset - DOT_DOT),
          (name, inode, type, cookie) -> fill.visit(name, inode, type, cookie + DOT_DOT));
    }
    return 0;
  }

  private boolean addParent(long directory, DirectoryFiller fill) throws IOException {
    return fill.visit(DOT_DOT_NAME, fileSystem.parentOf(directory), FileMode.DIRECTORY, DOT_DOT);
  }

  int releasedir(long path, long info) throws IOException {
    if (FileInfoLayout.isMark(info)) {
      root.barrier().markReleased();
    }
    root.close(SessionThread.current(), info);
    return 0;
  }

  int fsyncdir(long path, int dataOnly, long info) throws IOException {
    fileSystem.fsync(root.inodeOf(SessionThread.current(), info));
    return 0;
  }
}
