package io.mucca.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Binds functions of the C library, and reads the {@code errno} that they leave behind.
 *
 * <p>The JVM may itself change errno between a call and the look at it, so the linker captures
 * errno into a segment that the call takes as its first argument. Each thread has one such segment
 * and reuses it, so that a call allocates nothing.
 */
final class Downcalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET = CALL_STATE.byteOffset(PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CALL_STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

  private Downcalls() {}

  /**
   * Binds a function whose handle takes the segment of {@link #callState()} before its own
   * arguments.
   */
  static MethodHandle bind(String function, FunctionDescriptor signature) {
    return link(function, signature, Linker.Option.captureCallState("errno"));
  }

  /**
   * Binds a function declared with {@code ...}, whose variadic arguments begin at an index; some
   * calling conventions pass these differently.
   */
  static MethodHandle bindVariadic(
      String function, FunctionDescriptor signature, int firstVariadicIndex) {
    return link(
        function,
        signature,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(firstVariadicIndex));
  }

  /** Binds a function that does not report through errno. */
  static MethodHandle bindWithoutErrno(String function, FunctionDescriptor signature) {
    return link(function, signature);
  }

  private static MethodHandle link(
      String function, FunctionDescriptor signature, Linker.Option... options) {
    MemorySegment address = LINKER.defaultLookup().findOrThrow(function);
    return LINKER.downcallHandle(address, signature, options);
  }

  /** Where calls of this thread leave errno. */
  static MemorySegment callState() {
    return CALL_STATES.get();
  }

  static int errno(MemorySegment callState) {
    return callState.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
  }

  /** The exception for a call of this thread that has just returned -1. */
  static SysException failure(String action) {
    return new SysException(action, errno(callState()));
  }

  /**
   * What a handle throws by itself is our misuse of it (a wrong type, a closed segment), never the
   * call's failure.
   */
  static RuntimeException misuse(Throwable thrown) {
    if (thrown instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(thrown);
  }
}
