package io.mucca.tools.command;

import io.mucca.fuse.Unmounter;
import io.mucca.sys.Errno;
import io.mucca.sys.FileStatus;
import io.mucca.sys.SysException;
import io.mucca.tools.text.Console;
import java.io.IOException;
import java.nio.file.Path;

/** A mount whose daemon died: the kernel keeps it, and nobody answers. */
final class DeadMount {
  private DeadMount() {}

  /** Whether a mount is dead; one of another user answers, or says EACCES. */
  static boolean isAt(Path mountpoint) {
    try {
      FileStatus.ofServer(mountpoint);
      return false;
    } catch (SysException e) {
      return e.errno() == Errno.ENOTCONN || e.errno() == Errno.ECONNABORTED;
    }
  }

  /** Takes it away and says so; nothing of it is lost that was not lost with its daemon. */
  static void remove(Path mountpoint, String command, Console console) throws IOException {
    Unmounter.unmount(mountpoint, true);
    console
        .err()
        .println(
            "mucca: "
                + command
                + " "
                + mountpoint
                + ": the daemon of what was mounted there had died; that mount is removed, and its"
                + " image is as of the last sync");
  }
}
