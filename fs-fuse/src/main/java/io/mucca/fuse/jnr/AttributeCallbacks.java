package io.mucca.fuse.jnr;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import java.io.IOException;

/** The callbacks about an inode's attributes. Parameters are libfuse's, in its order. */
final class AttributeCallbacks {
  /** What libfuse passes for an owner that shall stay as it is. */
  private static final int UNCHANGED = -1;

  private static final int UTIME_NOW = (1 << 30) - 1;
  private static final int UTIME_OMIT = (1 << 30) - 2;
  private static final int TIMESPEC_BYTES = 2 * Long.BYTES;

  private final MountedRoot root;
  private final FileSystem fileSystem;

  AttributeCallbacks(MountedRoot root) {
    this.root = root;
    this.fileSystem = root.fileSystem();
  }

  int getattr(long path, long stat) throws IOException {
    SessionThread thread = SessionThread.current();
    root.resolve(thread, path);
    putStat(thread, stat);
    return 0;
  }

  int fgetattr(long path, long stat, long info) throws IOException {
    SessionThread thread = SessionThread.current();
    fileSystem.getAttributes(root.inodeOf(thread, info), thread.attributes);
    putStat(thread, stat);
    return 0;
  }

  private void putStat(SessionThread thread, long stat) {
    Attributes attributes = thread.attributes;
    boolean losesOne =
        thread.opcode() == RequestLayout.GETATTR && root.hidden().isHidden(thread.nodeId());
    if (losesOne) {
      // libfuse takes the name it invented off the count. There is no such name here.
      attributes.linkCount++;
    }
    StatLayout.put(stat, attributes);
  }

  int readlink(long path, long buffer, long sizeBytes) throws IOException {
    byte[] target = fileSystem.readSymlink(root.resolve(SessionThread.current(), path));
    if (target.length >= sizeBytes) {
      return -Errnos.ENAMETOOLONG;
    }
    NativeMemory.putBytes(buffer, target);
    NativeMemory.putByte(buffer + target.length, (byte) 0);
    return 0;
  }

  int chmod(long path, int mode) throws IOException {
    SessionThread thread = SessionThread.current();
    long inode = root.resolve(thread, path);
    thread.change.fields = AttributeChange.MODE;
    thread.change.mode = mode & FileMode.PERMISSION_MASK;
    fileSystem.setAttributes(inode, thread.change, thread.attributes);
    return 0;
  }

  int chown(long path, int uid, int gid) throws IOException {
    SessionThread thread = SessionThread.current();
    long inode = root.resolve(thread, path);
    AttributeChange change = thread.change;
    change.fields =
        (uid == UNCHANGED ? 0 : AttributeChange.UID) | (gid == UNCHANGED ? 0 : AttributeChange.GID);
    change.uid = uid;
    change.gid = gid;
    fileSystem.setAttributes(inode, change, thread.attributes);
    return 0;
  }

  int utimens(long path, long times) throws IOException {
    SessionThread thread = SessionThread.current();
    long inode = root.resolve(thread, path);
    AttributeChange change = thread.change;
    change.accessSeconds = NativeMemory.getLong(times);
    change.accessNanos = nanosAt(times);
    change.modifySeconds = NativeMemory.getLong(times + TIMESPEC_BYTES);
    change.modifyNanos = nanosAt(times + TIMESPEC_BYTES);
    change.fields =
        fieldFor(change.accessNanos, AttributeChange.ACCESS_TIME, AttributeChange.ACCESS_TIME_NOW)
            | fieldFor(
                change.modifyNanos, AttributeChange.MODIFY_TIME, AttributeChange.MODIFY_TIME_NOW);
    if (change.fields != 0) {
      fileSystem.setAttributes(inode, change, thread.attributes);
    }
    return 0;
  }

  private static int nanosAt(long timespec) {
    return (int) NativeMemory.getLong(timespec + Long.BYTES);
  }

  private static int fieldFor(int nanos, int given, int now) {
    return switch (nanos) {
      case UTIME_NOW -> now;
      case UTIME_OMIT -> 0;
      default -> given;
    };
  }

  int truncate(long path, long sizeBytes) throws IOException {
    SessionThread thread = SessionThread.current();
    fileSystem.truncate(root.resolve(thread, path), sizeBytes, thread.attributes);
    return 0;
  }

  int ftruncate(long path, long sizeBytes, long info) throws IOException {
    SessionThread thread = SessionThread.current();
    fileSystem.truncate(root.inodeOf(thread, info), sizeBytes, thread.attributes);
    return 0;
  }

  int statfs(long path, long statvfs) throws IOException {
    StatvfsLayout.put(statvfs, fileSystem.statistics());
    return 0;
  }
}
