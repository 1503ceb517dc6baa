package io.mucca.fuse.kernel;

import io.mucca.fuse.MountChecks;
import io.mucca.fuse.MountOptions;
import io.mucca.sys.FileCalls;
import io.mucca.sys.SocketCalls;
import io.mucca.sys.SpawnCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Mounts as a user other than root, with the set-user-ID program {@code fusermount3}: it opens the
 * device, mounts, and passes the descriptor through a socket that it inherits.
 */
final class HelperMount {
  private static final int SOCKET_IN_HELPER = 3;

  private HelperMount() {}

  /** Returns the descriptor of the connection. */
  static int mount(Path directory, MountOptions options) throws IOException {
    Path helper =
        MountChecks.findFusermount()
            .orElseThrow(() -> new IOException("fusermount3 was not found; install fuse3"));
    Path errors = Files.createTempFile("mucca-fusermount", ".err");
    try {
      return run(helper, directory, options, errors);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static int run(Path helper, Path directory, MountOptions options, Path errors)
      throws IOException {
    List<String> command =
        List.of(helper.toString(), "-o", words(options), "--", directory.toString());
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("_FUSE_COMMFD", Integer.toString(SOCKET_IN_HELPER));
    SocketCalls.Pair sockets = SocketCalls.pair();
    int received;
    int pid;
    try {
      try {
        pid = SpawnCalls.spawn(command, environment, sockets.second(), SOCKET_IN_HELPER, errors);
      } finally {
        FileCalls.close(sockets.second());
      }
      received = SocketCalls.receiveDescriptor(sockets.first());
    } finally {
      FileCalls.close(sockets.first());
    }
    int status = SpawnCalls.await(pid);
    if (received < 0) {
      throw refused(directory, status, errors);
    }
    return received;
  }

  private static IOException refused(Path directory, int status, Path errors) throws IOException {
    String said = Files.readString(errors).strip();
    return new IOException(
        "cannot mount on "
            + directory
            + ": "
            + (said.isEmpty() ? "fusermount3 ended with " + status : said));
  }

  /** It adds nosuid and nodev itself, which no other user than root can take away. */
  private static String words(MountOptions options) {
    List<String> words = new ArrayList<>();
    words.add("fsname=" + escape(options.fsName()));
    words.add("subtype=" + escape(options.subtype()));
    words.add(options.readOnly() ? "ro" : "rw");
    if (options.allowOther()) {
      words.add("allow_other");
    }
    if (options.defaultPermissions()) {
      words.add("default_permissions");
    }
    words.addAll(options.kernelFlags());
    return String.join(",", words);
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,");
  }
}
