package io.mucca.fs.model;

import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended: with a value or with a filesystem's error. Anything else that is thrown is a
 * failure of the test.
 *
 * @param value null also for a call that returns nothing
 */
record Outcome<T>(@Nullable T value, @Nullable FsError error) {
  /** A call that returns something. */
  @FunctionalInterface
  interface Call<T> {
    @Nullable T run() throws IOException;
  }

  static <T> Outcome<T> of(Call<T> call) {
    try {
      return new Outcome<>(call.run(), null);
    } catch (FsException e) {
      return new Outcome<>(null, e.error());
    } catch (IOException e) {
      throw new AssertionError("the call failed with other than a filesystem's error", e);
    }
  }

  boolean succeeded() {
    return error == null;
  }

  /** Throws unless both succeeded or both failed for the same reason. */
  void requireSameErrorAs(Outcome<?> real) {
    if (error != real.error) {
      throw new AssertionError("model: " + this.describe() + ", real: " + real.describe());
    }
  }

  String describe() {
    return error != null ? error.toString() : "success";
  }
}
