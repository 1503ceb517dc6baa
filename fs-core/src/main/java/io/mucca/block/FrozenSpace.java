package io.mucca.block;

import io.mucca.device.BlockDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The space map's part of a checkpoint: the regions that changed since the one before, ready to be
 * written, and what the superblock says of the whole. Used by one thread at a time. It holds native
 * memory until it is written or closed.
 */
public final class FrozenSpace implements AutoCloseable {
  private final long generation;
  private final long digest;
  private final long freeBlocks;
  private final Arena arena;
  private final List<Piece> pieces;

  private record Piece(long offsetBytes, MemorySegment content) {}

  private FrozenSpace(Builder builder, long digest, long freeBlocks) {
    this.generation = builder.generation;
    this.arena = builder.arena;
    this.pieces = builder.pieces;
    this.digest = digest;
    this.freeBlocks = freeBlocks;
  }

  /** The generation that the freeze closed: the checkpoint's. */
  public long generation() {
    return generation;
  }

  /** What {@link Superblock#spaceDigest} has to be. */
  public long digest() {
    return digest;
  }

  /**
   * What {@link Superblock#freeBlocks} has to be: reserved and pending blocks are free on the
   * device.
   */
  public long freeBlocks() {
    return freeBlocks;
  }

  /** How many bytes {@link #writeTo} writes. */
  public long sizeBytes() {
    return pieces.stream().mapToLong(piece -> piece.content().byteSize()).sum();
  }

  /**
   * Writes the regions into their next slots and gives the memory back; to be called once. The
   * slots of the last checkpoints are left alone, so the superblock may only be written after a
   * sync that follows this.
   */
  public void writeTo(BlockDevice device) throws IOException {
    try (this) {
      for (Piece piece : pieces) {
        device.write(piece.offsetBytes(), piece.content(), WriteCategory.SPACE_MAP);
      }
    }
  }

  /** Gives the memory back; nothing can be written afterwards. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /** Gathers the regions of one checkpoint and tells each of them its new version. */
  static final class Builder {
    /** Memory comes in pieces of this size: few calls, and little lost at the end. */
    private static final long CHUNK_BYTES = 1 << 20;

    private final Geometry geometry;
    private final long volumeIdLow;
    private final long generation;
    private final Arena arena = Arena.ofConfined();
    private final List<Piece> pieces = new ArrayList<>();
    private MemorySegment unused = MemorySegment.NULL;

    Builder(Geometry geometry, long volumeIdLow, long generation) {
      this.geometry = geometry;
      this.volumeIdLow = volumeIdLow;
      this.generation = generation;
    }

    void add(int number, SpaceRegion region) {
      int sectorSize = geometry.sectorSize();
      int exceptions = region.exceptionCount();
      int slot = region.takeNextSlot();
      MemorySegment counts = allocate(SpaceSlotLayout.writtenBytes(exceptions, sectorSize));
      MemorySegment overflow = allocate(SpaceSlotLayout.overflowBytes(exceptions, sectorSize));
      region.checksum = SpaceSlot.encode(region, number, volumeIdLow, generation, counts, overflow);
      region.generation = generation;
      pieces.add(new Piece(geometry.countsOffset(number, slot), counts));
      if (overflow.byteSize() > 0) {
        pieces.add(new Piece(geometry.overflowOffset(number, slot), overflow));
      }
    }

    FrozenSpace build(long digest, long freeBlocks) {
      return new FrozenSpace(this, digest, freeBlocks);
    }

    /** Zeroed memory, aligned to a sector because every piece of it is whole sectors. */
    private MemorySegment allocate(int lengthBytes) {
      if (unused.byteSize() < lengthBytes) {
        unused = arena.allocate(CHUNK_BYTES, geometry.sectorSize());
      }
      MemorySegment result = unused.asSlice(0, lengthBytes);
      unused = unused.asSlice(lengthBytes);
      return result;
    }
  }
}
