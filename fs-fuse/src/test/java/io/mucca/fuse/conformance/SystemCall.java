package io.mucca.fuse.conformance;

/** Numbers of system calls on x86-64 and on aarch64. */
enum SystemCall {
  READ(0, 63),
  WRITE(1, 64),
  PREAD(17, 67),
  PWRITE(18, 68),
  OPENAT(257, 56),
  CLOSE(3, 57),
  MKDIRAT(258, 34),
  MKNODAT(259, 33),
  UNLINKAT(263, 35),
  RENAMEAT2(316, 276),
  LINKAT(265, 37),
  SYMLINKAT(266, 36),
  READLINKAT(267, 78),
  FCHMOD(91, 52),
  FCHMODAT(268, 53),
  FCHOWN(93, 55),
  FCHOWNAT(260, 54),
  TRUNCATE(76, 45),
  FTRUNCATE(77, 46),
  UTIMENSAT(280, 88),
  STATX(332, 291),
  FACCESSAT(269, 48),
  MMAP(9, 222),
  MUNMAP(11, 215),
  MSYNC(26, 227),
  FALLOCATE(285, 47),
  LSEEK(8, 62),
  COPY_FILE_RANGE(326, 285),
  SENDFILE(40, 71),
  FLOCK(73, 32),
  FCNTL(72, 25),
  SETXATTR(188, 5),
  LSETXATTR(189, 6),
  FSETXATTR(190, 7),
  GETXATTR(191, 8),
  LGETXATTR(192, 9),
  FGETXATTR(193, 10),
  LISTXATTR(194, 11),
  REMOVEXATTR(197, 14),
  LREMOVEXATTR(198, 15),
  STATFS(137, 43),
  FSYNC(74, 82),
  FDATASYNC(75, 83),
  SYNCFS(306, 267),
  SYNC_FILE_RANGE(277, 84),
  GETDENTS64(217, 61),
  SETRESUID(117, 147),
  SETRESGID(119, 149),
  SETGROUPS(116, 159),
  UMASK(95, 166),
  UNSHARE(272, 97),
  PIPE2(293, 59),
  DUP(32, 23),
  CHDIR(80, 49);

  private final int x86;
  private final int arm;

  SystemCall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  int number() {
    return Flags.IS_ARM ? arm : x86;
  }
}
