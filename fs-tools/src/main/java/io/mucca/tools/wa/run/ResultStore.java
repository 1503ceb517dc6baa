package io.mucca.tools.wa.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.Json;
import io.mucca.tools.wa.result.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Result files on disk. */
public final class ResultStore {
  private ResultStore() {}

  /** Replaces a file in one step, so that an interrupt leaves the old one or the new. */
  public static void write(Path file, ResultFile results) throws IOException {
    Path whole = file.toAbsolutePath();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      Files.writeString(part, Json.document(results) + "\n");
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /** Reads a file; fails with a line for people where it is none of ours, or of another version. */
  public static ResultFile read(Path file) throws IOException {
    ResultFile results;
    try {
      results = Json.mapper().readValue(file.toFile(), ResultFile.class);
    } catch (JsonProcessingException e) {
      throw new Failure(
          ExitCode.USAGE, file + " is no result file of 'mucca wa'; give another one", e);
    }
    if (results.schema() != ResultFile.SCHEMA) {
      throw Failure.usage(
          "%s has schema %d, and this mucca reads %d; use the one that wrote it"
              .formatted(file, results.schema(), ResultFile.SCHEMA));
    }
    return results;
  }
}
