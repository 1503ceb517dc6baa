package io.mucca.fuse.kernel;

/**
 * The head of every request, {@code fuse_in_header}; the body follows.
 *
 * <pre>
 *    0 | length                | opcode                |
 *    8 | unique                                        |
 *   16 | node id                                       |
 *   24 | uid                   | gid                   |
 *   32 | pid                   | ext.      | unused    |
 *   40 | body                                          |
 * </pre>
 */
final class InHeaderLayout {
  static final int LENGTH = 0;
  static final int OPCODE = LENGTH + Integer.BYTES;
  static final int UNIQUE = OPCODE + Integer.BYTES;
  static final int NODE_ID = UNIQUE + Long.BYTES;
  static final int UID = NODE_ID + Long.BYTES;
  static final int GID = UID + Integer.BYTES;
  static final int PID = GID + Integer.BYTES;

  static final int BYTES = PID + Integer.BYTES + 2 * Short.BYTES;

  private InHeaderLayout() {}
}
