package io.mucca.fuse.jnr;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.MountOptions;
import io.mucca.fuse.TransportMount;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of libfuse and the threads that serve it. It ends when the kernel ends the connection:
 * every thread then leaves its loop, and the last one takes the session down.
 */
final class JnrFuseMount extends TransportMount {
  private static final Logger logger = LoggerFactory.getLogger(JnrFuseMount.class);
  private static final int THREADS = 4;

  private final LibFuse2 library;
  private final MountOptions options;
  private final MountedRoot root;
  private final OperationTable operations;
  private final long fuse;
  private final long session;
  private final long channel;

  private JnrFuseMount(
      LibFuse2 library, FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    super(directory, threadCount(options));
    this.library = library;
    this.options = options;
    this.root = MountedRoot.of(fileSystem, barrier());
    this.operations = new OperationTable(root);
    try (Arena arena = Arena.ofConfined()) {
      fuse = setUp(arena);
    }
    session = library.fuse_get_session(fuse);
    channel = library.fuse_session_next_chan(session, 0);
    mounted();
  }

  /** Mounts; the kernel waits for answers until {@link #start}. */
  static JnrFuseMount create(
      LibFuse2 library, FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    return new JnrFuseMount(library, fileSystem, directory, options);
  }

  private long setUp(Arena arena) throws IOException {
    List<String> arguments = FuseArguments.of(directory(), options);
    MemorySegment directoryOut = arena.allocate(ValueLayout.JAVA_LONG);
    MemorySegment multithreadedOut = arena.allocate(ValueLayout.JAVA_INT);
    long made =
        library.fuse_setup(
            arguments.size(),
            FuseArguments.allocate(arguments, arena).address(),
            operations.address(),
            operations.sizeBytes(),
            directoryOut.address(),
            multithreadedOut.address(),
            0);
    if (made == 0) {
      throw new IOException(
          "cannot mount on "
              + directory()
              + ": libfuse refused, for a reason that it wrote to standard error; mounting needs"
              + " root with CAP_SYS_ADMIN (in a container '--cap-add SYS_ADMIN') or fusermount, and"
              + " allow_other as another user needs 'user_allow_other' in /etc/fuse.conf");
    }
    return made;
  }

  private static int threadCount(MountOptions options) {
    return options.threadCount() == MountOptions.DEFAULT_THREADS ? THREADS : options.threadCount();
  }

  /** Begins to serve and returns when the kernel has got answers. */
  void start() throws IOException {
    int[] indexes = IntStream.range(0, threadCount(options)).map(_ -> threadBegins()).toArray();
    for (int index : indexes) {
      String name = "fuse-" + directory().getFileName() + "-" + index;
      Runnable afterRequest = () -> barrier().finished(index);
      new SessionThread(name, library, session, channel, afterRequest, this::threadEnded).start();
    }
    awaitAnswer();
  }

  @Override
  protected void release() {
    library.fuse_unmount(directory().toString(), channel);
    library.fuse_destroy(fuse);
    try {
      root.handles().closeAll();
    } catch (IOException | RuntimeException e) {
      logger.error("closing the files that were open on {} failed", directory(), e);
    }
  }
}
