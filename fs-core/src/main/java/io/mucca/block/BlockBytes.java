package io.mucca.block;

import static io.mucca.block.Geometry.REGION_BLOCKS;

import org.jspecify.annotations.Nullable;

/** A byte for each of an image's blocks, 0 at first, in regions that take memory once used. */
public final class BlockBytes {
  private final byte[] @Nullable [] regions;
  private long size;

  public BlockBytes(Geometry geometry) {
    regions = new byte[geometry.regionCount()] @Nullable [];
  }

  /** How many blocks have another byte than 0. */
  public long size() {
    return size;
  }

  public byte get(long block) {
    byte[] region = regions[Geometry.regionOf(block)];
    return region == null ? 0 : region[Geometry.indexInRegion(block)];
  }

  public void set(long block, byte value) {
    int number = Geometry.regionOf(block);
    byte[] region = regions[number];
    if (region == null) {
      region = new byte[REGION_BLOCKS];
      regions[number] = region;
    }
    int index = Geometry.indexInRegion(block);
    size += (value == 0 ? 0 : 1) - (region[index] == 0 ? 0 : 1);
    region[index] = value;
  }
}
