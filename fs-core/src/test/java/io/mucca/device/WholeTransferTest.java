package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mucca.sys.SysException;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A kernel that moves less than it is asked to, as it may. */
class WholeTransferTest {
  private static final int LENGTH = 64 * 512;

  private final MemorySegment file = MemorySegment.ofArray(new byte[2 * LENGTH]);
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[LENGTH]);

  private static void fill(MemorySegment segment, long seed) {
    byte[] bytes = new byte[(int) segment.byteSize()];
    new SplittableRandom(seed).nextBytes(bytes);
    segment.copyFrom(MemorySegment.ofArray(bytes));
  }

  @Test
  void shortReadsAreGoneOnWithUntilAllIsThere() throws SysException {
    fill(file, 1);
    SplittableRandom random = new SplittableRandom(2);
    long count =
        WholeTransfer.run(
            (rest, offset) -> {
              long part = Math.min(rest.byteSize(), 512L * (1 + random.nextInt(5)));
              MemorySegment.copy(file, offset, rest, 0, part);
              return part;
            },
            1024,
            buffer,
            512);
    assertEquals(LENGTH, count);
    assertEquals(-1, buffer.mismatch(file.asSlice(1024, LENGTH)));
  }

  @Test
  void shortWritesOfAnyLengthAreGoneOnWith() throws SysException {
    fill(buffer, 3);
    SplittableRandom random = new SplittableRandom(4);
    long count =
        WholeTransfer.run(
            (rest, offset) -> {
              long part = Math.min(rest.byteSize(), 1 + random.nextInt(1000));
              MemorySegment.copy(rest, 0, file, offset, part);
              return part;
            },
            512,
            buffer,
            1);
    assertEquals(LENGTH, count);
    assertEquals(-1, buffer.mismatch(file.asSlice(512, LENGTH)));
  }

  @Test
  void endOfTheFileEndsIt() throws SysException {
    assertEquals(1024, WholeTransfer.run(upTo(1024), 0, buffer, 512));
    assertEquals(1000, WholeTransfer.run(upTo(1000), 0, buffer, 512));
    assertEquals(0, WholeTransfer.run(upTo(0), 0, buffer, 1));
  }

  /** Reads at most one sector at a time of a file that ends. */
  private static WholeTransfer.Call upTo(long end) {
    return (rest, offset) -> Math.max(0, Math.min(512, Math.min(rest.byteSize(), end - offset)));
  }

  @Test
  void failureAfterAPartIsAFailure() {
    WholeTransfer.Call call =
        (rest, offset) -> {
          if (offset > 0) {
            throw new SysException("pwrite", 5);
          }
          return 512;
        };
    assertThrows(SysException.class, () -> WholeTransfer.run(call, 0, buffer, 512));
  }
}
