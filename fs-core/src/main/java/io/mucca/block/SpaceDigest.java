package io.mucca.block;

/**
 * One number that says which version of every region a checkpoint has: the exclusive or of a mixed
 * number for each region that was ever written. With it a lost write of a region is noticed, though
 * the older version has a good checksum.
 */
final class SpaceDigest {
  private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

  private SpaceDigest() {}

  /**
   * What a version of a region adds to the digest; a region that was never written (generation 0)
   * adds nothing.
   */
  static long of(int region, long generation, int checksum) {
    if (generation == 0) {
      return 0;
    }
    return mix(mix(mix(region + GOLDEN_RATIO) ^ generation) ^ Integer.toUnsignedLong(checksum));
  }

  /** David Stafford's variant 13 of the finaliser of MurmurHash3. */
  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
    return z ^ z >>> 31;
  }
}
