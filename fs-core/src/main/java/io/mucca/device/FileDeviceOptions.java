package io.mucca.device;

/**
 * How {@link FileDevice#open} opens a file or a block device.
 *
 * @param readOnly writes and discards are refused, and several readers may have the device open at
 *     once
 * @param buffered transfers go through the host's page cache, for hosts that refuse direct I/O
 * @param lock the device is refused to others, and refused here while others have it; without it
 *     nothing keeps a second writer out
 */
public record FileDeviceOptions(boolean readOnly, boolean buffered, boolean lock) {
  private static final FileDeviceOptions DEFAULTS = new FileDeviceOptions(false, false, true);

  /** Reads and writes, direct, locked. */
  public static FileDeviceOptions defaults() {
    return DEFAULTS;
  }

  public FileDeviceOptions withReadOnly(boolean value) {
    return new FileDeviceOptions(value, buffered, lock);
  }

  public FileDeviceOptions withBuffered(boolean value) {
    return new FileDeviceOptions(readOnly, value, lock);
  }

  public FileDeviceOptions withLock(boolean value) {
    return new FileDeviceOptions(readOnly, buffered, value);
  }
}
