package io.mucca.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A system call failed; the message reads like {@code open /x: No such file or directory}. */
public final class SysException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final MethodHandle STRERROR =
      Downcalls.bindWithoutErrno("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private final int errno;

  /**
   * @param action the call and what it was done to
   * @param errno the error number that it left
   */
  public SysException(String action, int errno) {
    super(action + ": " + describe(errno));
    this.errno = errno;
  }

  /** The error number, one of {@link Errno} among others. */
  public int errno() {
    return errno;
  }

  /** The C library's words for the error alone, without the call. */
  public String reason() {
    return describe(errno);
  }

  private static String describe(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
  }
}
