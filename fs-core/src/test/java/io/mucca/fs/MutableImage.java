package io.mucca.fs;

import io.mucca.block.Checksums;
import io.mucca.block.LittleEndian;
import io.mucca.block.SpaceSeal;
import io.mucca.block.Superblock;
import io.mucca.device.AlignedMemory;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.fs.ImageAnatomy.Area;
import io.mucca.fs.ImageAnatomy.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The bytes of an image that is being damaged. {@link #seal} then makes all checksums right, so
 * that only the meaning is wrong.
 */
final class MutableImage {
  // Offsets that FORMAT.md gives.
  private static final int POINTER_BIRTH = 8;
  private static final int POINTER_CHECKSUM = 16;
  private static final int POINTER_LENGTH = 20;
  private static final int NODE_LENGTH = 8;
  private static final int NODE_GENERATION = 16;
  private static final int RECORD_CHECKSUM = 4;
  private static final int RECORD_VOLUME_ID_LOW = 8;
  private static final int RECORD_LENGTH = 24;
  private static final int RECORD_CHAIN = 28;
  private static final int SUPERBLOCK_DIGEST = 104;
  private static final int SUPERBLOCK_FREE_BLOCKS = 112;
  private static final int SUPERBLOCK_CHECKSUM = Superblock.ENCODED_BYTES - Integer.BYTES;

  private final ImageAnatomy anatomy;
  private final byte[] bytes;

  MutableImage(ImageAnatomy anatomy) {
    this.anatomy = anatomy;
    bytes = anatomy.bytes();
  }

  ImageAnatomy anatomy() {
    return anatomy;
  }

  /** The whole image, to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * Makes the checksums of all nodes, space map slots and superblocks right, and lengths and
   * generations in the pointers those that the nodes claim to have.
   *
   * @param totals make the numbers of free blocks right as well
   */
  void seal(boolean totals) {
    anatomy.nodes().forEach(this::sealNode);
    sealSpaceMap(totals);
    sealLog();
    for (Area area : anatomy.areas(Kind.SUPERBLOCK)) {
      int checksum = Checksums.crc32c(bytes, area.offset(), SUPERBLOCK_CHECKSUM);
      LittleEndian.putInt(bytes, area.offset() + SUPERBLOCK_CHECKSUM, checksum);
    }
  }

  private void sealNode(ImageAnatomy.Node node) {
    int offset = node.area().offset();
    int claimed = LittleEndian.getInt(bytes, offset + NODE_LENGTH);
    boolean possible = claimed > 0 && claimed <= bytes.length - offset;
    int length = possible ? claimed : node.area().length();
    int checksum = Checksums.crc32c(bytes, offset, length);
    long generation = LittleEndian.getLong(bytes, offset + NODE_GENERATION);
    for (ImageAnatomy.Node each : anatomy.nodes()) {
      for (int pointer : each.pointers()) {
        if (LittleEndian.getLong(bytes, pointer) == node.pointer().address()) {
          LittleEndian.putLong(bytes, pointer + POINTER_BIRTH, generation);
          LittleEndian.putInt(bytes, pointer + POINTER_CHECKSUM, checksum);
          LittleEndian.putInt(bytes, pointer + POINTER_LENGTH, length);
        }
      }
    }
  }

  /** Each record repeats the checksum of the one before, as long as its length can be. */
  private void sealLog() {
    int chain = anatomy.superblock().log().chain();
    for (Area area : anatomy.areas(Kind.LOG_RECORD)) {
      int claimed = LittleEndian.getInt(bytes, area.offset() + RECORD_LENGTH);
      boolean possible = claimed > RECORD_CHAIN && claimed <= bytes.length - area.offset();
      int length = possible ? claimed : area.length();
      LittleEndian.putInt(bytes, area.offset() + RECORD_CHAIN, chain);
      chain =
          Checksums.crc32c(
              bytes, area.offset() + RECORD_VOLUME_ID_LOW, length - RECORD_VOLUME_ID_LOW);
      LittleEndian.putInt(bytes, area.offset() + RECORD_CHECKSUM, chain);
    }
  }

  private void sealSpaceMap(boolean totals) {
    int superblock = anatomy.superblockOffset();
    long generation = anatomy.superblock().generation();
    long digest = 0;
    long freeBlocks = 0;
    for (int region = 0; region < anatomy.geometry().regionCount(); region++) {
      byte[] newest = null;
      for (int slot = 0; slot < ImageAnatomy.SPACE_SLOTS; slot++) {
        byte[] content = sealSlot(region, slot, totals);
        if (SpaceSeal.isWritten(content)
            && SpaceSeal.generation(content) <= generation
            && (newest == null || SpaceSeal.generation(content) > SpaceSeal.generation(newest))) {
          newest = content;
        }
      }
      digest ^= newest == null ? 0 : SpaceSeal.digest(newest, region);
      freeBlocks += newest == null ? 0 : SpaceSeal.freeBlocks(newest);
    }
    LittleEndian.putLong(bytes, superblock + SUPERBLOCK_DIGEST, digest);
    if (totals) {
      LittleEndian.putLong(bytes, superblock + SUPERBLOCK_FREE_BLOCKS, freeBlocks);
    }
  }

  private byte[] sealSlot(int region, int slot, boolean totals) {
    int offset = (int) SpaceSeal.offset(anatomy.geometry(), region, slot);
    byte[] content = Arrays.copyOfRange(bytes, offset, offset + SpaceSeal.SLOT_BYTES);
    if (SpaceSeal.isWritten(content)) {
      if (totals) {
        SpaceSeal.setFreeBlocks(content);
      }
      SpaceSeal.seal(content, anatomy.geometry().sectorSize());
      System.arraycopy(content, 0, bytes, offset, content.length);
    }
    return content;
  }

  /** A device with these bytes. */
  MemoryDevice device() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = AlignedMemory.allocate(arena, bytes.length);
      MemorySegment.copy(bytes, 0, all, ValueLayout.JAVA_BYTE, 0, bytes.length);
      MemoryDevice device = new MemoryDevice(bytes.length, anatomy.geometry().sectorSize());
      device.write(0, all, WriteCategory.DATA);
      return device;
    }
  }
}
