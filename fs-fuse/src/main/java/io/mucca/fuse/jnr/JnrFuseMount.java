package io.mucca.fuse.jnr;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.FuseMount;
import io.mucca.fuse.MountOptions;
import io.mucca.fuse.MountTable;
import io.mucca.fuse.Unmounter;
import io.mucca.fuse.WriteBarrier;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of libfuse and the threads that serve it. It ends when the kernel ends the connection:
 * every thread then leaves its loop, and the last one takes the session down.
 */
final class JnrFuseMount implements FuseMount {
  private static final Logger logger = LoggerFactory.getLogger(JnrFuseMount.class);
  private static final int FIRST_ANSWER_SECONDS = 60;

  /** The kernel has ended the connection when it returns from unmounting; threads need a moment. */
  private static final int END_SECONDS = 10;

  private final LibFuse2 library;
  private final Path directory;
  private final MountOptions options;
  private final MountedRoot root;
  private final WriteBarrier barrier;
  private final OperationTable operations;
  private final long fuse;
  private final long session;
  private final long channel;

  /** Tells this mount from one stacked on it. */
  private final String device;

  private final AtomicInteger runningThreads = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Gone from this mount namespace by our own doing. */
  private volatile boolean detached;

  private JnrFuseMount(
      LibFuse2 library, FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    this.library = library;
    this.directory = directory;
    this.options = options;
    this.barrier = new WriteBarrier(options.threadCount());
    this.root = MountedRoot.of(fileSystem, barrier);
    this.operations = new OperationTable(root);
    try (Arena arena = Arena.ofConfined()) {
      fuse = setUp(arena);
    }
    session = library.fuse_get_session(fuse);
    channel = library.fuse_session_next_chan(session, 0);
    device = MountTable.read().topmostAt(directory).map(MountTable.Entry::device).orElse("");
  }

  /** Mounts; the kernel waits for answers until {@link #start}. */
  static JnrFuseMount create(
      LibFuse2 library, FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    return new JnrFuseMount(library, fileSystem, directory, options);
  }

  private long setUp(Arena arena) throws IOException {
    List<String> arguments = FuseArguments.of(directory, options);
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
              + directory
              + ": libfuse refused, for a reason that it wrote to standard error; mounting needs"
              + " root with CAP_SYS_ADMIN (in a container '--cap-add SYS_ADMIN') or fusermount, and"
              + " allow_other as another user needs 'user_allow_other' in /etc/fuse.conf");
    }
    return made;
  }

  /** Begins to serve and returns when the kernel has got answers. */
  void start() throws IOException {
    runningThreads.set(options.threadCount());
    for (int i = 0; i < options.threadCount(); i++) {
      String name = "fuse-" + directory.getFileName() + "-" + i;
      int index = i;
      Runnable afterRequest = () -> barrier.finished(index);
      new SessionThread(name, library, session, channel, afterRequest, this::threadEnded).start();
    }
    try {
      awaitAnswer();
    } catch (IOException e) {
      try {
        Unmounter.unmount(directory, true);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Asks on a thread of its own, which a filesystem that hangs would keep. */
  private void awaitAnswer() throws IOException {
    FutureTask<Long> question =
        new FutureTask<>(
            () -> {
              Files.readAttributes(directory, "unix:ino,mode");
              return Files.getFileStore(directory).getTotalSpace();
            });
    Thread.ofPlatform().daemon().name("fuse-first-question").start(question);
    try {
      question.get(FIRST_ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(
          "mounted on " + directory + ", but the filesystem fails to answer", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(
          "mounted on "
              + directory
              + ", but the filesystem gave no answer in "
              + FIRST_ANSWER_SECONDS
              + " s",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while mounting on " + directory, e);
    }
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public boolean isMounted() {
    return ended.getCount() > 0;
  }

  @Override
  public void awaitUnmounted() throws InterruptedException {
    ended.await();
  }

  @Override
  public boolean hasReceivedPages() {
    return barrier.isPassed();
  }

  @Override
  public boolean unmount(boolean lazy) throws IOException {
    if (detached || !isMounted()) {
      return !isMounted();
    }
    if (!isTopmost()) {
      throw new IOException(
          "cannot unmount " + directory + ": another filesystem is mounted over it");
    }
    Unmounter.unmount(directory, lazy);
    detached = true;
    return lazy ? !isMounted() : awaitEnd();
  }

  private boolean isTopmost() throws IOException {
    return MountTable.read()
        .topmostAt(directory)
        .map(entry -> entry.device().equals(device))
        .orElse(false);
  }

  private boolean awaitEnd() throws IOException {
    try {
      return ended.await(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + directory + " was unmounted", e);
    }
  }

  private void threadEnded() {
    if (runningThreads.decrementAndGet() == 0) {
      try {
        takeDown();
      } finally {
        ended.countDown();
      }
    }
  }

  private void takeDown() {
    try {
      if (isTopmost()) {
        // The connection was aborted but the mount is still there, and would answer every call with
        // ENOTCONN.
        Unmounter.unmount(directory, true);
      }
    } catch (IOException e) {
      logger.warn("{} stays in the mount table", directory, e);
    }
    library.fuse_unmount(directory.toString(), channel);
    library.fuse_destroy(fuse);
    try {
      root.handles().closeAll();
    } catch (IOException | RuntimeException e) {
      logger.error("closing the files that were open on {} failed", directory, e);
    }
  }
}
