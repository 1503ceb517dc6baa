package io.mucca.tools.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.failure.Failures;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon answers. Of long work it tells how far it has come, in responses of their own
 * before the last one.
 *
 * @param protocol the version of the protocol
 * @param progress null in the last response to a request
 * @param result what was asked for, or null after a failure
 * @param error null after success
 */
public record Response(
    int protocol,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Progress progress,
    @Nullable JsonNode result,
    @Nullable Problem error) {
  /** The result of what has none. */
  static final Map<String, String> NOTHING = Map.of();

  public static Response success(Object result) {
    return new Response(Protocol.VERSION, null, Json.mapper().valueToTree(result), null);
  }

  static Response progress(Progress progress) {
    return new Response(Protocol.VERSION, progress, null, null);
  }

  public static Response failure(Throwable thrown) {
    boolean ending = thrown instanceof DaemonEndingException;
    Failure failure = Failures.of(thrown);
    return new Response(
        Protocol.VERSION,
        null,
        null,
        new Problem(failure.exitCode(), failure.getMessage(), ending));
  }

  /** The result, or what went wrong thrown here. */
  public <T> T resultAs(Class<T> type) throws IOException {
    if (error != null) {
      throw error.toException();
    }
    return Json.mapper().treeToValue(result, type);
  }

  /**
   * How far a work has come.
   *
   * @param done in the unit of {@code total}
   * @param total 0 if that is not known
   * @param damaged blocks that were found to be damaged
   */
  public record Progress(long done, long total, long damaged) {}

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
