package io.mucca.account;

/** What programs do with a filesystem; each call is counted as one of these, and timed. */
public enum OperationKind {
  LOOKUP,
  GET_ATTRIBUTES,
  SET_ATTRIBUTES,
  CREATE,
  MAKE_DIRECTORY,
  SYMLINK,
  READ_LINK,
  LINK,
  UNLINK,
  REMOVE_DIRECTORY,
  RENAME,
  OPEN,
  CLOSE,
  READ,
  WRITE,
  TRUNCATE,
  PUNCH_HOLE,
  SEEK,
  FSYNC,
  SYNC_ALL,
  READ_DIRECTORY,
  GET_XATTR,
  SET_XATTR,
  REMOVE_XATTR,
  LIST_XATTRS,
  STATISTICS,
  SNAPSHOT,
  CLONE,
  DESTROY
}
