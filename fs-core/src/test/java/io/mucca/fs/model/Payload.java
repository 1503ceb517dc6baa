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
      default -> new SplittableRandom(seed).nextBytes(bytes);
    }
    return bytes;
  }
}
