package io.mucca.fs.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory to read both sides into and to write from. Not thread-safe. */
final class TransferBuffers {
  static final int SIZE_BYTES = 1 << 20;

  private static final byte UNTOUCHED = 0x5a;

  private final MemorySegment model = Arena.ofAuto().allocate(SIZE_BYTES, 4096);
  private final MemorySegment real = Arena.ofAuto().allocate(SIZE_BYTES, 4096);

  MemorySegment model(int length) {
    return untouched(model, length);
  }

  MemorySegment real(int length) {
    return untouched(real, length);
  }

  /** Overwrites what a call was given to write, which the callee must not refer to any more. */
  void spoil() {
    model.fill(UNTOUCHED);
    real.fill(UNTOUCHED);
  }

  /** A buffer whose old content is no lucky guess of what is to be read. */
  private static MemorySegment untouched(MemorySegment buffer, int length) {
    return buffer.asSlice(0, length).fill(UNTOUCHED);
  }
}
