package io.mucca.fs;

/** The bits of {@code st_mode} as Linux defines them. */
public final class FileMode {
  public static final int TYPE_MASK = 0170000;
  public static final int SOCKET = 0140000;
  public static final int SYMLINK = 0120000;
  public static final int REGULAR = 0100000;
  public static final int BLOCK_DEVICE = 0060000;
  public static final int DIRECTORY = 0040000;
  public static final int CHARACTER_DEVICE = 0020000;
  public static final int FIFO = 0010000;

  public static final int SET_UID = 04000;
  public static final int SET_GID = 02000;
  public static final int STICKY = 01000;

  /** Everything but the type. */
  public static final int PERMISSION_MASK = 07777;

  private FileMode() {}

  /** True if the type is one of those above, and there are no other bits than these. */
  public static boolean isValid(int mode) {
    return (mode & ~(TYPE_MASK | PERMISSION_MASK)) == 0
        && switch (mode & TYPE_MASK) {
          case SOCKET, SYMLINK, REGULAR, BLOCK_DEVICE, DIRECTORY, CHARACTER_DEVICE, FIFO -> true;
          default -> false;
        };
  }

  public static boolean isDirectory(int mode) {
    return (mode & TYPE_MASK) == DIRECTORY;
  }

  public static boolean isRegularFile(int mode) {
    return (mode & TYPE_MASK) == REGULAR;
  }

  public static boolean isDevice(int mode) {
    int type = mode & TYPE_MASK;
    return type == CHARACTER_DEVICE || type == BLOCK_DEVICE;
  }

  public static boolean isSymlink(int mode) {
    return (mode & TYPE_MASK) == SYMLINK;
  }
}
