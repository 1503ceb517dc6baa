package io.mucca.block;

import java.lang.foreign.MemorySegment;

/** Makes checksums and totals of space map slots right again after a test has changed them. */
public final class SpaceSeal {
  /** Length of a slot with a region's counts. */
  public static final int SLOT_BYTES = SpaceSlotLayout.COUNTS_BYTES;

  private SpaceSeal() {}

  /** Where a slot lies, in bytes. */
  public static long offset(Geometry geometry, int region, int slot) {
    return geometry.countsOffset(region, slot);
  }

  /** True if the slot has ever been written. */
  public static boolean isWritten(byte[] slot) {
    return LittleEndian.getInt(slot, SpaceSlotLayout.MAGIC) == SpaceSlotLayout.MAGIC_VALUE;
  }

  /** How many bytes of a slot a checkpoint has written. */
  public static int writtenBytes(byte[] slot, int sectorSize) {
    int exceptions = LittleEndian.getInt(slot, SpaceSlotLayout.EXCEPTION_COUNT);
    boolean possible = exceptions >= 0 && exceptions <= Geometry.REGION_BLOCKS;
    return SpaceSlotLayout.writtenBytes(possible ? exceptions : 0, sectorSize);
  }

  public static long generation(byte[] slot) {
    return LittleEndian.getLong(slot, SpaceSlotLayout.GENERATION);
  }

  /** Blocks with a count of 0, by the counts themselves. */
  public static int freeBlocks(byte[] slot) {
    int free = 0;
    for (int i = 0; i < Geometry.REGION_BLOCKS; i++) {
      int count = slot[SpaceSlotLayout.COUNTS + i / 4] >>> (2 * (i % 4)) & 3;
      free += count == 0 ? 1 : 0;
    }
    return free;
  }

  /** Lets the header say how many blocks are free. */
  public static void setFreeBlocks(byte[] slot) {
    LittleEndian.putInt(slot, SpaceSlotLayout.FREE_BLOCKS, freeBlocks(slot));
  }

  /** Computes the checksum anew. */
  public static void seal(byte[] slot, int sectorSize) {
    long from = SpaceSlotLayout.VOLUME_ID_LOW;
    MemorySegment covered =
        MemorySegment.ofArray(slot).asSlice(from, writtenBytes(slot, sectorSize) - from);
    LittleEndian.putInt(slot, SpaceSlotLayout.CHECKSUM, Checksums.crc32c(covered));
  }

  /** The part that a region's version has in the digest of its checkpoint. */
  public static long digest(byte[] slot, int region) {
    return SpaceDigest.of(
        region, generation(slot), LittleEndian.getInt(slot, SpaceSlotLayout.CHECKSUM));
  }
}
