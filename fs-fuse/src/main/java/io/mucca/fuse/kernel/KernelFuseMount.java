package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.MountOptions;
import io.mucca.fuse.TransportMount;
import io.mucca.fuse.Unmounter;
import io.mucca.sys.FileCalls;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to the kernel and the threads that serve it. */
final class KernelFuseMount extends TransportMount {
  private static final Logger logger = LoggerFactory.getLogger(KernelFuseMount.class);

  /** So many programs may wait for the device before others wait for a thread. */
  private static final int MOST_THREADS = 16;

  private final KnownInodes known;
  private final Agreement agreement;
  private final Notifier notifier;
  private final Workers workers;
  private final int fd;

  private KernelFuseMount(FileSystem fileSystem, Path directory, MountOptions options, int fd)
      throws IOException {
    super(directory, threadLimit(options));
    this.fd = fd;
    mounted();
    agreement = Handshake.run(fd, options.writebackCache(), options.defaultPermissions());
    logger.info(
        "{} speaks FUSE {}.{}, flags {}",
        directory,
        Agreement.MAJOR,
        agreement.minor(),
        Long.toHexString(agreement.flags()));
    known = new KnownInodes(fileSystem);
    notifier = new Notifier(fd);
    workers =
        new Workers(
            "fuse-" + directory.getFileName(),
            fd,
            new OperationTable(
                new ServedRoot(fileSystem, known, barrier(), Validity.of(options), agreement)),
            barrier(),
            threadLimit(options),
            this::threadBegins,
            this::threadEnded);
  }

  private static int threadLimit(MountOptions options) {
    return options.threadCount() == MountOptions.DEFAULT_THREADS
        ? MOST_THREADS
        : options.threadCount();
  }

  /** Mounts; the kernel waits for answers until {@link #start}. */
  static KernelFuseMount create(FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    int fd = Mounting.mount(directory, options);
    try {
      return new KernelFuseMount(fileSystem, directory, options, fd);
    } catch (IOException | RuntimeException | Error e) {
      undo(directory, fd, e);
      throw e;
    }
  }

  private static void undo(Path directory, int fd, Throwable cause) {
    try {
      Unmounter.unmount(directory, true);
      FileCalls.close(fd);
    } catch (IOException second) {
      cause.addSuppressed(second);
    }
  }

  /** Begins to serve and returns when the kernel has got answers. */
  void start() throws IOException {
    workers.start();
    awaitAnswer();
    Readahead.raise(device());
  }

  @Override
  public void forgetCached(long inode) {
    notifier.inode(inode);
  }

  @Override
  public void forgetCached(long directory, byte[] name) {
    notifier.entry(directory, name);
  }

  @Override
  public void forgetAllCached() {
    if (forgetsNames()) {
      notifier.allNames();
    }
    known.forEach(notifier::inode);
  }

  /** Whether the kernel can forget all names. */
  boolean forgetsNames() {
    return agreement.minor() >= Notifier.EPOCH_MINOR;
  }

  /** The inodes that the kernel knows, the root directory included. */
  int knownInodes() {
    return known.size();
  }

  /** The threads that serve it. */
  int threadCount() {
    return workers.count();
  }

  @Override
  protected void release() {
    try {
      notifier.close();
      FileCalls.close(fd);
      known.closeAll();
    } catch (IOException | RuntimeException e) {
      logger.error("closing what was open on {} failed", directory(), e);
    }
  }
}
