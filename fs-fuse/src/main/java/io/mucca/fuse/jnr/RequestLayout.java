package io.mucca.fuse.jnr;

/**
 * The head of a request as the kernel writes it to the session's buffer.
 *
 * <pre>
 *   0        4        8                16               24     28     32     36     40
 *   | length | opcode | unique         | node id        | uid  | gid  | pid  | pad  | body
 * </pre>
 */
final class RequestLayout {
  static final int OPCODE = 4;
  static final int NODE_ID = OPCODE + Integer.BYTES + Long.BYTES;
  static final int UID = NODE_ID + Long.BYTES;
  static final int GID = UID + Integer.BYTES;
  static final int BODY = GID + 3 * Integer.BYTES;

  /** Where the data of a WRITE begins: behind the header and fields of 40 bytes. */
  static final int WRITE_DATA = BODY + 40;

  /**
   * Where the names of a RENAME begin, old and new, each with its NUL: behind the new directory's
   * node id.
   */
  static final int RENAME_NAMES = BODY + Long.BYTES;

  static final int LOOKUP = 1;
  static final int GETATTR = 3;
  static final int UNLINK = 10;
  static final int RENAME = 12;

  private RequestLayout() {}
}
