package io.mucca.fuse.jnr;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import io.mucca.fuse.jnr.PathResolver.Entry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The callbacks about open files. Parameters are libfuse's, in its order; the path is null in those
 * that have a handle.
 */
final class FileCallbacks {
  private static final int PUNCH_HOLE_KEEP_SIZE = 0x02 | 0x01;

  private final MountedRoot root;
  private final FileSystem fileSystem;

  FileCallbacks(MountedRoot root) {
    this.root = root;
    this.fileSystem = root.fileSystem();
  }

  int open(long path, long info) throws IOException {
    SessionThread thread = SessionThread.current();
    long inode = root.resolve(thread, path);
    boolean direct = hasSeveralPageCaches(thread.attributes);
    root.open(inode, info);
    if (direct) {
      FileInfoLayout.setDirectIo(info);
    }
    return 0;
  }

  /**
   * Each hard link is an inode of its own to the kernel here, with its own cached pages; what is
   * written through one would go unseen through the other for as long as that is open. Without the
   * cache nothing is stale, at the price that such a file cannot be mapped shared (ENODEV). A file
   * opened first and linked later is not covered.
   */
  private static boolean hasSeveralPageCaches(Attributes attributes) {
    return attributes.isRegularFile() && attributes.linkCount > 1;
  }

  int create(long path, int mode, long info) throws IOException {
    SessionThread thread = SessionThread.current();
    Entry entry = root.resolveParent(thread, path);
    fileSystem.createNode(
        entry.directory(),
        entry.name(),
        FileMode.REGULAR | (mode & FileMode.PERMISSION_MASK),
        thread.uid(),
        thread.gid(),
        0,
        thread.attributes);
    root.open(thread.attributes.inode, info);
    return 0;
  }

  int read(long path, long buffer, long sizeBytes, long offsetBytes, long info) throws IOException {
    long inode = root.inodeOf(SessionThread.current(), info);
    return fileSystem.read(inode, offsetBytes, NativeMemory.segment(buffer, sizeBytes));
  }

  int write(long path, long buffer, long sizeBytes, long offsetBytes, long info)
      throws IOException {
    long inode = root.inodeOf(SessionThread.current(), info);
    MemorySegment data = NativeMemory.segment(buffer, sizeBytes);
    if (FileInfoLayout.isAppend(info)) {
      // The kernel's offset is the size as this name of the file last saw it, which another name
      // may have outgrown.
      fileSystem.append(inode, data);
    } else {
      fileSystem.write(inode, offsetBytes, data);
    }
    return (int) sizeBytes;
  }

  int release(long path, long info) throws IOException {
    root.close(SessionThread.current(), info);
    return 0;
  }

  int fsync(long path, int dataOnly, long info) throws IOException {
    fileSystem.fsync(root.inodeOf(SessionThread.current(), info));
    return 0;
  }

  int fallocate(long path, int mode, long offsetBytes, long lengthBytes, long info)
      throws IOException {
    if (mode != PUNCH_HOLE_KEEP_SIZE) {
      // Space reserved today is not where a copy-on-write filesystem writes tomorrow.
      return -Errnos.EOPNOTSUPP;
    }
    fileSystem.punchHole(root.inodeOf(SessionThread.current(), info), offsetBytes, lengthBytes);
    return 0;
  }
}
