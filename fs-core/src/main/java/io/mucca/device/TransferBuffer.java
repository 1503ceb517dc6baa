package io.mucca.device;

import java.lang.foreign.MemorySegment;

/** Memory for transfers that grows to what was needed at most. For one thread. */
public final class TransferBuffer {
  private static final long MIN_BYTES = 16 << 10;

  private MemorySegment memory = MemorySegment.NULL;

  /** The first bytes of the buffer, with undefined content; valid until the next call. */
  public MemorySegment ofSize(long bytes) {
    if (memory.byteSize() < bytes) {
      memory = AlignedMemory.allocate(Math.max(MIN_BYTES, Long.highestOneBit(bytes - 1) << 1));
    }
    return memory.asSlice(0, bytes);
  }
}
