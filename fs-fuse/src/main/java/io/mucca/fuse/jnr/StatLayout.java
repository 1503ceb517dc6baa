package io.mucca.fuse.jnr;

import io.mucca.fs.Attributes;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FileStat;

/** C's {@code struct stat}, whose field offsets jnr-fuse knows for each architecture. */
final class StatLayout {
  private static final FileStat SHAPE = new FileStat(Runtime.getSystemRuntime());

  private static final long INODE = SHAPE.st_ino.offset();
  private static final long MODE = SHAPE.st_mode.offset();
  private static final long LINK_COUNT = SHAPE.st_nlink.offset();
  private static final long UID = SHAPE.st_uid.offset();
  private static final long GID = SHAPE.st_gid.offset();
  private static final long DEVICE_NUMBER = SHAPE.st_rdev.offset();
  private static final long SIZE = SHAPE.st_size.offset();
  private static final long BLOCK_SIZE = SHAPE.st_blksize.offset();
  private static final long SECTORS = SHAPE.st_blocks.offset();
  private static final long ACCESS_TIME = SHAPE.st_atim.tv_sec.offset();
  private static final long MODIFY_TIME = SHAPE.st_mtim.tv_sec.offset();
  private static final long CHANGE_TIME = SHAPE.st_ctim.tv_sec.offset();

  static final long SIZE_BYTES = Struct.size(SHAPE);

  /** nlink_t and blksize_t are as wide as the gap to the next field allows: 4 or 8 bytes. */
  private static final boolean WIDE_LINK_COUNT = MODE - LINK_COUNT == Long.BYTES;

  private static final int PREFERRED_IO_BYTES = 4096;

  private StatLayout() {}

  /** Writes attributes into a zeroed structure. */
  static void put(long address, Attributes attributes) {
    putType(address, attributes.inode, attributes.mode);
    if (WIDE_LINK_COUNT) {
      NativeMemory.putLong(address + LINK_COUNT, attributes.linkCount);
    } else {
      NativeMemory.putInt(address + LINK_COUNT, attributes.linkCount);
    }
    NativeMemory.putInt(address + UID, attributes.uid);
    NativeMemory.putInt(address + GID, attributes.gid);
    NativeMemory.putLong(address + DEVICE_NUMBER, attributes.deviceNumber);
    NativeMemory.putLong(address + SIZE, attributes.sizeBytes);
    NativeMemory.putInt(address + BLOCK_SIZE, PREFERRED_IO_BYTES);
    NativeMemory.putLong(address + SECTORS, attributes.allocatedSectors);
    putTime(address + ACCESS_TIME, attributes.accessSeconds, attributes.accessNanos);
    putTime(address + MODIFY_TIME, attributes.modifySeconds, attributes.modifyNanos);
    putTime(address + CHANGE_TIME, attributes.changeSeconds, attributes.changeNanos);
  }

  /** Writes the two fields that a directory entry has room for. */
  static void putType(long address, long inode, int mode) {
    NativeMemory.putLong(address + INODE, inode);
    NativeMemory.putInt(address + MODE, mode);
  }

  private static void putTime(long address, long seconds, int nanos) {
    NativeMemory.putLong(address, seconds);
    NativeMemory.putLong(address + Long.BYTES, nanos);
  }
}
