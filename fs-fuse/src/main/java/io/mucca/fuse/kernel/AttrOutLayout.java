package io.mucca.fuse.kernel;

/**
 * The answer to GETATTR and SETATTR, {@code fuse_attr_out}.
 *
 * <pre>
 *    0 | attr seconds                                  |
 *    8 | attr nanos            | unused                |
 *   16 | attr (88 bytes)                               |
 * </pre>
 */
final class AttrOutLayout {
  static final int ATTR_SECONDS = 0;
  static final int ATTR_NANOS = ATTR_SECONDS + Long.BYTES;
  static final int ATTR = ATTR_NANOS + 2 * Integer.BYTES;

  static final int BYTES = ATTR + AttrLayout.BYTES;

  private AttrOutLayout() {}
}
