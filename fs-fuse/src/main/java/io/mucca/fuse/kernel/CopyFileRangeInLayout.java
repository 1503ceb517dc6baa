package io.mucca.fuse.kernel;

/**
 * The body of COPY_FILE_RANGE, {@code fuse_copy_file_range_in}; the request is about the source.
 *
 * <pre>
 *    0 | file handle of the source                     |
 *    8 | offset in the source                          |
 *   16 | inode of the target                           |
 *   24 | file handle of the target                     |
 *   32 | offset in the target                          |
 *   40 | length                                        |
 *   48 | flags, none yet                               |
 * </pre>
 */
final class CopyFileRangeInLayout {
  static final int SOURCE_OFFSET = Long.BYTES;
  static final int TARGET = SOURCE_OFFSET + Long.BYTES;
  static final int TARGET_OFFSET = TARGET + 2 * Long.BYTES;
  static final int LENGTH = TARGET_OFFSET + Long.BYTES;
  static final int FLAGS = LENGTH + Long.BYTES;

  static final int BYTES = FLAGS + Long.BYTES;

  private CopyFileRangeInLayout() {}
}
