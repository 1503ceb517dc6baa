package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import org.jspecify.annotations.Nullable;

/**
 * The inode item: the attributes of a file. Its value is a sequence of varints:
 *
 * <pre>
 *   flags                bit 0: content inline, bit 1: device number, bit 2: the four times differ,
 *                        bit 3: compression
 *   mode, uid, gid, link count
 *   size                 bytes; of a directory: entries
 *   block count          allocated blocks of content
 *   parent               the directory that holds it (of a file: one of them, a hint)
 *   next cookie          directories only
 *   device number        if bit 1
 *   compression          if bit 3: its code
 *   birth seconds (signed), birth nanos
 *   if bit 2: access, modify, change: seconds relative to birth (signed), nanos
 * </pre>
 *
 * A reusable holder; not thread-safe.
 */
final class Inode {
  private static final int INLINE = 1;
  private static final int HAS_DEVICE = 1 << 1;
  private static final int TIMES_DIFFER = 1 << 2;
  private static final int HAS_COMPRESSION = 1 << 3;
  private static final int KNOWN_FLAGS = INLINE | HAS_DEVICE | TIMES_DIFFER | HAS_COMPRESSION;

  private static final int MAX_INLINE = 65536;
  private static final long MAX_ID = 0xffff_ffffL;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  long number;
  boolean inline;
  int mode;
  int uid;
  int gid;
  int linkCount;
  long size;
  long blockCount;
  long parent;
  long nextCookie;
  long deviceNumber;

  /** How its content, or what is created in it, is compressed; null where its root says so. */
  @Nullable Compression compression;

  final Timestamp access = new Timestamp();
  final Timestamp modify = new Timestamp();
  final Timestamp change = new Timestamp();
  final Timestamp birth = new Timestamp();

  /** Makes this a new inode whose times are all {@code now}. */
  void reset(long inode, int newMode, int newUid, int newGid, Timestamp now) {
    number = inode;
    inline = false;
    mode = newMode;
    uid = newUid;
    gid = newGid;
    linkCount = 1;
    size = 0;
    blockCount = 0;
    parent = 0;
    nextCookie = 0;
    deviceNumber = 0;
    compression = null;
    access.set(now);
    modify.set(now);
    change.set(now);
    birth.set(now);
  }

  boolean isDirectory() {
    return FileMode.isDirectory(mode);
  }

  boolean isRegularFile() {
    return FileMode.isRegularFile(mode);
  }

  void encode(ByteWriter writer) {
    boolean timesDiffer =
        !access.equalsTime(birth) || !modify.equalsTime(birth) || !change.equalsTime(birth);
    writer
        .clear()
        .putVarint(
            (inline ? INLINE : 0)
                | (deviceNumber != 0 ? HAS_DEVICE : 0)
                | (timesDiffer ? TIMES_DIFFER : 0)
                | (compression != null ? HAS_COMPRESSION : 0))
        .putVarint(mode)
        .putVarint(Integer.toUnsignedLong(uid))
        .putVarint(Integer.toUnsignedLong(gid))
        .putVarint(linkCount)
        .putVarint(size)
        .putVarint(blockCount)
        .putVarint(parent);
    if (isDirectory()) {
      writer.putVarint(nextCookie);
    }
    if (deviceNumber != 0) {
      writer.putVarint(deviceNumber);
    }
    if (compression != null) {
      writer.putVarint(compression.code());
    }
    writer.putSigned(birth.seconds).putVarint(birth.nanos);
    if (timesDiffer) {
      encode(access, writer);
      encode(modify, writer);
      encode(change, writer);
    }
  }

  private void encode(Timestamp time, ByteWriter writer) {
    writer.putSigned(time.seconds - birth.seconds).putVarint(time.nanos);
  }

  void decode(long inode, ByteReader reader) throws CorruptBlockException {
    number = inode;
    int flags = reader.getCount();
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw damaged("has unknown flags " + Integer.toHexString(flags));
    }
    inline = (flags & INLINE) != 0;
    mode = reader.getCount();
    uid = getId(reader);
    gid = getId(reader);
    linkCount = reader.getCount();
    size = reader.getVarint();
    blockCount = reader.getVarint();
    parent = reader.getVarint();
    nextCookie = isDirectory() ? reader.getVarint() : 0;
    deviceNumber = (flags & HAS_DEVICE) != 0 ? reader.getVarint() : 0;
    compression = (flags & HAS_COMPRESSION) != 0 ? Compression.ofCode(reader.getCount()) : null;
    birth.set(reader.getSigned(), reader.getCount());
    if ((flags & TIMES_DIFFER) != 0) {
      decode(access, reader);
      decode(modify, reader);
      decode(change, reader);
    } else {
      access.set(birth);
      modify.set(birth);
      change.set(birth);
    }
    if (birth.nanos >= NANOS_PER_SECOND) {
      throw damaged("has a time out of range");
    }
    requireValid();
  }

  private int getId(ByteReader reader) throws CorruptBlockException {
    long id = reader.getVarint();
    if (id < 0 || id > MAX_ID) {
      throw damaged("has a user or group out of range: " + Long.toUnsignedString(id));
    }
    return (int) id;
  }

  /** What holds for every inode, be it read or about to be stored. */
  void requireValid() throws CorruptBlockException {
    if (!FileMode.isValid(mode)) {
      throw damaged("has no type: its mode is " + Integer.toOctalString(mode));
    }
    if (size < 0 || blockCount < 0 || blockCount > Geometry.MAX_BLOCKS || linkCount < 0) {
      throw damaged(
          "has a count out of range: %d bytes, %d blocks, %d links"
              .formatted(size, blockCount, linkCount));
    }
    if (compression != null && !isDirectory() && !isRegularFile()) {
      throw damaged("has a compression, and can have no content");
    }
    if (isDirectory()
        && (!ItemKey.isInode(parent)
            || nextCookie < Directory.FIRST_COOKIE
            || nextCookie > Directory.MAX_COOKIE)) {
      throw damaged("is a directory in inode %d with cookie %d".formatted(parent, nextCookie));
    }
    if (number == FileSystem.ROOT_INODE && (!isDirectory() || linkCount == 0)) {
      throw damaged("is no root directory");
    }
  }

  private void decode(Timestamp time, ByteReader reader) throws CorruptBlockException {
    time.set(birth.seconds + reader.getSigned(), reader.getCount());
    if (time.nanos >= NANOS_PER_SECOND) {
      throw damaged("has a time out of range");
    }
  }

  private CorruptBlockException damaged(String what) {
    return new CorruptBlockException("inode " + number + " " + what);
  }

  void copyTo(Attributes out, int sectorsPerBlock) {
    out.inode = number;
    out.mode = mode;
    out.linkCount = linkCount;
    out.uid = uid;
    out.gid = gid;
    out.deviceNumber = deviceNumber;
    out.sizeBytes = size;
    // Inline content is small, whatever size a truncation has given the file.
    long inlineSectors = inline ? (Math.min(size, MAX_INLINE) + 511) / 512 : 0;
    out.allocatedSectors = blockCount * sectorsPerBlock + inlineSectors;
    out.accessSeconds = access.seconds;
    out.accessNanos = access.nanos;
    out.modifySeconds = modify.seconds;
    out.modifyNanos = modify.nanos;
    out.changeSeconds = change.seconds;
    out.changeNanos = change.nanos;
    out.birthSeconds = birth.seconds;
    out.birthNanos = birth.nanos;
    out.selfChanging = false;
  }
}
