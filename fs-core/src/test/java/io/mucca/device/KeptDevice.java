package io.mucca.device;

/** Outlives what uses it, so that a test can look at it afterwards or use it again. */
public final class KeptDevice extends FilterDevice {
  public KeptDevice(BlockDevice device) {
    super(device);
  }

  @Override
  public void close() {}
}
