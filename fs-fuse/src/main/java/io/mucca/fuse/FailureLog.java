package io.mucca.fuse;

import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of failures that programs only see as an I/O error: each kind once with its stack
 * trace, so that a broken disk does not fill another one with logs. Thread-safe.
 */
public final class FailureLog {
  private static final Logger logger = LoggerFactory.getLogger(FailureLog.class);

  /** Kinds are made of method and class names, so there are few of them. */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /**
   * Turns a failure into an errno and logs it if it is not one that the filesystem gives as an
   * answer.
   *
   * @param subject what it happened to, asked for only if it is logged
   * @return the positive errno
   */
  public int errnoOf(String operation, Supplier<String> subject, Throwable failure) {
    boolean isAnswer = failure instanceof FsException e && e.error() != FsError.IO_ERROR;
    if (!isAnswer) {
      log(operation, subject.get(), failure);
    }
    return Errnos.of(failure);
  }

  private void log(String operation, String subject, Throwable failure) {
    if (seen.add(operation + ' ' + failure.getClass().getName())) {
      logger.error(
          "{} of {} failed; further failures of this kind are logged at debug level",
          operation,
          subject,
          failure);
    } else {
      logger.debug("{} of {} failed", operation, subject, failure);
    }
  }
}
