package io.mucca.fuse.jnr;

import java.io.IOException;
import jnr.ffi.annotations.Delegate;

/**
 * The shapes that libfuse's callbacks have, named by their parameters as the JVM's descriptors do:
 * {@code J} is 64 bits wide (an address, offset or size), {@code I} is 32 bits (a mode, a user).
 * Names arrive as addresses: jnr-fuse's own callback types would decode them with the default
 * charset and make one file of two.
 *
 * <p>Each shape comes with the type of a body, which may throw, and with a guard that turns a body
 * into a callback which never does: an exception that reached native code would become 0, which is
 * success. Public only because the classes that jnr-ffi generates need to see it.
 */
public final class Callbacks {
  private Callbacks() {}

  /** Turns what a body threw into the negative errno to return. */
  @FunctionalInterface
  interface FailureHandler {
    int failed(long firstArgument, Throwable failure);
  }

  /** A callback. */
  @FunctionalInterface
  public interface J {
    @Delegate
    int call(long a);
  }

  @FunctionalInterface
  interface JBody {
    int call(long a) throws IOException;
  }

  static J guardJ(JBody body, FailureHandler handler) {
    return a -> {
      try {
        return body.call(a);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JJ {
    @Delegate
    int call(long a, long b);
  }

  @FunctionalInterface
  interface JjBody {
    int call(long a, long b) throws IOException;
  }

  static JJ guardJj(JjBody body, FailureHandler handler) {
    return (a, b) -> {
      try {
        return body.call(a, b);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JI {
    @Delegate
    int call(long a, int b);
  }

  @FunctionalInterface
  interface JiBody {
    int call(long a, int b) throws IOException;
  }

  static JI guardJi(JiBody body, FailureHandler handler) {
    return (a, b) -> {
      try {
        return body.call(a, b);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JII {
    @Delegate
    int call(long a, int b, int c);
  }

  @FunctionalInterface
  interface JiiBody {
    int call(long a, int b, int c) throws IOException;
  }

  static JII guardJii(JiiBody body, FailureHandler handler) {
    return (a, b, c) -> {
      try {
        return body.call(a, b, c);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JIJ {
    @Delegate
    int call(long a, int b, long c);
  }

  @FunctionalInterface
  interface JijBody {
    int call(long a, int b, long c) throws IOException;
  }

  static JIJ guardJij(JijBody body, FailureHandler handler) {
    return (a, b, c) -> {
      try {
        return body.call(a, b, c);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JJJ {
    @Delegate
    int call(long a, long b, long c);
  }

  @FunctionalInterface
  interface JjjBody {
    int call(long a, long b, long c) throws IOException;
  }

  static JJJ guardJjj(JjjBody body, FailureHandler handler) {
    return (a, b, c) -> {
      try {
        return body.call(a, b, c);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JJJJ {
    @Delegate
    int call(long a, long b, long c, long d);
  }

  @FunctionalInterface
  interface JjjjBody {
    int call(long a, long b, long c, long d) throws IOException;
  }

  static JJJJ guardJjjj(JjjjBody body, FailureHandler handler) {
    return (a, b, c, d) -> {
      try {
        return body.call(a, b, c, d);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JJJJI {
    @Delegate
    int call(long a, long b, long c, long d, int e);
  }

  @FunctionalInterface
  interface JjjjiBody {
    int call(long a, long b, long c, long d, int e) throws IOException;
  }

  static JJJJI guardJjjji(JjjjiBody body, FailureHandler handler) {
    return (a, b, c, d, e) -> {
      try {
        return body.call(a, b, c, d, e);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JJJJJ {
    @Delegate
    int call(long a, long b, long c, long d, long e);
  }

  @FunctionalInterface
  interface JjjjjBody {
    int call(long a, long b, long c, long d, long e) throws IOException;
  }

  static JJJJJ guardJjjjj(JjjjjBody body, FailureHandler handler) {
    return (a, b, c, d, e) -> {
      try {
        return body.call(a, b, c, d, e);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }

  /** A callback. */
  @FunctionalInterface
  public interface JIJJJ {
    @Delegate
    int call(long a, int b, long c, long d, long e);
  }

  @FunctionalInterface
  interface JijjjBody {
    int call(long a, int b, long c, long d, long e) throws IOException;
  }

  static JIJJJ guardJijjj(JijjjBody body, FailureHandler handler) {
    return (a, b, c, d, e) -> {
      try {
        return body.call(a, b, c, d, e);
      } catch (Throwable failure) {
        return handler.failed(a, failure);
      }
    };
  }
}
