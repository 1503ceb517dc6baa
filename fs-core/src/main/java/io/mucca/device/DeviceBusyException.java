package io.mucca.device;

import java.io.IOException;

/** A device cannot be opened because somebody else has it open; the message names the device. */
public final class DeviceBusyException extends IOException {
  private static final long serialVersionUID = 1L;

  public DeviceBusyException(String deviceName) {
    super(deviceName + " is in use: it is mounted, or another command has it open");
  }
}
