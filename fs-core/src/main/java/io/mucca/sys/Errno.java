package io.mucca.sys;

/** The error numbers that callers tell apart; the same on x86-64 and aarch64. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EINVAL = 22;
  public static final int ENODEV = 19;
  public static final int ENOTTY = 25;
  public static final int ENOSPC = 28;
  public static final int ENOSYS = 38;
  public static final int EOPNOTSUPP = 95;

  /** What a FUSE mount answers to a call that its server did not live to answer. */
  public static final int ECONNABORTED = 103;

  /** What a FUSE mount answers whose server is gone. */
  public static final int ENOTCONN = 107;

  private Errno() {}
}
