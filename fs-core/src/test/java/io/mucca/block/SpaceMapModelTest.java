package io.mucca.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories, with crashes and damaged superblocks, against counts in a map. */
class SpaceMapModelTest {
  private static final int STEPS = 600;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(
      longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 142, 335})
  void agreesWithTheModel(long seed) throws IOException {
    Random random = new Random(seed);
    int blockSize = 512 << random.nextInt(4);
    long sizeBytes = (2L << 20) + random.nextInt(16 << 20);
    Geometry geometry = SpaceImage.geometry(sizeBytes & -512L, blockSize);
    Model model = new Model(new SpaceImage(geometry), random);
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + ", step " + step;
      model.step(where);
      model.checkTotals(where);
    }
  }

  private record Checkpoint(long generation, Map<Long, Integer> counts) {}

  private static final class Model {
    private final SpaceImage image;
    private final Random random;
    private Map<Long, Integer> counts = new HashMap<>();
    private final List<BlockRange> reserved = new ArrayList<>();
    private final Set<Long> reservedBlocks = new HashSet<>();

    /** What the image must be able to fall back to, the newest first. */
    private final Deque<Checkpoint> retained = new ArrayDeque<>();

    Model(SpaceImage image, Random random) {
      this.image = image;
      this.random = random;
      retained.addFirst(new Checkpoint(1, Map.of()));
    }

    void step(String where) throws IOException {
      switch (random.nextInt(20)) {
        case 0, 1 -> checkpoint();
        case 2 -> reloadAfter(where, random.nextInt(retained.size()));
        case 3 -> crashInCheckpoint(where);
        case 4 -> releaseAll();
        case 5, 6, 7, 8, 9, 10 -> reserve(where);
        case 11, 12, 13, 14 -> claimOrRelease();
        case 15, 16 -> increment();
        default -> decrement();
      }
    }

    private void reserve(String where) throws NoSpaceException {
      if (image.map.availableBlocks() == 0) {
        return;
      }
      int wanted = random.nextInt(8) == 0 ? 1 + random.nextInt(3000) : 1 + random.nextInt(40);
      BlockRange range = image.map.reserve(wanted, Zone.values()[random.nextInt(2)]);
      assertTrue(range.count() <= wanted, where);
      assertTrue(image.geometry.isDataRange(range.start(), range.count()), where);
      for (long block = range.start(); block < range.end(); block++) {
        assertTrue(reservedBlocks.add(block), where + ": block " + block + " reserved twice");
        assertTrue(!counts.containsKey(block), where + ": block " + block + " is in use");
        for (Checkpoint checkpoint : retained) {
          assertTrue(
              !checkpoint.counts().containsKey(block),
              where + ": " + block + " is in use in checkpoint " + checkpoint.generation());
        }
      }
      reserved.add(range);
    }

    private void claimOrRelease() {
      if (reserved.isEmpty()) {
        return;
      }
      BlockRange range = reserved.remove(random.nextInt(reserved.size()));
      int claimed = random.nextInt(range.count() + 1);
      int references = 1 + random.nextInt(4);
      if (claimed > 0) {
        image.map.claim(range.start(), claimed, references);
      }
      if (claimed < range.count()) {
        image.map.release(range.start() + claimed, range.count() - claimed);
      }
      for (int i = 0; i < range.count(); i++) {
        reservedBlocks.remove(range.start() + i);
        if (i < claimed) {
          counts.put(range.start() + i, references);
        }
      }
    }

    private void increment() throws CorruptBlockException {
      BlockRange range = someInUse();
      if (range != null) {
        image.map.increment(range.start(), range.count());
        for (long block = range.start(); block < range.end(); block++) {
          counts.merge(block, 1, Integer::sum);
        }
      }
    }

    private void decrement() throws CorruptBlockException {
      BlockRange range = someInUse();
      if (range != null) {
        int before = counts.size();
        int freed = image.map.decrement(range.start(), range.count());
        for (long block = range.start(); block < range.end(); block++) {
          counts.merge(block, -1, (old, change) -> old == 1 ? null : old + change);
        }
        assertEquals(before - counts.size(), freed);
      }
    }

    private @Nullable BlockRange someInUse() {
      if (counts.isEmpty()) {
        return null;
      }
      long start = counts.keySet().stream().skip(random.nextInt(counts.size())).findFirst().get();
      int count = 1;
      while (count < 300 && counts.containsKey(start + count)) {
        count++;
      }
      return new BlockRange(start, count);
    }

    private void checkpoint() throws IOException {
      long generation = image.checkpoint().generation();
      retained.addFirst(new Checkpoint(generation, new HashMap<>(counts)));
      while (retained.size() > 1 + SpaceMap.RETAINED) {
        retained.removeLast();
      }
    }

    private void releaseAll() {
      image.map.releaseAllDurable(image.map.openGeneration() - 1);
      while (retained.size() > 1) {
        retained.removeLast();
      }
    }

    /** Some of the space map of the next checkpoint arrives, its superblock does not. */
    private void crashInCheckpoint(String where) throws IOException {
      image.device.tearing = random;
      image.map.freeze().writeTo(image.device);
      image.device.tearing = null;
      reloadAfter(where, 0);
    }

    /**
     * Loads after the newest superblocks were damaged or given up; what came after the checkpoint
     * is lost.
     */
    private void reloadAfter(String where, int newer) throws IOException {
      boolean damaged = random.nextBoolean();
      for (int i = 0; i < newer; i++) {
        long generation = retained.removeFirst().generation();
        if (damaged) {
          image.damageSuperblock(generation);
        }
      }
      image.fallBackTo(retained.getFirst().generation());
      counts = new HashMap<>(retained.getFirst().counts());
      reserved.clear();
      reservedBlocks.clear();
      checkCounts(where);
    }

    private void checkCounts(String where) {
      int[] actual = new int[Geometry.REGION_BLOCKS];
      long firstData = image.geometry.firstDataBlock();
      for (int region = 0; region < image.geometry.regionCount(); region++) {
        image.map.snapshotCounts(region, actual);
        for (int index = 0; index < actual.length; index++) {
          long block = Geometry.blockAt(region, index);
          boolean data = block >= firstData && block < image.geometry.blockCount();
          int expected = data ? counts.getOrDefault(block, 0) : 1;
          assertEquals(expected, actual[index], where + ": block " + block);
        }
      }
    }

    void checkTotals(String where) {
      long data = image.geometry.blockCount() - image.geometry.firstDataBlock();
      long free = data - counts.size() - reservedBlocks.size();
      assertEquals(free, image.map.freeBlocks(), where);
      assertEquals(free, image.map.availableBlocks() + image.map.pendingBlocks(), where);
    }
  }
}
