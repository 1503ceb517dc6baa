package io.mucca.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The contract of {@link BlockDevice} on offsets, lengths and buffers, the same for every
 * implementation: what breaks alignment is a caller's mistake, and what lies past the end may come
 * from damaged media and is an I/O error.
 */
final class TransferChecks {
  private TransferChecks() {}

  /** Checks a read or a write. */
  static void checkTransfer(
      BlockDevice device, String operation, long offsetBytes, MemorySegment buffer)
      throws IOException {
    if (!buffer.isNative()) {
      throw new IllegalArgumentException("buffer is on the heap, not in native memory");
    }
    checkAligned(device, "buffer address", buffer.address());
    checkRange(device, operation, offsetBytes, buffer.byteSize());
  }

  /** Checks a range without a buffer. */
  static void checkRange(BlockDevice device, String operation, long offsetBytes, long lengthBytes)
      throws IOException {
    if (offsetBytes < 0 || lengthBytes < 0) {
      throw new IllegalArgumentException(
          "negative offset %d or length %d".formatted(offsetBytes, lengthBytes));
    }
    checkAligned(device, "offset", offsetBytes);
    checkAligned(device, "length", lengthBytes);
    if (offsetBytes > device.sizeBytes() - lengthBytes) {
      throw new IOException(
          "%s of %d bytes at offset %d of %s goes past its end at %d"
              .formatted(operation, lengthBytes, offsetBytes, device.name(), device.sizeBytes()));
    }
  }

  private static void checkAligned(BlockDevice device, String what, long value) {
    if ((value & (device.sectorSize() - 1)) != 0) {
      throw new IllegalArgumentException(
          "%s %d is not a multiple of the sector size %d of %s"
              .formatted(what, value, device.sectorSize(), device.name()));
    }
  }
}
