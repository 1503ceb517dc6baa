package io.mucca.block;

/**
 * What an image uses beyond the format's first version, one bit for each feature; none is defined
 * yet.
 *
 * @param incompatible who does not know one of these cannot use the image
 * @param readOnlyCompatible who does not know one of these can read the image, but not change it
 * @param compatible who does not know one of these can use the image and leaves the bit alone
 */
public record FeatureFlags(long incompatible, long readOnlyCompatible, long compatible) {
  public static final FeatureFlags NONE = new FeatureFlags(0, 0, 0);

  private static final long KNOWN_INCOMPATIBLE = 0;
  private static final long KNOWN_READ_ONLY_COMPATIBLE = 0;

  long unknownIncompatible() {
    return incompatible & ~KNOWN_INCOMPATIBLE;
  }

  long unknownReadOnlyCompatible() {
    return readOnlyCompatible & ~KNOWN_READ_ONLY_COMPATIBLE;
  }
}
