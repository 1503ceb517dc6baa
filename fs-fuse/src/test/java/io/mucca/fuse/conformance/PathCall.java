package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Flags.O_CREAT;
import static io.mucca.fuse.conformance.Flags.O_DIRECTORY;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static io.mucca.fuse.conformance.Flags.R_OK;

import io.mucca.sys.SysException;

/** Every system call that takes a path, as something to be done to one path. */
@SuppressWarnings("ImmutableEnumChecker") // of bodies without state
enum PathCall {
  STAT((path, other) -> Sys.stat(path)),
  LSTAT((path, other) -> Sys.lstat(path)),
  ACCESS((path, other) -> Sys.access(path, R_OK)),
  OPEN((path, other) -> Sys.close(Sys.open(path, O_RDONLY))),
  OPEN_DIRECTORY((path, other) -> Sys.close(Sys.open(path, O_RDONLY | O_DIRECTORY))),
  CREATE((path, other) -> Sys.close(Sys.open(path, O_CREAT | O_WRONLY, 0644))),
  TRUNCATE((path, other) -> Sys.truncate(path, 0)),
  CHMOD((path, other) -> Sys.chmod(path, 0644)),
  CHOWN((path, other) -> Sys.chown(path, 1, 1)),
  LCHOWN((path, other) -> Sys.lchown(path, 1, 1)),
  UTIMENS((path, other) -> Sys.utimens(path, new long[] {1, 1}, new long[] {1, 1}, 0)),
  STATFS((path, other) -> Sys.statfs(path)),
  CHDIR((path, other) -> Sys.chdir(path)),
  READLINK((path, other) -> Sys.readlink(path)),
  GETXATTR((path, other) -> Sys.getxattr(path, "user.a")),
  SETXATTR((path, other) -> Sys.setxattr(path, "user.a", new byte[1], 0)),
  LISTXATTR((path, other) -> Sys.listxattr(path)),
  REMOVEXATTR((path, other) -> Sys.removexattr(path, "user.a")),
  MKDIR((path, other) -> Sys.mkdir(path, 0755)),
  MKNOD((path, other) -> Sys.mknod(path, Flags.S_IFREG | 0644, 0)),
  MKFIFO((path, other) -> Sys.mkfifo(path, 0644)),
  SYMLINK((path, other) -> Sys.symlink("target", path)),
  LINK_TO((path, other) -> Sys.link(other, path)),
  LINK_FROM((path, other) -> Sys.link(path, other + "-new")),
  RENAME_TO((path, other) -> Sys.rename(other, path)),
  RENAME_FROM((path, other) -> Sys.rename(path, other + "-new")),
  UNLINK((path, other) -> Sys.unlink(path)),
  RMDIR((path, other) -> Sys.rmdir(path));

  /** A call. */
  @FunctionalInterface
  private interface Body {
    void run(Object path, String other) throws SysException;
  }

  private final Body body;

  PathCall(Body body) {
    this.body = body;
  }

  /**
   * Makes the call.
   *
   * @param other an existing file of the same user, for calls with two paths
   */
  void on(Object path, String other) throws SysException {
    body.run(path, other);
  }

  /** Whether it makes a new name. */
  boolean isMaker() {
    return switch (this) {
      case CREATE, MKDIR, MKNOD, MKFIFO, SYMLINK, LINK_TO, RENAME_TO -> true;
      default -> false;
    };
  }

  /** Whether it adds or removes a name. */
  boolean changesDirectory() {
    return switch (this) {
      case UNLINK, RMDIR, RENAME_FROM -> true;
      default -> isMaker();
    };
  }

  /** Whether it looks at a symbolic link rather than follow it. */
  boolean isAboutLinks() {
    return switch (this) {
      case LSTAT, LCHOWN, READLINK, LINK_FROM, UNLINK, RENAME_FROM, RENAME_TO -> true;
      default -> false;
    };
  }
}
