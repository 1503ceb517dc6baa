package io.mucca.tools.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.failure.Failures;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon answers.
 *
 * @param protocol the version of the protocol
 * @param result what was asked for, or null after a failure
 * @param error null after success
 */
public record Response(int protocol, @Nullable JsonNode result, @Nullable Problem error) {
  /** The result of what has none. */
  static final Map<String, String> NOTHING = Map.of();

  public static Response success(Object result) {
    return new Response(Protocol.VERSION, Json.mapper().valueToTree(result), null);
  }

  public static Response failure(Throwable thrown) {
    boolean ending = thrown instanceof DaemonEndingException;
    Failure failure = Failures.of(thrown);
    return new Response(
        Protocol.VERSION, null, new Problem(failure.exitCode(), failure.getMessage(), ending));
  }

  /** The result, or what went wrong thrown here. */
  public <T> T resultAs(Class<T> type) throws IOException {
    if (error != null) {
      throw error.toException();
    }
    return Json.mapper().treeToValue(result, type);
  }

  /**
   * What went wrong.
   *
   * @param ending nothing was done, because the daemon is about to end
   */
  public record Problem(ExitCode exitCode, String message, boolean ending) {
    IOException toException() {
      return ending ? new DaemonEndingException(message) : new Failure(exitCode, message);
    }
  }
}
