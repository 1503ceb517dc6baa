package io.mucca.fs;

import java.nio.charset.StandardCharsets;

/** What a name in a directory may be. */
final class Names {
  private Names() {}

  static boolean isDot(byte[] name) {
    return name.length == 1 && name[0] == '.';
  }

  static boolean isDotDot(byte[] name) {
    return name.length == 2 && name[0] == '.' && name[1] == '.';
  }

  /** Throws unless an entry can have that name. */
  static void verify(byte[] name) throws FsException {
    if (name.length > FileSystem.MAX_NAME_LENGTH) {
      throw new FsException(
          FsError.NAME_TOO_LONG, "a name has at most 255 bytes, not " + name.length);
    }
    if (!isValid(name)) {
      throw new FsException(FsError.INVALID_ARGUMENT, "'" + show(name) + "' cannot be a name");
    }
  }

  /** True if an entry can have that name. */
  static boolean isValid(byte[] name) {
    boolean valid =
        name.length > 0
            && name.length <= FileSystem.MAX_NAME_LENGTH
            && !isDot(name)
            && !isDotDot(name);
    for (byte b : name) {
      valid &= b != 0 && b != '/';
    }
    return valid;
  }

  /** For messages. */
  static String show(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }
}
