package io.mucca.tools.wa.workload;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Bytes that do not compress, or compress by a given factor: each 4 KiB of a write then are random
 * bytes followed by repeats of these. Not thread-safe.
 */
public final class Content {
  private static final int UNIT_BYTES = 4096;

  private final RandomGenerator random;
  private final double compressibility;
  private byte[] bytes = {};
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  /** Takes its bytes from {@code random}; {@code compressibility} 2 means 2 to 1. */
  public Content(RandomGenerator random, double compressibility) {
    this.random = random;
    this.compressibility = compressibility;
  }

  /** So many new bytes, in a buffer that is good until the next call. */
  public ByteBuffer next(int count) {
    if (bytes.length != count) {
      bytes = new byte[count];
    }
    if (buffer.capacity() < count) {
      buffer = ByteBuffer.allocateDirect(count);
    }
    random.nextBytes(bytes);
    if (compressibility > 1) {
      repeat();
    }
    buffer.clear().put(bytes).flip();
    return buffer;
  }

  private void repeat() {
    for (int start = 0; start < bytes.length; start += UNIT_BYTES) {
      int length = Math.min(UNIT_BYTES, bytes.length - start);
      int fresh = Math.max(1, (int) Math.round(length / compressibility));
      for (int done = fresh; done < length; done += fresh) {
        System.arraycopy(bytes, start, bytes, start + done, Math.min(fresh, length - done));
      }
    }
  }
}
