package io.mucca.fuse.kernel;

import io.mucca.fuse.Errnos;
import io.mucca.fuse.FailureLog;
import io.mucca.sys.Errno;
import io.mucca.sys.FileCalls;
import io.mucca.sys.FuseDeviceCalls;
import io.mucca.sys.SysException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives requests on a descriptor of its own and answers them, one at a time, until the kernel
 * ends the connection.
 */
final class Worker extends Thread {
  private static final Logger logger = LoggerFactory.getLogger(Worker.class);

  private final int connection;
  private final OperationTable operations;
  private final FailureLog failures;
  private final Workers workers;
  private final int index;

  /**
   * Makes a thread, not started.
   *
   * @param connection what its own descriptor is made from, open until all threads have ended
   * @param index in the {@link io.mucca.fuse.WriteBarrier}
   */
  Worker(
      String name,
      int connection,
      OperationTable operations,
      FailureLog failures,
      Workers workers,
      int index) {
    super(name);
    this.connection = connection;
    this.operations = operations;
    this.failures = failures;
    this.workers = workers;
    this.index = index;
    setDaemon(true);
  }

  @Override
  public void run() {
    int fd = openOwn();
    try {
      serveAll(fd, new Exchange());
    } finally {
      if (fd != connection) {
        close(fd);
      }
      workers.ended();
    }
  }

  /** Without a descriptor of its own it shares one, whose lock it waits for then. */
  private int openOwn() {
    try {
      return FuseDeviceCalls.cloneOf(connection);
    } catch (SysException e) {
      logger.warn("{} shares its descriptor", getName(), e);
      return connection;
    }
  }

  private static void close(int fd) {
    try {
      FileCalls.close(fd);
    } catch (SysException e) {
      logger.debug("closing a descriptor of /dev/fuse failed", e);
    }
  }

  private void serveAll(int fd, Exchange exchange) {
    int length;
    do {
      length = exchange.request.receive(fd);
      if (length > 0) {
        workers.busy();
        serve(fd, exchange);
        workers.finished(index);
      }
      // ENOENT: the program that asked was killed before the request was received.
    } while (length > 0
        || length == -Errnos.EINTR
        || length == -Errnos.EAGAIN
        || length == -Errnos.ENOENT);
    logEnd(-length);
  }

  private void logEnd(int errno) {
    switch (errno) {
      case Errno.ENODEV -> logger.debug("{} ends: unmounted", getName());
      case Errno.ECONNABORTED -> logger.warn("{} ends: the connection was aborted", getName());
      default ->
          logger.error("{} ends: receiving a request failed with errno {}", getName(), errno);
    }
  }

  private void serve(int fd, Exchange exchange) {
    Request request = exchange.request;
    int opcode = request.opcode();
    long unique = request.unique();
    int result = resultOf(opcode, exchange);
    if (OperationTable.isAnswered(opcode)) {
      int sent = exchange.reply.send(fd, unique, result);
      if (sent != 0) {
        takeBack(exchange, opcode, result, -sent);
      }
    }
  }

  private int resultOf(int opcode, Exchange exchange) {
    try {
      return operations.serve(opcode, exchange);
    } catch (Throwable failure) {
      return -failures.errnoOf(nameOf(opcode), () -> subject(exchange), failure);
    }
  }

  private static String nameOf(int opcode) {
    Opcode known = Opcode.of(opcode);
    return known == null ? "request " + opcode : known.name();
  }

  private static String subject(Exchange exchange) {
    return "inode " + exchange.request.inode();
  }

  /** The program that asked was killed, or the connection has ended. */
  private void takeBack(Exchange exchange, int opcode, int result, int errno) {
    if (errno != Errnos.ENOENT && errno != Errno.ENODEV && errno != Errno.ECONNABORTED) {
      logger.error(
          "the kernel refused the answer to {} of {}: errno {}",
          nameOf(opcode),
          subject(exchange),
          errno);
    }
    if (result < 0) {
      return;
    }
    try {
      operations.takeBack(opcode, exchange, result);
    } catch (IOException | RuntimeException failure) {
      failures.errnoOf("taking back " + nameOf(opcode), () -> subject(exchange), failure);
    }
  }
}
