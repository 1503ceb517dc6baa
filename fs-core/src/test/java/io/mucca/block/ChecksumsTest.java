package io.mucca.block;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChecksumsTest {
  private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

  /** The value that the catalogues of CRCs give for these digits. */
  private static final int CHECK_VALUE = 0xe3069283;

  @Test
  void isTheCastagnoliPolynomial() {
    assertEquals(CHECK_VALUE, Checksums.crc32c(CHECK));
    assertEquals(
        CHECK_VALUE, Checksums.crc32c("0123456789".getBytes(StandardCharsets.US_ASCII), 1, 9));
  }

  @Test
  void isTheSameForMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, CHECK);
      assertEquals(CHECK_VALUE, Checksums.crc32c(memory));
    }
  }
}
