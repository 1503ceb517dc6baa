package io.mucca.fuse.kernel;

import io.mucca.fuse.Errnos;
import io.mucca.fuse.FailureLog;
import io.mucca.sys.Errno;
import io.mucca.sys.FileCalls;
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

  private final int fd;
  private final OperationTable operations;
  private final FailureLog failures;
  private final Runnable afterRequest;
  private final Runnable atEnd;
  private final Exchange exchange = new Exchange();

  /**
   * Makes a thread, not started.
   *
   * @param fd closed at the end
   * @param afterRequest run after each request
   * @param atEnd run last
   */
  Worker(
      String name,
      int fd,
      OperationTable operations,
      FailureLog failures,
      Runnable afterRequest,
      Runnable atEnd) {
    super(name);
    this.fd = fd;
    this.operations = operations;
    this.failures = failures;
    this.afterRequest = afterRequest;
    this.atEnd = atEnd;
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      serveAll();
    } finally {
      close();
      atEnd.run();
    }
  }

  private void serveAll() {
    int length;
    do {
      length = exchange.request.receive(fd);
      if (length > 0) {
        serve();
        afterRequest.run();
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

  private void serve() {
    Request request = exchange.request;
    int opcode = request.opcode();
    long unique = request.unique();
    int result = resultOf(opcode);
    if (OperationTable.isAnswered(opcode)) {
      int sent = exchange.reply.send(fd, unique, result);
      if (sent != 0) {
        takeBack(opcode, result, -sent);
      }
    }
  }

  private int resultOf(int opcode) {
    try {
      return operations.serve(opcode, exchange);
    } catch (Throwable failure) {
      return -failures.errnoOf(nameOf(opcode), this::subject, failure);
    }
  }

  private static String nameOf(int opcode) {
    Opcode known = Opcode.of(opcode);
    return known == null ? "request " + opcode : known.name();
  }

  private String subject() {
    return "inode " + exchange.request.inode();
  }

  /** The program that asked was killed, or the connection has ended. */
  private void takeBack(int opcode, int result, int errno) {
    if (errno != Errnos.ENOENT && errno != Errno.ENODEV && errno != Errno.ECONNABORTED) {
      logger.error(
          "the kernel refused the answer to {} of {}: errno {}", nameOf(opcode), subject(), errno);
    }
    if (result < 0) {
      return;
    }
    try {
      operations.takeBack(opcode, exchange, result);
    } catch (IOException | RuntimeException failure) {
      failures.errnoOf("taking back " + nameOf(opcode), this::subject, failure);
    }
  }

  private void close() {
    try {
      FileCalls.close(fd);
    } catch (SysException e) {
      logger.debug("closing a descriptor of /dev/fuse failed", e);
    }
  }
}
