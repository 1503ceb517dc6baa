package io.mucca.fs.model;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Many threads on one volume, each with a directory and a model of its own, while snapshots are
 * taken.
 *
 * <p>One more thread writes a number to a file and then the same to a second, so that a snapshot
 * that is not of one instant shows: the first file is never behind the second, and never ahead by
 * more than one.
 */
final class ConcurrentRun {
  private static final int WORKER_COUNT = 3;
  private static final int MAX_INODES_PER_WORKER = 60;
  private static final int KEPT_SNAPSHOTS = 4;
  private static final int SHARED_BYTES = 100_000;
  private static final RootName VOLUME = RootName.volume(RootName.DEFAULT_VOLUME);

  private final int blockSizeBytes;
  private final OpenOptions options;
  private final Image image;
  private final FileSystem fs;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final SplittableRandom random;
  private final int operationsPerWorker;

  /** Digests of the snapshots that stay to the end, as they were when these were new. */
  private final Map<RootName, String> digests = new LinkedHashMap<>();

  private ConcurrentRun(
      Image image, FormatOptions format, OpenOptions options, long seed, int operationsPerWorker)
      throws IOException {
    this.image = image;
    this.options = options;
    this.operationsPerWorker = operationsPerWorker;
    blockSizeBytes = format.blockSizeBytes();
    random = new SplittableRandom(seed);
    fs = image.openRoot(VOLUME, false);
  }

  /**
   * Runs until each worker is through with its operations; throws if anything is not as it should
   * be.
   */
  static void run(Medium medium, FormatOptions format, long seed, int operationsPerWorker)
      throws Exception {
    OpenOptions options =
        new OpenOptions(false, 16L * format.nodeSizeBytes(), 1L << 20, 1L << 20, 20);
    medium.format(format);
    try (Image image = medium.open(options, InstantSource.system())) {
      new ConcurrentRun(image, format, options, seed, operationsPerWorker).run();
    }
    medium.check();
  }

  private void run() throws Exception {
    List<Worker> workers = new ArrayList<>();
    Shared shared = new Shared(create("shared"));
    shared.write();
    for (int i = 0; i < WORKER_COUNT; i++) {
      workers.add(new Worker(i, shared, random.split()));
    }
    Callable<Boolean> counter = new Counter(create("a"), create("b"))::run;
    try (ExecutorService executor = Executors.newCachedThreadPool()) {
      List<Future<Boolean>> helpers =
          List.of(executor.submit(stopping(counter)), executor.submit(stopping(this::snapshots)));
      List<Future<Boolean>> running = new ArrayList<>();
      workers.forEach(worker -> running.add(executor.submit(stopping(worker::run))));
      try {
        requireSuccess(running);
      } finally {
        stopped.set(true);
      }
      requireSuccess(helpers);
    }
    workers.forEach(worker -> TreeComparison.compare(worker.pair));
    fs.close();
    for (Map.Entry<RootName, String> snapshot : digests.entrySet()) {
      requireDigest(snapshot.getKey(), snapshot.getValue());
    }
  }

  /** The task, ending the others too if it fails. */
  private Callable<Boolean> stopping(Callable<Boolean> task) {
    return () -> {
      boolean succeeded = false;
      try {
        succeeded = task.call();
      } finally {
        if (!succeeded) {
          stopped.set(true);
        }
      }
      return succeeded;
    };
  }

  private static void requireSuccess(List<Future<Boolean>> tasks) throws Exception {
    for (Future<Boolean> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException e) {
        throw new AssertionError("a thread failed: " + e.getCause(), e.getCause());
      }
    }
  }

  private long create(String name) throws IOException {
    Attributes out = new Attributes();
    int mode = FileMode.REGULAR | 0644;
    fs.createNode(FileSystem.ROOT_INODE, bytes(name), mode, 0, 0, 0, out);
    return out.inode;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes snapshots; keeps a few and destroys the others when they have been looked at. */
  private boolean snapshots() throws Exception {
    for (int i = 0; !stopped.get(); i++) {
      RootName name = new RootName(VOLUME.volume(), "s" + i);
      image.snapshot(name);
      requireOneInstant(name);
      if (digests.size() < KEPT_SNAPSHOTS) {
        digests.put(name, digest(name));
      } else {
        image.destroy(name);
      }
      Thread.sleep(3);
    }
    return true;
  }

  private void requireOneInstant(RootName name) throws IOException {
    try (FileSystem snapshot = image.openRoot(name, true)) {
      long first = readNumber(snapshot, "a");
      long second = readNumber(snapshot, "b");
      if (first != second && first != second + 1) {
        throw new AssertionError(name + " has " + first + " before " + second);
      }
    }
  }

  private static long readNumber(FileSystem snapshot, String name) throws IOException {
    Attributes out = new Attributes();
    snapshot.lookup(FileSystem.ROOT_INODE, bytes(name), out);
    MemorySegment buffer = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    int length = snapshot.read(out.inode, 0, buffer);
    if (length != 0 && length != Long.BYTES) {
      throw new AssertionError("a snapshot has " + length + " bytes of a number");
    }
    return length == 0 ? 0 : buffer.get(ValueLayout.JAVA_LONG, 0);
  }

  private String digest(RootName name) throws IOException {
    try (FileSystem snapshot = image.openRoot(name, true)) {
      return TreeDigest.of(snapshot);
    }
  }

  private void requireDigest(RootName name, String expected) throws IOException {
    if (!digest(name).equals(expected)) {
      throw new AssertionError(name + " has changed");
    }
  }

  /** Writes 1, 2, 3 … to one file, each number before the other file gets it. */
  private final class Counter {
    private final long first;
    private final long second;

    Counter(long first, long second) {
      this.first = first;
      this.second = second;
    }

    boolean run() throws IOException {
      MemorySegment buffer = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
      for (long number = 1; !stopped.get(); number++) {
        buffer.set(ValueLayout.JAVA_LONG, 0, number);
        fs.write(first, 0, buffer);
        fs.write(second, 0, buffer);
        if (number % 100 == 0) {
          fs.fsync(second);
        }
      }
      return true;
    }
  }

  /** A file that is written before and read by all. */
  private final class Shared {
    private final long inode;
    private final byte[] content = new Payload(SHARED_BYTES, 6).bytes();

    Shared(long inode) {
      this.inode = inode;
    }

    void write() throws IOException {
      MemorySegment source = Arena.ofAuto().allocate(SHARED_BYTES);
      fs.write(inode, 0, source.copyFrom(MemorySegment.ofArray(content)));
    }

    void requireUnchanged(int offset, MemorySegment buffer) throws IOException {
      int length = fs.read(inode, offset, buffer);
      MemorySegment expected = MemorySegment.ofArray(content).asSlice(offset, length);
      boolean isWhole = length == Math.min(buffer.byteSize(), SHARED_BYTES - offset);
      if (!isWhole || expected.mismatch(buffer.asSlice(0, length)) >= 0) {
        throw new AssertionError("the shared file reads wrong at " + offset);
      }
    }
  }

  /** Runs random operations in a directory of its own. */
  private final class Worker {
    final RootPair pair;
    private final Shared shared;
    private final SplittableRandom workerRandom;

    Worker(int number, Shared shared, SplittableRandom workerRandom) throws IOException {
      this.shared = shared;
      this.workerRandom = workerRandom;
      Attributes top = new Attributes();
      byte[] name = bytes("worker" + number);
      fs.makeDirectory(FileSystem.ROOT_INODE, name, 0755, 0, 0, top);
      ModelFileSystem model = new ModelFileSystem(InstantSource.system(), blockSizeBytes);
      RootHistory history = new RootHistory(top.inode);
      pair = new RootPair(VOLUME, model, fs, history, new TransferBuffers(), false);
    }

    boolean run() throws IOException {
      OperationGenerator generator = new OperationGenerator(workerRandom, options);
      MemorySegment buffer = Arena.ofAuto().allocate(10_000);
      for (Operation operation : generator.operations(operationsPerWorker)) {
        if (stopped.get()) {
          break;
        }
        run(operation);
        shared.requireUnchanged(workerRandom.nextInt(SHARED_BYTES), buffer);
      }
      return true;
    }

    private void run(Operation operation) {
      switch (operation) {
        // The parent of the worker's directory is none of the model's business.
        case NameOperation.LookupParent up -> {}
        case NameOperation names -> names.run(pair, MAX_INODES_PER_WORKER);
        case FileOperation files -> files.run(pair, blockSizeBytes);
        case InodeOperation inodes -> inodes.run(pair);
        case RootOperation roots -> {}
      }
    }
  }
}
