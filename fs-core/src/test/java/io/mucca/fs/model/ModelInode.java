package io.mucca.fs.model;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import java.time.Instant;
import java.util.TreeMap;

/** One inode of the model. Guarded by the lock of the tree that it belongs to. */
final class ModelInode {
  private static final int SECTOR_BYTES = 512;

  final long number;
  final Content content;
  final TreeMap<ByteString, ByteString> xattrs = new TreeMap<>();
  final Instant birthTime;
  int mode;
  int uid;
  int gid;
  int linkCount;
  int openCount;
  Instant accessTime;
  Instant modifyTime;
  Instant changeTime;

  ModelInode(long number, int mode, int uid, int gid, Content content, Instant birthTime) {
    this.number = number;
    this.mode = mode;
    this.uid = uid;
    this.gid = gid;
    this.content = content;
    this.birthTime = birthTime;
    accessTime = birthTime;
    modifyTime = birthTime;
    changeTime = birthTime;
  }

  boolean isDirectory() {
    return FileMode.isDirectory(mode);
  }

  /** Unlinked, alive only because it is open. */
  boolean isOrphan() {
    return linkCount == 0;
  }

  /** A copy that nobody has open. */
  ModelInode copy() {
    ModelInode copy = new ModelInode(number, mode, uid, gid, content.copy(), birthTime);
    copy.xattrs.putAll(xattrs);
    copy.linkCount = linkCount;
    copy.accessTime = accessTime;
    copy.modifyTime = modifyTime;
    copy.changeTime = changeTime;
    return copy;
  }

  void contentChanged(Instant now) {
    modifyTime = now;
    changeTime = now;
  }

  /** Moves the access time if the last read was before the last change, or a day ago. */
  void accessed(Instant now) {
    boolean stale =
        !accessTime.isAfter(modifyTime)
            || !accessTime.isAfter(changeTime)
            || now.getEpochSecond() - accessTime.getEpochSecond() >= 24 * 60 * 60;
    if (stale) {
      accessTime = now;
    }
  }

  void fill(Attributes out) {
    out.inode = number;
    out.mode = mode;
    out.linkCount = linkCount;
    out.uid = uid;
    out.gid = gid;
    out.deviceNumber = content instanceof SpecialContent special ? special.deviceNumber() : 0;
    out.sizeBytes = content.sizeBytes();
    out.allocatedSectors = content.allocatedBytes() / SECTOR_BYTES;
    out.accessSeconds = accessTime.getEpochSecond();
    out.accessNanos = accessTime.getNano();
    out.modifySeconds = modifyTime.getEpochSecond();
    out.modifyNanos = modifyTime.getNano();
    out.changeSeconds = changeTime.getEpochSecond();
    out.changeNanos = changeTime.getNano();
    out.birthSeconds = birthTime.getEpochSecond();
    out.birthNanos = birthTime.getNano();
    out.selfChanging = false;
  }
}
