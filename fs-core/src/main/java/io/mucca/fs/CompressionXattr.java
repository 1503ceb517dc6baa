package io.mucca.fs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * The compression of a file, or of what is created in a directory, as an extended attribute. It is
 * kept in the inode.
 */
final class CompressionXattr {
  private static final byte[] NAME = "user.mucca.compression".getBytes(ISO_8859_1);

  private CompressionXattr() {}

  static boolean is(byte[] name) {
    return Arrays.equals(name, NAME);
  }

  static byte[] name() {
    return NAME.clone();
  }

  static byte[] value(Compression compression) {
    return compression.toString().getBytes(ISO_8859_1);
  }

  /**
   * What a value stands for.
   *
   * @throws FsException with {@link FsError#INVALID_ARGUMENT} if it stands for nothing
   */
  static Compression parse(byte[] value) throws FsException {
    return Compression.find(new String(value, ISO_8859_1))
        .orElseThrow(
            () ->
                new FsException(
                    FsError.INVALID_ARGUMENT,
                    "a compression is %s, and not '%s'"
                        .formatted(Compression.NAMES, Names.show(value))));
  }

  /** Only what has content, or is given to what has some, has a compression. */
  static void requirePossible(Inode inode) throws FsException {
    if (!inode.isRegularFile() && !inode.isDirectory()) {
      throw new FsException(
          FsError.INVALID_ARGUMENT,
          "inode " + inode.number + " is neither a file nor a directory, and has no compression");
    }
  }
}
