package io.mucca.fuse.kernel;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Slices of one segment that begin at one place, kept by their size: requests come in few sizes,
 * and a hot path shall make no garbage. Not thread-safe.
 */
final class Slices {
  private static final int SLOTS = 512;
  private static final int PAGE_SHIFT = 12;

  private final MemorySegment memory;
  private final long offsetBytes;
  private final @Nullable MemorySegment[] slots = new @Nullable MemorySegment[SLOTS];

  Slices(MemorySegment memory, long offsetBytes) {
    this.memory = memory;
    this.offsetBytes = offsetBytes;
  }

  MemorySegment of(int sizeBytes) {
    // Whole pages have a slot each, up to 511 of them.
    int slot = (sizeBytes ^ (sizeBytes >>> PAGE_SHIFT)) & (SLOTS - 1);
    MemorySegment slice = slots[slot];
    if (slice == null || slice.byteSize() != sizeBytes) {
      slice = memory.asSlice(offsetBytes, sizeBytes);
      slots[slot] = slice;
    }
    return slice;
  }
}
