package io.mucca.tools.soak;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.mucca.tools.soak.Step.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Random steps of one thread in a directory of its own, until one fails. Not thread-safe. */
final class Load {
  private static final int MAX_FILES = 12;
  private static final int MAX_FILE_BYTES = 96 << 10;
  private static final int[] LENGTHS = {200, 2000, 16 << 10, 64 << 10};

  /** How often something is synced: almost never, sometimes, almost always. */
  private static final double[] SYNC_SHARES = {0.05, 0.4, 0.9};

  private final Path directory;
  private final Journal journal;
  private final boolean lies;
  private final SplittableRandom random;
  private final double syncShare;
  private final TreeMap<String, Integer> sizes = new TreeMap<>();
  private int stepCount;

  /**
   * Makes a load.
   *
   * @param lies notes a sync before it is made, which is a promise that nobody has given
   */
  Load(Path directory, Journal journal, long seed, boolean lies) {
    this.directory = directory;
    this.journal = journal;
    this.lies = lies;
    random = new SplittableRandom(seed);
    syncShare = SYNC_SHARES[random.nextInt(SYNC_SHARES.length)];
  }

  /** Works until something fails, and notes that. */
  void run() throws IOException {
    try {
      findFiles();
      while (true) {
        work();
      }
    } catch (IOException | RuntimeException e) {
      journal.failed(e.toString(), System.nanoTime());
    }
  }

  private void findFiles() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        sizes.put(String.valueOf(file.getFileName()), Math.toIntExact(Files.size(file)));
      }
    }
  }

  private void work() throws IOException {
    int dice = random.nextInt(100);
    if (sizes.isEmpty() || (dice < 20 && sizes.size() < MAX_FILES)) {
      create();
    } else if (dice < 45) {
      write(anyName(), false);
    } else if (dice < 60) {
      write(anyName(), true);
    } else if (dice < 65) {
      truncate();
    } else if (dice < 80) {
      replace();
    } else if (dice < 90) {
      rename(anyName(), "n" + random.nextInt(2 * MAX_FILES));
    } else {
      unlink();
    }
  }

  private String anyName() {
    return sizes.keySet().stream().skip(random.nextInt(sizes.size())).findFirst().orElseThrow();
  }

  private boolean syncs() {
    return random.nextDouble() < syncShare;
  }

  private void create() throws IOException {
    String name = "n" + stepCount % (2 * MAX_FILES);
    if (!sizes.containsKey(name)) {
      createEmpty(name);
    }
    write(name, true);
  }

  private void createEmpty(String name) throws IOException {
    step(Kind.CREATE, name, "", 0, 0, _ -> Files.createFile(directory.resolve(name)));
    sizes.put(name, 0);
    maybeSyncDirectory();
  }

  private void write(String name, boolean appends) throws IOException {
    int size = sizes.getOrDefault(name, 0);
    int most = LENGTHS[random.nextInt(LENGTHS.length)];
    int offset = appends ? size : random.nextInt(size + 1);
    int length = Math.min(1 + random.nextInt(most), MAX_FILE_BYTES - offset);
    if (length > 0) {
      step(
          Kind.WRITE,
          name,
          "",
          offset,
          length,
          step -> {
            try (FileChannel channel = FileChannel.open(directory.resolve(name), WRITE)) {
              writeFully(channel, ByteBuffer.wrap(step.bytes()), offset);
            }
          });
      sizes.put(name, Math.max(size, offset + length));
    }
    if (syncs()) {
      syncFile(name);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, int offset)
      throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) {
      channel.write(bytes, offset + (long) (bytes.position() - start));
    }
  }

  private void truncate() throws IOException {
    String name = anyName();
    int size = random.nextInt(sizes.getOrDefault(name, 0) + 1);
    step(
        Kind.TRUNCATE,
        name,
        "",
        size,
        0,
        _ -> {
          try (FileChannel channel = FileChannel.open(directory.resolve(name), WRITE)) {
            channel.truncate(size);
          }
        });
    sizes.put(name, size);
    if (syncs()) {
      syncFile(name);
    }
  }

  /** As programs do that save a file: the old content or the new one, whatever happens. */
  private void replace() throws IOException {
    String target = anyName();
    String temporary = freeName();
    createEmpty(temporary);
    write(temporary, true);
    syncFile(temporary);
    rename(temporary, target);
  }

  private String freeName() {
    int number = stepCount;
    while (sizes.containsKey("t" + number)) {
      number++;
    }
    return "t" + number;
  }

  private void rename(String from, String to) throws IOException {
    if (from.equals(to) || (!sizes.containsKey(to) && sizes.size() > MAX_FILES)) {
      return;
    }
    step(
        Kind.RENAME,
        from,
        to,
        0,
        0,
        _ ->
            Files.move(
                directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE));
    sizes.put(to, sizes.remove(from));
    maybeSyncDirectory();
  }

  private void unlink() throws IOException {
    String name = anyName();
    step(Kind.UNLINK, name, "", 0, 0, _ -> Files.delete(directory.resolve(name)));
    sizes.remove(name);
    maybeSyncDirectory();
  }

  private void syncFile(String name) throws IOException {
    step(Kind.SYNC_FILE, name, "", 0, 0, _ -> sync(directory.resolve(name), WRITE));
  }

  private void maybeSyncDirectory() throws IOException {
    if (syncs()) {
      step(Kind.SYNC_DIRECTORY, ".", "", 0, 0, _ -> sync(directory, READ));
    }
  }

  private static void sync(Path path, OpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  @FunctionalInterface
  private interface Call {
    void make(Step step) throws IOException;
  }

  private void step(Kind kind, String name, String other, int offset, int length, Call call)
      throws IOException {
    int index = stepCount++;
    Step step =
        new Step(
            index,
            kind,
            name,
            other,
            offset,
            length,
            random.nextLong(),
            System.nanoTime(),
            Step.NEVER);
    journal.begin(step);
    boolean ahead = lies && (kind == Kind.SYNC_FILE || kind == Kind.SYNC_DIRECTORY);
    if (ahead) {
      journal.end(index, System.nanoTime());
    }
    call.make(step);
    if (!ahead) {
      journal.end(index, System.nanoTime());
    }
  }
}
