package io.mucca.btree;

import io.mucca.block.BlockPointer;
import io.mucca.block.Checksums;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads nodes from the device and verifies them: bounds, checksum, form. Thread-safe. */
final class NodeReader {
  private static final long BUFFER_ALIGNMENT = 4096;

  private final BlockDevice device;
  private final Geometry geometry;
  private final long volumeId;

  /** One buffer a thread: reading happens on few threads, and a node is small. */
  private final ThreadLocal<MemorySegment> buffers;

  NodeReader(BlockDevice device, Geometry geometry, long volumeId) {
    this.device = device;
    this.geometry = geometry;
    this.volumeId = volumeId;
    this.buffers =
        ThreadLocal.withInitial(
            () ->
                Arena.ofAuto().allocate(geometry.nodeSize() + BUFFER_ALIGNMENT, BUFFER_ALIGNMENT));
  }

  /**
   * Reads a node.
   *
   * @param expectedLevel -1 for any
   * @param newestGeneration no pointer can have been written later
   */
  Node read(BlockPointer pointer, int expectedLevel, long newestGeneration) throws IOException {
    verifyBounds(pointer, newestGeneration);
    int sector = geometry.sectorSize();
    int length = pointer.lengthBytes();
    MemorySegment buffer = buffers.get().asSlice(0, Math.ceilDiv(length, sector) * (long) sector);
    try {
      device.read(geometry.offsetOf(pointer.address()), buffer);
    } catch (IOException e) {
      throw new IOException(
          String.format(
              "cannot read block %d of %s, a tree node: %s",
              pointer.address(), device.name(), e.getMessage()),
          e);
    }
    byte[] content = new byte[length];
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, content, 0, length);
    int actual = Checksums.crc32c(content, 0, length);
    if (actual != pointer.checksum()) {
      throw new CorruptBlockException(
          String.format(
              "block %d of %s: tree node has checksum %08x, expected %08x",
              pointer.address(), device.name(), actual, pointer.checksum()));
    }
    return Node.read(content, pointer, expectedLevel, volumeId, geometry.nodeSize());
  }

  private void verifyBounds(BlockPointer pointer, long newestGeneration)
      throws CorruptBlockException {
    int length = pointer.lengthBytes();
    if (length < NodeLayout.HEADER_SIZE
        || length > geometry.nodeSize()
        || !geometry.isDataRange(pointer.address(), geometry.blocksFor(length))
        || Long.compareUnsigned(pointer.birthGeneration(), newestGeneration) > 0) {
      throw new CorruptBlockException(
          "pointer to a tree node is out of bounds: block "
              + pointer.address()
              + ", "
              + length
              + " bytes, generation "
              + pointer.birthGeneration());
    }
  }
}
