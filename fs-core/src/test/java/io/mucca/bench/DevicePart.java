package io.mucca.bench;

import io.mucca.device.BlockDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A range of a device as a device of its own; closing it leaves the whole open. */
final class DevicePart implements BlockDevice {
  private final BlockDevice whole;
  private final long startBytes;
  private final long sizeBytes;

  DevicePart(BlockDevice whole, long startBytes, long sizeBytes) {
    this.whole = whole;
    this.startBytes = startBytes;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public String name() {
    return whole.name() + " from " + startBytes;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public int sectorSize() {
    return whole.sectorSize();
  }

  @Override
  public void read(long offsetBytes, MemorySegment target) throws IOException {
    requireInside(offsetBytes, target.byteSize());
    whole.read(startBytes + offsetBytes, target);
  }

  @Override
  public void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    requireInside(offsetBytes, source.byteSize());
    whole.write(startBytes + offsetBytes, source, category);
  }

  @Override
  public void sync() throws IOException {
    whole.sync();
  }

  @Override
  public void discard(long offsetBytes, long lengthBytes) throws IOException {
    requireInside(offsetBytes, lengthBytes);
    whole.discard(startBytes + offsetBytes, lengthBytes);
  }

  private void requireInside(long offsetBytes, long lengthBytes) {
    if (offsetBytes < 0 || offsetBytes > sizeBytes - lengthBytes) {
      throw new IllegalArgumentException(
          "%d bytes at %d are not inside of %d".formatted(lengthBytes, offsetBytes, sizeBytes));
    }
  }

  @Override
  public void close() {}
}
