package io.mucca.device;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A flat array of bytes that is read and written in whole sectors.
 *
 * <p>Offsets and lengths are multiples of {@link #sectorSize()}, and buffers are native memory
 * aligned to it. A call transfers everything or throws. Implementations are safe for use by many
 * threads; two writes that overlap in space and time have no defined order.
 */
public interface BlockDevice extends Closeable {
  /** How a person knows this device: a path, mostly. */
  String name();

  /** Size in bytes, a multiple of the sector size. */
  long sizeBytes();

  /** The logical block of the device in bytes: 512 or 4096. */
  int sectorSize();

  /**
   * Fills {@code target} from the device; an {@link IOException} names the device and the offset.
   */
  void read(long offsetBytes, MemorySegment target) throws IOException;

  /** Writes all of {@code source}. What it wrote is durable only after {@link #sync()}. */
  void write(long offsetBytes, MemorySegment source, WriteCategory category) throws IOException;

  /**
   * The same, where the bytes are of several categories or belong to roots; who counts looks at the
   * shares, a device need not.
   *
   * @param category of the write as a whole, and of the bytes for which nothing is said
   */
  default void write(
      long offsetBytes, MemorySegment source, WriteCategory category, WriteShares shares)
      throws IOException {
    write(offsetBytes, source, category);
  }

  /** Makes every write that returned before this call durable. */
  void sync() throws IOException;

  /**
   * Tells the device that a range holds nothing of use; its content is undefined afterwards. May do
   * nothing.
   */
  void discard(long offsetBytes, long lengthBytes) throws IOException;

  @Override
  void close() throws IOException;
}
