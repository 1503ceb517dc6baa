package io.mucca.tools.wa.peer;

import io.mucca.tools.wa.run.Experiment;
import java.util.List;

/**
 * Something that every filesystem of a comparison is given to do.
 *
 * @param label as it was asked for, such as {@code append-fsync:write-size=100}
 * @param repeats what is run for each repetition
 */
public record Task(String label, List<Experiment> repeats) {
  public Task {
    repeats = List.copyOf(repeats);
  }
}
