package io.mucca.fs.model;

/** A fifo, socket or device node: nothing but the number of the device, if it is one. */
record SpecialContent(long deviceNumber) implements Content {
  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public long allocatedBytes() {
    return 0;
  }

  @Override
  public Content copy() {
    return this;
  }
}
