package io.mucca.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Passes everything on to another device, which it owns and closes; decorators override what
 * concerns them.
 */
public abstract class FilterDevice implements BlockDevice {
  private final BlockDevice delegate;

  protected FilterDevice(BlockDevice delegate) {
    this.delegate = delegate;
  }

  @Override
  public String name() {
    return delegate.name();
  }

  @Override
  public long sizeBytes() {
    return delegate.sizeBytes();
  }

  @Override
  public int sectorSize() {
    return delegate.sectorSize();
  }

  @Override
  public void read(long offsetBytes, MemorySegment target) throws IOException {
    delegate.read(offsetBytes, target);
  }

  @Override
  public void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    delegate.write(offsetBytes, source, category);
  }

  @Override
  public void sync() throws IOException {
    delegate.sync();
  }

  @Override
  public void discard(long offsetBytes, long lengthBytes) throws IOException {
    delegate.discard(offsetBytes, lengthBytes);
  }

  @Override
  public void close() throws IOException {
    delegate.close();
  }
}
