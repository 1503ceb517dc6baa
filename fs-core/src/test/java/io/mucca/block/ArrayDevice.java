package io.mucca.block;

import io.mucca.device.BlockDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A device in an array that checks alignment, notes its writes and can tear them. */
final class ArrayDevice implements BlockDevice {
  record Write(long offsetBytes, long lengthBytes, WriteCategory category) {}

  final byte[] bytes;
  final List<Write> writes = new ArrayList<>();

  /** If set, only some sectors of each write arrive. */
  @Nullable Random tearing;

  private final int sectorSize;

  ArrayDevice(long sizeBytes, int sectorSize) {
    this(new byte[Math.toIntExact(sizeBytes)], sectorSize);
  }

  ArrayDevice(byte[] bytes, int sectorSize) {
    this.bytes = bytes;
    this.sectorSize = sectorSize;
  }

  void flip(long offset) {
    bytes[Math.toIntExact(offset)] ^= 0x10;
  }

  void exchange(long first, long second, int length) {
    byte[] old = Arrays.copyOfRange(bytes, (int) first, (int) first + length);
    System.arraycopy(bytes, (int) second, bytes, (int) first, length);
    System.arraycopy(old, 0, bytes, (int) second, length);
  }

  @Override
  public String name() {
    return "array";
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public int sectorSize() {
    return sectorSize;
  }

  @Override
  public void read(long offsetBytes, MemorySegment target) throws IOException {
    requireAligned(offsetBytes, target);
    int length = (int) target.byteSize();
    MemorySegment.copy(bytes, (int) offsetBytes, target, ValueLayout.JAVA_BYTE, 0, length);
  }

  @Override
  public void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    requireAligned(offsetBytes, source);
    writes.add(new Write(offsetBytes, source.byteSize(), category));
    for (int done = 0; done < source.byteSize(); done += sectorSize) {
      if (tearing == null || tearing.nextBoolean()) {
        int offset = (int) offsetBytes + done;
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, done, bytes, offset, sectorSize);
      }
    }
  }

  @Override
  public void sync() {}

  @Override
  public void discard(long offsetBytes, long lengthBytes) {}

  @Override
  public void close() {}

  private void requireAligned(long offsetBytes, MemorySegment buffer) throws IOException {
    if (!buffer.isNative()
        || (offsetBytes | buffer.byteSize() | buffer.address()) % sectorSize != 0
        || offsetBytes + buffer.byteSize() > bytes.length) {
      throw new IOException("bad transfer of " + buffer.byteSize() + " bytes at " + offsetBytes);
    }
  }
}
