package io.mucca.fuse.jnr;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.WriteBarrier;
import java.io.IOException;

/** A filesystem being served, with what the callbacks share. Thread-safe. */
record MountedRoot(
    FileSystem fileSystem,
    PathResolver paths,
    HiddenNodes hidden,
    OpenHandles handles,
    WriteBarrier barrier) {

  static MountedRoot of(FileSystem fileSystem, WriteBarrier barrier) {
    HiddenNodes hidden = new HiddenNodes();
    return new MountedRoot(
        fileSystem,
        new PathResolver(fileSystem, hidden),
        hidden,
        new OpenHandles(fileSystem),
        barrier);
  }

  /** The inode that a path names; its attributes are in {@link SessionThread#attributes} then. */
  long resolve(SessionThread thread, long path) throws IOException {
    thread.inode = paths.resolve(path, thread.attributes);
    return thread.inode;
  }

  PathResolver.Entry resolveParent(SessionThread thread, long path) throws IOException {
    PathResolver.Entry entry = paths.resolveParent(path, thread.attributes);
    thread.inode = entry.directory();
    return entry;
  }

  /** The inode of an open file. */
  long inodeOf(SessionThread thread, long info) {
    thread.inode = FileInfoLayout.inode(info);
    return thread.inode;
  }

  /** Opens an inode and hands it to libfuse as the handle. */
  void open(long inode, long info) throws IOException {
    handles.open(inode);
    FileInfoLayout.putInode(info, inode);
  }

  void close(SessionThread thread, long info) throws IOException {
    long inode = inodeOf(thread, info);
    if (handles.close(inode)) {
      hidden.removeInode(inode);
    }
  }
}
