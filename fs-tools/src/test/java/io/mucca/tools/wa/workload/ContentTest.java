package io.mucca.tools.wa.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
  private static byte[] bytes(double compressibility, int count) {
    byte[] bytes = new byte[count];
    new Content(new SplittableRandom(1), compressibility).next(count).get(bytes);
    return bytes;
  }

  private static double ratio(byte[] bytes) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] target = new byte[2 * bytes.length];
      return (double) bytes.length / deflater.deflate(target);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 3, 8})
  void everyBlockCompressesAsAskedFor(double compressibility) {
    byte[] bytes = bytes(compressibility, 16384);
    for (int start = 0; start < bytes.length; start += 4096) {
      byte[] block = Arrays.copyOfRange(bytes, start, start + 4096);
      assertEquals(compressibility, ratio(block), 0.15 * compressibility);
    }
  }

  @Test
  void eachWriteHasOtherBytes() {
    Content content = new Content(new SplittableRandom(1), 1);
    byte[] first = new byte[100];
    content.next(100).get(first);
    byte[] second = new byte[100];
    content.next(100).get(second);
    assertNotEquals(Arrays.hashCode(first), Arrays.hashCode(second));
    assertTrue(content.next(0).remaining() == 0);
  }
}
