package io.mucca.fuse.jnr;

import io.mucca.fuse.MountOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mount options as libfuse takes them: as a command line. */
final class FuseArguments {
  /** Both as large as libfuse 2 can make them. */
  private static final String LARGE_REQUESTS = "big_writes,max_write=131072";

  /** Each hard link is an inode of its own here, and a change through another must be seen. */
  private static final double ATTRIBUTE_SECONDS = 0;

  private static final double ENTRY_SECONDS = 1;

  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private FuseArguments() {}

  static List<String> of(Path directory, MountOptions options) {
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
    if (options.nonEmpty()) {
      words.add("nonempty");
    }
    words.addAll(options.kernelFlags());
    words.add("use_ino");
    words.add("attr_timeout=" + orElse(options.attributeTimeoutSeconds(), ATTRIBUTE_SECONDS));
    words.add("entry_timeout=" + orElse(options.entryTimeoutSeconds(), ENTRY_SECONDS));
    words.add(LARGE_REQUESTS);
    // Without -f libfuse would fork, and the child would be a JVM with a single thread.
    return List.of("mucca", "-f", "-o" + String.join(",", words), directory.toString());
  }

  private static double orElse(double seconds, double byDefault) {
    return seconds == MountOptions.DEFAULT_TIMEOUT ? byDefault : seconds;
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,");
  }

  /** Makes C's {@code argv}. */
  static MemorySegment allocate(List<String> arguments, Arena arena) {
    MemorySegment vector = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
    for (int i = 0; i < arguments.size(); i++) {
      vector.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(arguments.get(i), NAMES));
    }
    return vector;
  }
}
