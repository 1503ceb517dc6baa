package io.mucca.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** System calls on the calling process. */
public final class ProcessCalls {
  private static final MethodHandle GETUID =
      Downcalls.bindWithoutErrno("getuid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETGID =
      Downcalls.bindWithoutErrno("getgid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle SETSID =
      Downcalls.bind("setsid", FunctionDescriptor.of(JAVA_INT));

  private ProcessCalls() {}

  /** The real user of this process; 0 is root. */
  public static int getuid() {
    try {
      return (int) GETUID.invokeExact();
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
  }

  /** The real group of this process. */
  public static int getgid() {
    try {
      return (int) GETGID.invokeExact();
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
  }

  /**
   * Makes this process the leader of a new session, without a terminal; returns the session's
   * number.
   */
  public static int setsid() throws SysException {
    int session;
    try {
      session = (int) SETSID.invokeExact(Downcalls.callState());
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    if (session < 0) {
      throw Downcalls.failure("setsid");
    }
    return session;
  }
}
