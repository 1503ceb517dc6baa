package io.mucca.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory that every {@link BlockDevice} takes, whatever its sector size. */
public final class AlignedMemory {
  /** The largest sector size, in bytes. */
  public static final int ALIGNMENT = 4096;

  private AlignedMemory() {}

  /** Zeroed memory that lives until it is unreachable. */
  public static MemorySegment allocate(long sizeBytes) {
    return allocate(Arena.ofAuto(), sizeBytes);
  }

  /** Zeroed memory that lives as long as {@code arena}. */
  public static MemorySegment allocate(Arena arena, long sizeBytes) {
    return arena.allocate(sizeBytes, ALIGNMENT);
  }
}
