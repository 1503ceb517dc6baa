package io.mucca.tools.scrub;

import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.ScrubState;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps the state of an image's scrub in two files beside the control socket: what was verified,
 * and a few figures of it. They go with the runtime directory, at the latest when the host starts
 * anew: then a scrub begins anew, too.
 */
public final class ScrubStore {
  private final Path directory;
  private final Path verified;
  private final Path figures;

  /**
   * @param directory need not exist before something is saved
   * @param key of the image, fit for a file name
   */
  public ScrubStore(Path directory, String key) {
    this.directory = directory;
    verified = directory.resolve(key + ".scrub");
    figures = directory.resolve(key + ".scrub.json");
  }

  /** What was saved last; {@link ScrubStatus#NONE} if nothing is there. */
  public ScrubStatus status() throws IOException {
    return Files.exists(figures)
        ? Json.mapper().readValue(Files.readAllBytes(figures), ScrubStatus.class)
        : ScrubStatus.NONE;
  }

  /** The scrub to go on with. */
  ScrubState load(HeldCheckpoint checkpoint) throws IOException {
    if (!Files.exists(verified)) {
      throw Failure.notFound("there is no scrub to resume; leave --resume out to begin one");
    }
    try (InputStream in = Files.newInputStream(verified)) {
      return ScrubState.read(in, checkpoint);
    } catch (IOException e) {
      throw Failure.failed(
          "the paused scrub cannot be resumed: "
              + e.getMessage()
              + "; leave --resume out to begin anew");
    }
  }

  void save(ScrubState state, ScrubStatus status) throws IOException {
    Files.createDirectories(directory);
    Path temporary = verified.resolveSibling(verified.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(temporary)) {
      state.write(out);
    }
    // A crash leaves the older state or the newer, and never a part of one.
    Files.move(
        temporary, verified, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.write(figures, Json.mapper().writeValueAsBytes(status.as(ScrubStatus.State.PAUSED)));
  }

  void delete() throws IOException {
    Files.deleteIfExists(figures);
    Files.deleteIfExists(verified);
  }
}
