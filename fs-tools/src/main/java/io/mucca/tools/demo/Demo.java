package io.mucca.tools.demo;

import io.mucca.device.WriteCategory;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.tools.image.ImageService;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.text.Console;
import io.mucca.tools.text.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The demonstration: a real tree, a snapshot, a change, a clone, and a comparison of every byte
 * with what each root must hold.
 */
final class Demo {
  private static final RootName MAIN = RootName.volume(RootName.DEFAULT_VOLUME);
  private static final RootName SNAPSHOT = new RootName(RootName.DEFAULT_VOLUME, "before");
  private static final RootName CLONE = RootName.volume("copy");

  /** Every so many files are changed: 1 %. */
  private static final int CHANGED_FILE_INTERVAL = 100;

  private static final byte[] CHANGE =
      "changed by the demonstration\n".getBytes(StandardCharsets.UTF_8);

  private final Stage stage;
  private final Sample sample;
  private final Console console;
  private final Contents before = new Contents();
  private long writtenByPrograms;

  Demo(Stage stage, Sample sample, Console console) {
    this.stage = stage;
    this.sample = sample;
    this.console = console;
  }

  /** Runs it; fails if any root holds anything but what it must. */
  DemoResult run() throws IOException {
    try (Tree main = stage.open(MAIN)) {
      long freeBytes = stage.use(Demo::freeBytes);
      unpack(main);
      long snapshotNanos = stage.use(image -> time(() -> image.snapshot(SNAPSHOT)));
      Contents after = change(main);
      long cloneNanos =
          stage.use(image -> time(() -> image.cloneRoot(MAIN, List.of(CLONE.volume()), false)));
      after.requireIn(main, "the volume");
      compare(CLONE, after);
      compare(SNAPSHOT, before);
      return result(snapshotNanos, cloneNanos, freeBytes);
    }
  }

  private void unpack(Tree main) throws IOException {
    try (Progress progress = new Progress(console, "unpacking " + sample.source())) {
      sample.read(
          (path, content) -> {
            write(main, path, content);
            before.put(path, content);
            progress.update(before.fileCount(), 0);
          });
    }
  }

  /** Replaces every hundredth file by a line and its old content. */
  private Contents change(Tree main) throws IOException {
    Contents after = before.copy();
    int[] count = {0};
    sample.read(
        (path, content) -> {
          if (count[0]++ % CHANGED_FILE_INTERVAL == 0) {
            byte[] changed = concatenate(CHANGE, content);
            write(main, path, changed);
            after.put(path, changed);
          }
        });
    return after;
  }

  private void write(Tree main, String path, byte[] content) throws IOException {
    main.write(path, content);
    writtenByPrograms += content.length;
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void compare(RootName root, Contents expected) throws IOException {
    try (Tree tree = stage.open(root);
        Progress progress = new Progress(console, "comparing " + root)) {
      progress.update(0, expected.fileCount());
      expected.requireIn(tree, root.toString());
    }
  }

  /** An empty image has less than its size: its log and its maps have their places already. */
  private static long freeBytes(ImageService image) throws IOException {
    return image.status().statistics().freeBytes();
  }

  private DemoResult result(long snapshotNanos, long cloneNanos, long freeBytesBefore)
      throws IOException {
    return stage.use(
        image -> {
          image.checkpoint();
          ImageStatus status = image.status();
          Map<WriteCategory, Long> written = new TreeMap<>(status.writtenBytes());
          long referenced = image.roots().stream().mapToLong(RootInfo::referencedBytes).sum();
          long used = freeBytesBefore - status.statistics().freeBytes();
          return new DemoResult(
              stage.description(),
              sample.source().toString(),
              before.fileCount(),
              before.bytes(),
              snapshotNanos / 1000,
              cloneNanos / 1000,
              referenced,
              used,
              Math.max(0, referenced - used),
              writtenByPrograms,
              written);
        });
  }

  private static long time(Step step) throws IOException {
    long start = System.nanoTime();
    step.run();
    return System.nanoTime() - start;
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
