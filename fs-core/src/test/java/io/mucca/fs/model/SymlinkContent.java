package io.mucca.fs.model;

/** Where a symbolic link points. */
record SymlinkContent(ByteString target) implements Content {
  @Override
  public long sizeBytes() {
    return target.toByteArray().length;
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
