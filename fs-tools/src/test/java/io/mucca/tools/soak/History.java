package io.mucca.tools.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a directory may look like at some time, by what one thread did in it.
 *
 * <p>Names: those after some step, no earlier than the last one that is promised, since operations
 * on names take effect in their order. Content: each block of a file is as it was after some step,
 * no earlier than the last one that is promised for this file, since blocks that are not synced
 * reach the device in any order.
 */
final class History {
  private static final int BLOCK_BYTES = 4096;

  private final List<byte[]> firstContents = new ArrayList<>(); // By file number.
  private final List<List<Step>> contentSteps = new ArrayList<>(); // By file number.
  private final List<Names> names = new ArrayList<>();
  private final List<Step> steps;
  private final int[] fileOfStep;

  /** Which file has which name after a step. */
  private record Names(int stepIndex, Map<String, Integer> files) {}

  /**
   * Steps that must, and that may, have taken effect.
   *
   * @param namesFrom the last step on names that is promised; -1 for none
   * @param contentFrom for a file's number the last step that is promised for its content
   * @param to the last step that may have taken effect
   */
  record Window(int namesFrom, Map<Integer, Integer> contentFrom, int to) {}

  /**
   * Follows the steps of a thread.
   *
   * @param base what the directory holds before them, durable
   */
  History(Map<String, byte[]> base, List<Step> steps) {
    this.steps = steps;
    fileOfStep = new int[steps.size()];
    Map<String, Integer> files = new TreeMap<>();
    base.forEach((name, content) -> files.put(name, addFile(content)));
    names.add(new Names(-1, Map.copyOf(files)));
    for (Step step : steps) {
      follow(step, files);
    }
  }

  private int addFile(byte[] content) {
    firstContents.add(content);
    contentSteps.add(new ArrayList<>());
    return firstContents.size() - 1;
  }

  private void follow(Step step, Map<String, Integer> files) {
    int file = -1;
    switch (step.kind()) {
      case CREATE -> {
        file = addFile(new byte[0]);
        files.put(step.name(), file);
      }
      case RENAME -> {
        file = files.remove(step.name());
        files.put(step.other(), file);
      }
      case UNLINK -> file = files.remove(step.name());
      case WRITE, TRUNCATE -> {
        file = files.get(step.name());
        contentSteps.get(file).add(step);
      }
      case SYNC_FILE -> file = files.get(step.name());
      case SYNC_DIRECTORY -> {}
    }
    fileOfStep[step.index()] = file;
    if (step.kind().changesNames()) {
      names.add(new Names(step.index(), Map.copyOf(files)));
    }
  }

  /** What syncs that returned have promised, and all that was attempted. */
  Window afterCrash() {
    int namesFrom = -1;
    int lastNamesStep = -1;
    Map<Integer, Integer> lastNamesStepOfFile = new HashMap<>();
    Map<Integer, Integer> contentFrom = new HashMap<>();
    for (Step step : steps) {
      int file = fileOfStep[step.index()];
      if (step.kind().changesNames()) {
        lastNamesStep = step.index();
        lastNamesStepOfFile.put(file, step.index());
      } else if (step.kind() == Step.Kind.SYNC_DIRECTORY && step.hasEnded()) {
        namesFrom = lastNamesStep;
      } else if (step.kind() == Step.Kind.SYNC_FILE && step.hasEnded()) {
        contentFrom.put(file, step.index());
        namesFrom = Math.max(namesFrom, lastNamesStepOfFile.getOrDefault(file, -1));
      }
    }
    return new Window(namesFrom, contentFrom, steps.size() - 1);
  }

  /** What was done before some span of time is promised, and what was begun within it possible. */
  Window during(long beginNanos, long endNanos) {
    int from = -1;
    int to = -1;
    for (Step step : steps) {
      if (step.endNanos() < beginNanos) {
        from = step.index();
      }
      if (step.beginNanos() < endNanos) {
        to = step.index();
      }
    }
    Map<Integer, Integer> contentFrom = new HashMap<>();
    for (int file = 0; file < firstContents.size(); file++) {
      contentFrom.put(file, from);
    }
    return new Window(from, contentFrom, to);
  }

  /** Says what is wrong with the content of the directory; null if nothing is. */
  @Nullable String problem(Map<String, byte[]> actual, Window window) {
    String problem = null;
    for (Names possible : names) {
      if (isPossible(possible, window) && possible.files().keySet().equals(actual.keySet())) {
        problem = problem(actual, possible, window);
        if (problem == null) {
          return null;
        }
      }
    }
    return problem != null ? problem : namesProblem(actual, window);
  }

  private boolean isPossible(Names possible, Window window) {
    return possible.stepIndex() <= window.to()
        && possible.stepIndex() >= promisedNames(window).stepIndex();
  }

  /** The names after the last step that is promised. */
  private Names promisedNames(Window window) {
    Names promised = names.getFirst();
    for (Names candidate : names) {
      if (candidate.stepIndex() <= window.namesFrom()) {
        promised = candidate;
      }
    }
    return promised;
  }

  private String namesProblem(Map<String, byte[]> actual, Window window) {
    return "names are %s; promised are those after step %d, %s, or after a later one to step %d%s"
        .formatted(
            new TreeMap<>(actual).keySet(),
            window.namesFrom(),
            new TreeMap<>(promisedNames(window).files()).keySet(),
            window.to(),
            lines(
                steps.stream()
                    .filter(step -> step.index() >= window.namesFrom())
                    .filter(step -> !step.kind().changesContent())
                    .toList()));
  }

  private @Nullable String problem(Map<String, byte[]> actual, Names possible, Window window) {
    for (Map.Entry<String, Integer> entry : possible.files().entrySet()) {
      int file = entry.getValue();
      int from = window.contentFrom().getOrDefault(file, -1);
      byte[] content = actual.get(entry.getKey());
      List<byte[]> versions = versions(file, from, window.to());
      String problem = content == null ? "is missing" : contentProblem(content, versions);
      if (problem != null) {
        List<Step> ofFile = new ArrayList<>();
        for (Step step : steps) {
          if (fileOfStep[step.index()] == file) {
            ofFile.add(step);
          }
        }
        return "%s %s; promised is its content after step %d%s"
            .formatted(entry.getKey(), problem, from, lines(ofFile));
      }
    }
    return null;
  }

  /** Contents of a file, from the one that is promised to the last that is possible. */
  private List<byte[]> versions(int file, int from, int to) {
    List<byte[]> versions = new ArrayList<>();
    byte[] content = firstContents.get(file);
    for (Step step : contentSteps.get(file)) {
      if (step.index() <= to) {
        if (step.index() > from) {
          versions.add(content);
          addParts(content, step, versions);
        }
        content = step.applyTo(content);
      }
    }
    versions.add(content);
    return versions;
  }

  /** A write that makes a file longer may be seen, or be cut off, between two blocks. */
  private static void addParts(byte[] before, Step step, List<byte[]> versions) {
    byte[] after = step.applyTo(before);
    int firstEnd = Math.max(before.length, step.offset()) / BLOCK_BYTES * BLOCK_BYTES + BLOCK_BYTES;
    for (int end = firstEnd; end < after.length; end += BLOCK_BYTES) {
      versions.add(Arrays.copyOf(after, end));
    }
  }

  private static @Nullable String contentProblem(byte[] actual, List<byte[]> versions) {
    if (versions.stream().noneMatch(version -> version.length == actual.length)) {
      return "has %d bytes and not %s"
          .formatted(actual.length, versions.stream().map(version -> version.length).toList());
    }
    for (int offset = 0; offset < actual.length; offset += BLOCK_BYTES) {
      int end = Math.min(offset + BLOCK_BYTES, actual.length);
      int begin = offset;
      if (versions.stream().noneMatch(version -> isSame(actual, version, begin, end))) {
        return "is wrong in its %d bytes from %d on, by %d versions"
            .formatted(end - begin, begin, versions.size());
      }
    }
    return null;
  }

  /** Compares a block; behind its end a version counts as zeros. */
  private static boolean isSame(byte[] actual, byte[] version, int begin, int end) {
    byte[] expected =
        begin < version.length ? Arrays.copyOfRange(version, begin, end) : new byte[end - begin];
    return Arrays.equals(expected, 0, end - begin, actual, begin, end);
  }

  private static String lines(List<Step> shown) {
    StringBuilder text = new StringBuilder();
    shown.forEach(step -> text.append("\n  ").append(step));
    return text.toString();
  }
}
