package io.mucca.fuse;

import io.mucca.fs.FsError;
import io.mucca.fs.FsException;

/** Linux's error numbers, and the one place that turns what the filesystem throws into them. */
public final class Errnos {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EAGAIN = 11;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ENODATA = 61;
  public static final int EOPNOTSUPP = 95;
  public static final int ESTALE = 116;

  private Errnos() {}

  /**
   * The positive errno for anything that a filesystem call threw; what has no better one is an I/O
   * error.
   */
  public static int of(Throwable failure) {
    return failure instanceof FsException e ? of(e.error()) : EIO;
  }

  public static int of(FsError error) {
    return switch (error) {
      case NOT_FOUND -> ENOENT;
      case EXISTS -> EEXIST;
      case NOT_A_DIRECTORY -> ENOTDIR;
      case IS_A_DIRECTORY -> EISDIR;
      case NOT_EMPTY -> ENOTEMPTY;
      case NAME_TOO_LONG -> ENAMETOOLONG;
      case INVALID_ARGUMENT -> EINVAL;
      case READ_ONLY -> EROFS;
      case NO_SPACE -> ENOSPC;
      case FILE_TOO_LARGE -> EFBIG;
      case TOO_MANY_LINKS -> EMLINK;
      case NOT_PERMITTED -> EPERM;
      case NO_SUCH_ATTRIBUTE -> ENODATA;
      case RESULT_TOO_LARGE -> ERANGE;
      case BUSY -> EBUSY;
      case CROSS_ROOT -> EXDEV;
      case NOT_SUPPORTED -> EOPNOTSUPP;
      // Not ENOENT: on ESTALE the kernel walks the path once more with its cached names put aside,
      // and a program sees
      // the error only if that fails too.
      case STALE -> ESTALE;
      case IO_ERROR -> EIO;
    };
  }
}
