package io.mucca.fs.model;

import io.mucca.fs.Compression;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A format, bounds, and a history of operations: all that a run depends on. */
record Scenario(
    FormatOptions format, OpenOptions options, int maxInodes, List<Operation> operations) {
  /** Each five seeds in a row have all of these block sizes, each 25 all pairs with node sizes. */
  private static final List<Integer> BLOCK_SIZES = List.of(512, 1024, 4096, 16384, 65536);

  private static final List<Integer> NODE_SIZES = List.of(4096, 8192, 16384, 32768, 65536);
  private static final List<Integer> INLINE_LIMITS = List.of(0, 64, 512, 2048);
  private static final List<Integer> MAX_INODES = List.of(40, 200, 1000);
  private static final List<Integer> NODES_IN_CACHE = List.of(4, 16, 1000);
  private static final List<Integer> DIRTY_NODES = List.of(8, 64, 1000);
  private static final List<Long> DIRTY_DATA = List.of(128L << 10, 1L << 20, 64L << 20);
  private static final List<Long> COMMIT_INTERVALS = List.of(0L, 1L, 50L, 5000L);

  private static final List<Compression> COMPRESSIONS =
      List.of(Compression.OFF, Compression.LZ4, Compression.zstd(1), Compression.zstd(7));

  static Scenario random(long seed, int operationCount) {
    SplittableRandom random = new SplittableRandom(seed);
    int blockSize = BLOCK_SIZES.get((int) Math.floorMod(seed, 5L));
    int nodeSize = NODE_SIZES.get((int) Math.floorMod(Math.floorDiv(seed, 5L), 5L));
    FormatOptions format =
        new FormatOptions(blockSize, nodeSize, one(random, INLINE_LIMITS))
            .withCompression(one(random, COMPRESSIONS));
    OpenOptions options =
        new OpenOptions(
            false,
            (long) nodeSize * one(random, NODES_IN_CACHE),
            (long) nodeSize * one(random, DIRTY_NODES),
            one(random, DIRTY_DATA),
            one(random, COMMIT_INTERVALS));
    int maxInodes = one(random, MAX_INODES);
    OperationGenerator generator = new OperationGenerator(random, options);
    return new Scenario(format, options, maxInodes, generator.operations(operationCount));
  }

  private static <T> T one(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  Scenario with(List<Operation> otherOperations) {
    return new Scenario(format, options, maxInodes, otherOperations);
  }

  /**
   * Runs all operations, compares everything, and once more after the image was opened again.
   *
   * @param limit after which the run counts as hanging; its thread is left to itself then
   */
  @Nullable Failure run(Medium medium, Duration limit) throws InterruptedException {
    AtomicInteger index = new AtomicInteger(-1);
    FutureTask<Optional<Failure>> task =
        new FutureTask<>(() -> Optional.ofNullable(run(medium, index)));
    Thread thread = Thread.ofPlatform().daemon().name("scenario").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS).orElse(null);
    } catch (ExecutionException e) {
      return new Failure(index.get(), e.getCause());
    } catch (TimeoutException e) {
      AssertionError hang = new AssertionError("hangs, or takes more than " + limit);
      hang.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      return new Failure(index.get(), hang);
    }
  }

  private @Nullable Failure run(Medium medium, AtomicInteger index) {
    @Nullable ImagePair images = null;
    try {
      images = new ImagePair(medium, format, options, maxInodes);
      for (Operation operation : operations) {
        index.incrementAndGet();
        images.nextMoment();
        operation.run(images);
      }
      index.incrementAndGet();
      images.compareAll();
      images.remount(options.asReadOnly());
      images.compareAll();
      images.close();
      return null;
    } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
      abandon(images);
      return new Failure(index.get(), e);
    }
  }

  /**
   * Ends what a failed run has left open, so that the next starts with its memory and without its
   * threads.
   */
  private static void abandon(@Nullable ImagePair images) {
    if (images != null) {
      images.abandon();
    }
  }

  String describe() {
    String list = operations.stream().map(each -> "\n  " + each).collect(Collectors.joining());
    return format + "\n" + options + "\nat most " + maxInodes + " inodes" + list;
  }

  /**
   * What went wrong.
   *
   * @param index of the operation; -1 at the start, the number of operations at the end
   */
  record Failure(int index, Throwable cause) {}
}
