package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that work in the same directories, each on names of its own and all on one name.
 *
 * <p>A thread knows what its own names must hold. Of the name that all make and remove, it is known
 * how often each succeeded. One more thread keeps two files in step, which every snapshot must
 * show.
 */
final class LoadRun implements AutoCloseable {
  private static final RootName MAIN = RootName.volume(RootName.DEFAULT_VOLUME);
  private static final long ROOT = FileSystem.ROOT_INODE;
  private static final int THREADS = 16;
  private static final int DIRECTORIES = 4;
  private static final int MAX_OWN_FILES = 40;
  private static final int MAX_BYTES = 30_000;
  private static final int MAX_SNAPSHOTS = 8;
  private static final long SNAPSHOT_MILLIS = 100;
  private static final byte[] TOKEN = "token".getBytes(US_ASCII);

  private final VolumeImage image;
  private final FileSystem fs;
  private final SplittableRandom random;
  private final long[] directories = new long[DIRECTORIES + THREADS];
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private volatile boolean stopped;

  LoadRun(VolumeImage image, SplittableRandom random) throws IOException {
    this.image = image;
    this.random = random;
    fs = image.openRoot(MAIN, false);
    Attributes out = new Attributes();
    for (int i = 0; i < directories.length; i++) {
      fs.makeDirectory(ROOT, bytes("directory" + i), 0755, 0, 0, out);
      directories[i] = out.inode;
    }
    for (int i = 0; i < THREADS; i++) {
      workers.add(new Worker(i, random.split()));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private long create(long directory, String name) throws IOException {
    Attributes out = new Attributes();
    fs.createNode(directory, bytes(name), 0644, 0, 0, 0, out);
    return out.inode;
  }

  void run(long millis) throws Exception {
    long first = create(ROOT, "first");
    long second = create(ROOT, "second");
    try (ExecutorService executor = Executors.newCachedThreadPool()) {
      List<Future<Boolean>> running = new ArrayList<>();
      for (Worker worker : workers) {
        running.add(executor.submit(ending(worker::run)));
      }
      running.add(executor.submit(ending(() -> keepInStep(first, second))));
      running.add(executor.submit(ending(this::takeSnapshots)));
      long end = System.nanoTime() + millis * 1_000_000;
      while (!stopped && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      stopped = true;
      for (Future<Boolean> task : running) {
        task.get();
      }
    }
  }

  /** The task, which ends all others if it fails. */
  private Callable<Boolean> ending(Callable<Boolean> task) {
    return () -> {
      boolean succeeded = false;
      try {
        succeeded = task.call();
      } finally {
        stopped |= !succeeded;
      }
      return succeeded;
    };
  }

  private boolean keepInStep(long first, long second) throws IOException {
    MemorySegment number = MemorySegment.ofArray(new long[1]);
    for (long i = 1; !stopped; i++) {
      number.set(ValueLayout.JAVA_LONG, 0, i);
      fs.write(first, 0, number);
      fs.write(second, 0, number);
    }
    return true;
  }

  private boolean takeSnapshots() throws Exception {
    List<RootName> kept = new ArrayList<>();
    for (int i = 0; !stopped; i++) {
      RootName name = new RootName(MAIN.volume(), "s" + i);
      image.snapshot(name);
      kept.add(name);
      requireInStep(kept.get(random.nextInt(kept.size())));
      requireInStep(name);
      while (kept.size() > MAX_SNAPSHOTS || (!kept.isEmpty() && random.nextInt(3) == 0)) {
        image.destroy(kept.remove(random.nextInt(kept.size())));
      }
      Thread.sleep(SNAPSHOT_MILLIS);
    }
    return true;
  }

  private void requireInStep(RootName name) throws IOException {
    try (FileSystem snapshot = image.openRoot(name, true)) {
      long first = readNumber(snapshot, "first");
      long second = readNumber(snapshot, "second");
      assertTrue(first == second || first == second + 1, name + ": " + first + ", " + second);
    }
  }

  private static long readNumber(FileSystem snapshot, String name) throws IOException {
    Attributes out = new Attributes();
    snapshot.lookup(ROOT, bytes(name), out);
    MemorySegment number = MemorySegment.ofArray(new long[1]);
    int length = snapshot.read(out.inode, 0, number);
    assertTrue(length == 0 || length == Long.BYTES, name + " has " + length + " bytes");
    return number.get(ValueLayout.JAVA_LONG, 0);
  }

  /** All that the threads know of is there, and nothing else. */
  void verify() throws IOException {
    Map<Long, Set<String>> expected = new HashMap<>();
    for (long directory : directories) {
      expected.put(directory, new HashSet<>());
    }
    for (Worker worker : workers) {
      for (OwnFile file : worker.files) {
        expected.get(file.directory).add(file.name);
        worker.verify(file);
      }
    }
    int count = tokens.get();
    assertTrue(
        count == 0 || count == 1, "the token was made " + count + " times more than removed");
    if (count == 1) {
      expected.get(directories[0]).add("token");
    }
    for (long directory : directories) {
      Set<String> actual = new HashSet<>();
      fs.readDirectory(
          directory, 0, (name, inode, type, cookie) -> actual.add(new String(name, US_ASCII)));
      assertEquals(expected.get(directory), actual);
      Attributes out = new Attributes();
      fs.getAttributes(directory, out);
      assertEquals(2, out.linkCount);
    }
  }

  @Override
  public void close() throws IOException {
    fs.close();
  }

  /** A file that one thread alone changes. */
  private static final class OwnFile {
    final long inode;
    long directory;
    String name;
    byte[] content = new byte[0];

    OwnFile(long inode, long directory, String name) {
      this.inode = inode;
      this.directory = directory;
      this.name = name;
    }
  }

  /** One thread. */
  private final class Worker {
    private final int number;
    private final SplittableRandom own;
    final List<OwnFile> files = new ArrayList<>();
    private int names;

    Worker(int number, SplittableRandom own) {
      this.number = number;
      this.own = own;
    }

    boolean run() throws IOException {
      while (!stopped) {
        if (files.isEmpty()) {
          addFile();
        }
        step(files.get(own.nextInt(files.size())));
      }
      return true;
    }

    private String newName() {
      return "worker" + number + "-" + names++;
    }

    /** One of the shared directories, or now and then the thread's own. */
    private long anyDirectory() {
      int any = own.nextInt(DIRECTORIES + 1);
      return directories[any == DIRECTORIES ? DIRECTORIES + number : any];
    }

    private void step(OwnFile file) throws IOException {
      switch (own.nextInt(12)) {
        case 0, 1 -> addFile();
        case 2, 3, 4 -> write(file);
        case 5 -> truncate(file);
        case 6, 7 -> rename(file);
        case 8 -> remove(file);
        case 9 -> verify(file);
        case 10 -> useToken();
        default -> sync(file);
      }
    }

    private void addFile() throws IOException {
      if (files.size() < MAX_OWN_FILES) {
        long directory = anyDirectory();
        String name = newName();
        files.add(new OwnFile(create(directory, name), directory, name));
      }
    }

    private void write(OwnFile file) throws IOException {
      int offset = own.nextInt(file.content.length + 5000);
      byte[] bytes = new byte[1 + own.nextInt(9000)];
      own.nextBytes(bytes);
      if (offset + bytes.length <= MAX_BYTES) {
        fs.write(file.inode, offset, MemorySegment.ofArray(bytes));
        int size = Math.max(file.content.length, offset + bytes.length);
        file.content = Arrays.copyOf(file.content, size);
        System.arraycopy(bytes, 0, file.content, offset, bytes.length);
      }
    }

    private void truncate(OwnFile file) throws IOException {
      int size = own.nextInt(MAX_BYTES);
      fs.truncate(file.inode, size, new Attributes());
      file.content = Arrays.copyOf(file.content, size);
    }

    private void rename(OwnFile file) throws IOException {
      long directory = anyDirectory();
      String name = newName();
      fs.rename(file.directory, bytes(file.name), directory, bytes(name));
      file.directory = directory;
      file.name = name;
    }

    private void remove(OwnFile file) throws IOException {
      fs.unlink(file.directory, bytes(file.name));
      files.remove(file);
    }

    private void sync(OwnFile file) throws IOException {
      if (own.nextInt(4) == 0) {
        fs.fsync(file.inode);
      }
    }

    private void useToken() throws IOException {
      try {
        if (own.nextBoolean()) {
          create(directories[0], "token");
          tokens.incrementAndGet();
        } else {
          fs.unlink(directories[0], TOKEN);
          tokens.decrementAndGet();
        }
      } catch (FsException e) {
        assertTrue(e.error() == FsError.EXISTS || e.error() == FsError.NOT_FOUND, e.toString());
      }
    }

    void verify(OwnFile file) throws IOException {
      Attributes out = new Attributes();
      fs.lookup(file.directory, bytes(file.name), out);
      assertEquals(file.inode, out.inode, file.name);
      assertEquals(file.content.length, out.sizeBytes, file.name);
      MemorySegment actual = MemorySegment.ofArray(new byte[MAX_BYTES]);
      assertEquals(file.content.length, fs.read(file.inode, 0, actual), file.name);
      long mismatch =
          actual.asSlice(0, file.content.length).mismatch(MemorySegment.ofArray(file.content));
      assertEquals(-1, mismatch, file.name);
    }
  }
}
