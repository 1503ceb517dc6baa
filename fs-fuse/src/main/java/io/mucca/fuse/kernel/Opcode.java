package io.mucca.fuse.kernel;

import org.jspecify.annotations.Nullable;

/** The kinds of request that are known here; every other one is answered with ENOSYS. */
enum Opcode {
  LOOKUP(1),
  FORGET(2),
  GETATTR(3),
  SETATTR(4),
  READLINK(5),
  SYMLINK(6),
  MKNOD(8),
  MKDIR(9),
  UNLINK(10),
  RMDIR(11),
  RENAME(12),
  LINK(13),
  OPEN(14),
  READ(15),
  WRITE(16),
  STATFS(17),
  RELEASE(18),
  FSYNC(20),
  SETXATTR(21),
  GETXATTR(22),
  LISTXATTR(23),
  REMOVEXATTR(24),
  INIT(26),
  OPENDIR(27),
  READDIR(28),
  RELEASEDIR(29),
  FSYNCDIR(30),
  CREATE(35),
  INTERRUPT(36),
  DESTROY(38),
  BATCH_FORGET(42),
  FALLOCATE(43),
  READDIRPLUS(44),
  RENAME2(45),
  LSEEK(46),
  COPY_FILE_RANGE(47),
  SYNCFS(50),
  TMPFILE(51),
  STATX(52);

  /** Above every number here. */
  static final int LIMIT = 64;

  private static final @Nullable Opcode[] BY_NUMBER = new @Nullable Opcode[LIMIT];

  static {
    for (Opcode opcode : values()) {
      BY_NUMBER[opcode.number] = opcode;
    }
  }

  final int number;

  Opcode(int number) {
    this.number = number;
  }

  /** What a number means, or null if it is not known. */
  static @Nullable Opcode of(int number) {
    return number >= 0 && number < LIMIT ? BY_NUMBER[number] : null;
  }
}
