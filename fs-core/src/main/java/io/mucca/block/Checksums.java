package io.mucca.block;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC32C (Castagnoli, RFC 3720), the checksum of everything on the device. Thread-safe. */
public final class Checksums {
  /** One accumulator for each thread, so that a checksum makes no garbage. */
  private static final ThreadLocal<CRC32C> ACCUMULATOR = ThreadLocal.withInitial(CRC32C::new);

  private Checksums() {}

  public static int crc32c(byte[] bytes) {
    return crc32c(bytes, 0, bytes.length);
  }

  public static int crc32c(byte[] bytes, int offset, int lengthBytes) {
    CRC32C crc = ACCUMULATOR.get();
    crc.reset();
    crc.update(bytes, offset, lengthBytes);
    return (int) crc.getValue();
  }

  /** The checksum of a whole segment of at most 2 GiB. */
  public static int crc32c(MemorySegment bytes) {
    CRC32C crc = ACCUMULATOR.get();
    crc.reset();
    crc.update(bytes.asByteBuffer());
    return (int) crc.getValue();
  }
}
