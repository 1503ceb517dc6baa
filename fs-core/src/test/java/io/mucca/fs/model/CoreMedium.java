package io.mucca.fs.model;

import io.mucca.device.BlockDevice;
import io.mucca.device.KeptDevice;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * A device that holds a real image.
 *
 * @param checker looks for damage in the closed image, and throws if it finds some
 */
record CoreMedium(
    BlockDevice device, Opener opener, boolean takesClock, Consumer<BlockDevice> checker)
    implements Medium {
  /** Opens the image of a device. */
  @FunctionalInterface
  interface Opener {
    VolumeImage open(BlockDevice device, OpenOptions options, InstantSource clock)
        throws IOException;
  }

  @Override
  public void format(FormatOptions options) throws IOException {
    VolumeImage.format(new KeptDevice(device), options);
  }

  @Override
  public Image open(OpenOptions options, InstantSource clock) throws IOException {
    return new CoreImage(opener.open(new KeptDevice(device), options, clock));
  }

  @Override
  public void check() {
    checker.accept(new KeptDevice(device));
  }
}
