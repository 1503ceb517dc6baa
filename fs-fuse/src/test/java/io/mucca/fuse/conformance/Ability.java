package io.mucca.fuse.conformance;

/**
 * What one transport can do and another cannot, each with what a program gets where it cannot. This
 * is the whole list: in everything else transports are the same.
 */
enum Ability {
  /**
   * {@code renameat2} with {@code RENAME_NOREPLACE} and {@code RENAME_EXCHANGE}. Without: EINVAL,
   * and nothing changes. The request came with protocol 7.23, libfuse 2 speaks 7.19.
   */
  RENAME_FLAGS,

  /**
   * {@code SEEK_DATA} and {@code SEEK_HOLE} know holes. Without: each file is one piece of data, as
   * POSIX allows. The request came with protocol 7.24.
   */
  SEEK_HOLES,

  /**
   * {@code open} with {@code O_TMPFILE}. Without: EOPNOTSUPP. The request came with protocol 7.37.
   */
  UNNAMED_FILES,

  /**
   * {@code statx} knows when a file was made. Without: the answer says that it does not have that
   * time. The request came with protocol 7.39.
   */
  BIRTH_TIME,

  /**
   * All names of a file are one file to the kernel. Without, as libfuse 2 numbers names and not
   * inodes: locks taken through one name do not stand in the way of those taken through another, a
   * file that has several names when it is opened cannot be mapped shared (ENODEV), and one that is
   * mapped or read through one name may show what another has changed only when it is opened anew.
   */
  ONE_FILE_FOR_ALL_NAMES,

  /**
   * A directory that was removed while open can still be asked for its attributes, and they can be
   * changed, as can those of an open file that was removed together with its directory. Without:
   * ENOENT, as libfuse 2 finds everything but content by a path.
   */
  REMOVED_DIRECTORIES,

  /**
   * A name that {@code rename} gives to another file is never missing. Without: who opens it at
   * that very moment may get ENOENT, as the kernel asks for the file that it has looked up, and
   * libfuse 2 answers that it has no path any more, where ESTALE would let the kernel look again.
   */
  SEAMLESS_REPLACEMENT,

  /**
   * {@code fallocate} lets files grow and zeroes ranges. Without: EOPNOTSUPP; only holes can be
   * punched, as the transport for libfuse 2 does no more.
   */
  FALLOCATE,

  /**
   * {@code fallocate} takes ranges out of a file and puts holes in, so that the rest moves.
   * Without: EOPNOTSUPP. No transport of mucca can.
   */
  MOVED_RANGES,

  /**
   * Access control lists of POSIX.1e. Without: EOPNOTSUPP, since one that is stored and not obeyed
   * is worse than none.
   */
  ACCESS_CONTROL_LISTS
}
