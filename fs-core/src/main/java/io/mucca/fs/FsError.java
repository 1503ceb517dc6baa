package io.mucca.fs;

/**
 * Why a filesystem call failed, in the filesystem's words; the transport turns each into an errno
 * in one place.
 */
public enum FsError {
  NOT_FOUND,
  EXISTS,
  NOT_A_DIRECTORY,
  IS_A_DIRECTORY,
  NOT_EMPTY,
  NAME_TOO_LONG,
  INVALID_ARGUMENT,
  READ_ONLY,
  NO_SPACE,
  FILE_TOO_LARGE,
  TOO_MANY_LINKS,
  NOT_PERMITTED,
  NO_SUCH_ATTRIBUTE,
  RESULT_TOO_LARGE,
  BUSY,
  CROSS_ROOT,
  NOT_SUPPORTED,
  STALE,
  IO_ERROR
}
