package io.mucca.fs.model;

import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A second model in the place of the real image, with a fault, to try the comparison itself. */
final class ModelMedium implements Medium {
  private final Fault fault;
  private @Nullable FormatOptions format;
  private @Nullable ModelImage image;

  ModelMedium(Fault fault) {
    this.fault = fault;
  }

  @Override
  public void format(FormatOptions options) {
    format = options;
  }

  @Override
  public Image open(OpenOptions options, InstantSource clock) {
    if (format == null) {
      throw new IllegalStateException("not formatted");
    }
    if (image == null) {
      image = new ModelImage(clock, format.blockSizeBytes());
    }
    image.reopen(options.readOnly());
    return new FaultyImage(image, fault);
  }

  @Override
  public void check() {}

  @Override
  public boolean takesClock() {
    return true;
  }
}
