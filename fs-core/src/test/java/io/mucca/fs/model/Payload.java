package io.mucca.fs.model;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Bytes to write, as a recipe: random, or easy to compress, or all zero.
 *
 * @param seed tells one content from another
 */
record Payload(int length, int seed) {
  byte[] bytes() {
    byte[] bytes = new byte[length];
    switch (seed & 7) {
      case 0 -> Arrays.fill(bytes, (byte) 0);
      case 1 -> Arrays.fill(bytes, (byte) (seed >>> 3 | 1));
      case 2 -> repeat(bytes);
      default -> new SplittableRandom(seed).nextBytes(bytes);
    }
    return bytes;
  }

  /**
   * Lines that are mostly the same, so that two places can be told apart and both be compressed.
   */
  private void repeat(byte[] bytes) {
    byte[] line = new byte[64];
    new SplittableRandom(seed).nextBytes(line);
    for (int i = 0; i < bytes.length; i++) {
      int number = i / line.length;
      int at = i % line.length;
      bytes[i] = at < 2 ? (byte) (number >>> (8 * at)) : line[at];
    }
  }
}
