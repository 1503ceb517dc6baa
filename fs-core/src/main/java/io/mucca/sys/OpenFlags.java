package io.mucca.sys;

/**
 * The flags of {@code open(2)} on x86-64 and aarch64 Linux, which differ in {@link #O_DIRECT} and
 * {@link #O_DIRECTORY}.
 */
public final class OpenFlags {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_SYNC = 0x101000;
  public static final int O_CLOEXEC = 0x80000;

  /** Transfers pass by the page cache. */
  public static final int O_DIRECT = directFlag(System.getProperty("os.arch"));

  /** Fails on what is no directory. */
  public static final int O_DIRECTORY = directoryFlag(System.getProperty("os.arch"));

  private OpenFlags() {}

  private static int directoryFlag(String architecture) {
    return architecture.equals("aarch64") ? 0x4000 : 0x10000;
  }

  private static int directFlag(String architecture) {
    return switch (architecture) {
      case "amd64" -> 0x4000;
      case "aarch64" -> 0x10000;
      default ->
          throw new IllegalStateException(
              "mucca runs on x86-64 and aarch64 Linux, and this JVM's architecture is "
                  + architecture);
    };
  }
}
