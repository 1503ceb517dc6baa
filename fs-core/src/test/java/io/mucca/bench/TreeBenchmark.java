package io.mucca.bench;

import io.mucca.block.BlockPointer;
import io.mucca.block.Geometry;
import io.mucca.block.SpaceMap;
import io.mucca.btree.Cursor;
import io.mucca.btree.ItemReferences;
import io.mucca.btree.NodeStore;
import io.mucca.btree.PlacedNodes;
import io.mucca.btree.Tree;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of one item: put into a new tree, or found in one of a million items whose nodes are
 * placed and cached. Values have 40 bytes, nodes 16 KiB.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TreeBenchmark {
  private static final int INSERTED = 100_000;
  private static final int STORED = 1_000_000;
  private static final byte[] VALUE = new byte[40];

  private final SplittableRandom random = new SplittableRandom(1);
  private final Cursor cursor = new Cursor();
  private NodeStore store = newStore();
  private Tree tree = newTree();

  private static NodeStore newStore() {
    Geometry geometry = new Geometry(1L << 30, 4096, 16384, 512, 2048);
    return new NodeStore(
        new MemoryDevice(geometry.sizeBytes(), 512),
        geometry,
        SpaceMap.format(geometry, 1),
        1,
        512L << 20);
  }

  private Tree newTree() {
    return new Tree(store, ItemReferences.NONE, BlockPointer.NONE);
  }

  /** Makes the tree to look things up in, with a checkpoint behind it. */
  @Setup
  public void fill() throws IOException {
    store = newStore();
    tree = newTree();
    for (int i = 0; i < STORED; i++) {
      tree.put(1, i, VALUE);
    }
    Tree roots = newTree();
    roots.put(1, 0, new byte[BlockPointer.ENCODED_BYTES]);
    roots.attach(1, 0, tree);
    PlacedNodes placed = PlacedNodes.place(store, roots);
    placed.write();
    placed.finish();
    tree.settle();
  }

  /** Puts items in the order of their keys. */
  @Benchmark
  @OperationsPerInvocation(INSERTED)
  public Tree insertSequential() throws IOException {
    Tree target = newTree();
    for (int i = 0; i < INSERTED; i++) {
      target.put(1, i, VALUE);
    }
    return target;
  }

  /** Puts items in random order. */
  @Benchmark
  @OperationsPerInvocation(INSERTED)
  public Tree insertRandom() throws IOException {
    Tree target = newTree();
    for (int i = 0; i < INSERTED; i++) {
      target.put(1, random.nextLong(), VALUE);
    }
    return target;
  }

  /** Finds one item. */
  @Benchmark
  public boolean lookup() throws IOException {
    return tree.seek(cursor, 1, random.nextInt(STORED));
  }

  /** Goes over all items. */
  @Benchmark
  @OperationsPerInvocation(STORED)
  public long scan() throws IOException {
    long sum = 0;
    boolean more = tree.seekCeiling(cursor, 0, 0);
    while (more) {
      sum += cursor.keyLow() + cursor.valueLength();
      more = tree.next(cursor);
    }
    return sum;
  }
}
