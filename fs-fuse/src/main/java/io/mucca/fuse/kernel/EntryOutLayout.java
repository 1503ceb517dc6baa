package io.mucca.fuse.kernel;

/**
 * The answer to whatever finds or makes a name, {@code fuse_entry_out}: what it names, and for how
 * long that may be believed.
 *
 * <pre>
 *    0 | node id                                       |
 *    8 | generation                                    |
 *   16 | entry seconds                                 |
 *   24 | attr seconds                                  |
 *   32 | entry nanos           | attr nanos            |
 *   40 | attr (88 bytes)                               |
 * </pre>
 */
final class EntryOutLayout {
  static final int NODE_ID = 0;
  static final int GENERATION = NODE_ID + Long.BYTES;
  static final int ENTRY_SECONDS = GENERATION + Long.BYTES;
  static final int ATTR_SECONDS = ENTRY_SECONDS + Long.BYTES;
  static final int ENTRY_NANOS = ATTR_SECONDS + Long.BYTES;
  static final int ATTR_NANOS = ENTRY_NANOS + Integer.BYTES;
  static final int ATTR = ATTR_NANOS + Integer.BYTES;

  static final int BYTES = ATTR + AttrLayout.BYTES;

  private EntryOutLayout() {}
}
