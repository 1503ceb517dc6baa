package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.FailureLog;
import io.mucca.fuse.MountOptions;
import io.mucca.fuse.TransportMount;
import io.mucca.sys.FileCalls;
import io.mucca.sys.FuseDeviceCalls;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to the kernel and the threads that serve it. */
final class KernelFuseMount extends TransportMount {
  private static final Logger logger = LoggerFactory.getLogger(KernelFuseMount.class);

  private final MountOptions options;
  private final KnownInodes known;
  private final OperationTable operations;
  private final FailureLog failures = new FailureLog();
  private final int fd;

  private KernelFuseMount(FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    super(directory, options.threadCount());
    this.options = options;
    this.known = new KnownInodes(fileSystem);
    fd = DirectMount.mount(directory, options);
    try {
      mounted();
      Agreement agreement = Handshake.run(fd, options.writebackCache());
      operations =
          new OperationTable(
              new ServedRoot(fileSystem, known, barrier(), Validity.of(options), agreement));
    } catch (IOException | RuntimeException | Error e) {
      FileCalls.close(fd);
      throw e;
    }
  }

  /** Mounts; the kernel waits for answers until {@link #start}. */
  static KernelFuseMount create(FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    return new KernelFuseMount(fileSystem, directory, options);
  }

  /** Begins to serve and returns when the kernel has got answers. */
  void start() throws IOException {
    for (int i = 0; i < options.threadCount(); i++) {
      String name = "fuse-" + directory().getFileName() + "-" + i;
      int own = i == 0 ? fd : FuseDeviceCalls.cloneOf(fd);
      int index = i;
      Runnable afterRequest = () -> barrier().finished(index);
      new Worker(name, own, operations, failures, afterRequest, this::threadEnded).start();
    }
    awaitAnswer();
  }

  @Override
  protected void release() {
    try {
      known.closeAll();
    } catch (IOException | RuntimeException e) {
      logger.error("closing the files that were open on {} failed", directory(), e);
    }
  }
}
