package io.mucca.fuse.kernel;

import io.mucca.fuse.MountOptions;
import io.mucca.sys.Errno;
import io.mucca.sys.FileCalls;
import io.mucca.sys.FuseDeviceCalls;
import io.mucca.sys.MountCalls;
import io.mucca.sys.ProcessCalls;
import io.mucca.sys.SysException;
import java.io.IOException;
import java.nio.file.Path;

/** Mounts with mount(2), as root. */
final class DirectMount {
  private DirectMount() {}

  /** Returns the descriptor of the connection. */
  static int mount(Path directory, MountOptions options) throws IOException {
    int fd = FuseDeviceCalls.open();
    try {
      MountCalls.mount(
          options.fsName(),
          directory,
          "fuse." + options.subtype(),
          flags(options),
          data(fd, options));
      return fd;
    } catch (SysException e) {
      FileCalls.close(fd);
      throw new IOException("cannot mount on " + directory + ": " + reason(e), e);
    }
  }

  private static String reason(SysException e) {
    return e.errno() == Errno.EPERM
        ? "not permitted; in a container '--cap-add SYS_ADMIN' is needed"
        : e.reason();
  }

  private static String data(int fd, MountOptions options) {
    StringBuilder data = new StringBuilder("fd=" + fd + ",rootmode=40000,user_id=");
    data.append(ProcessCalls.getuid()).append(",group_id=").append(ProcessCalls.getgid());
    if (options.allowOther()) {
      data.append(",allow_other");
    }
    if (options.defaultPermissions()) {
      data.append(",default_permissions");
    }
    return data.toString();
  }

  /** Set-ID bits and devices count only where root says so. */
  static long flags(MountOptions options) {
    long flags = MountCalls.MS_NOSUID | MountCalls.MS_NODEV;
    if (options.readOnly()) {
      flags |= MountCalls.MS_RDONLY;
    }
    for (String flag : options.kernelFlags()) {
      flags =
          switch (flag) {
            case "suid" -> flags & ~MountCalls.MS_NOSUID;
            case "nosuid" -> flags | MountCalls.MS_NOSUID;
            case "dev" -> flags & ~MountCalls.MS_NODEV;
            case "nodev" -> flags | MountCalls.MS_NODEV;
            case "exec" -> flags & ~MountCalls.MS_NOEXEC;
            case "noexec" -> flags | MountCalls.MS_NOEXEC;
            case "sync" -> flags | MountCalls.MS_SYNCHRONOUS;
            case "async" -> flags & ~MountCalls.MS_SYNCHRONOUS;
            case "dirsync" -> flags | MountCalls.MS_DIRSYNC;
            case "atime" -> flags & ~MountCalls.MS_NOATIME;
            case "noatime" -> flags | MountCalls.MS_NOATIME;
            default -> throw new IllegalArgumentException("unknown mount flag '" + flag + "'");
          };
    }
    return flags;
  }
}
