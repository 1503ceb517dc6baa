package io.mucca.fuse.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.FilterFileSystem;
import io.mucca.fs.model.ModelFileSystem;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class KnownInodesTest {
  private static final long FILE = 1L << 40;
  private static final int ROOT_ONLY = 1;

  private final AtomicLong opens = new AtomicLong();
  private final KnownInodes known = new KnownInodes(new OpenCounter(opens));

  /** Counts what is open, and knows every inode. */
  private static final class OpenCounter extends FilterFileSystem {
    private final AtomicLong opens;

    OpenCounter(AtomicLong opens) {
      super(new ModelFileSystem(InstantSource.system(), 4096));
      this.opens = opens;
    }

    @Override
    public void open(long inode) {
      opens.incrementAndGet();
    }

    @Override
    public void close(long inode) {
      opens.decrementAndGet();
    }
  }

  @Test
  void millionLookupsAndForgetsLeaveNothing() throws Exception {
    long seed = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Random random = new Random(seed + i);
        runs.add(threads.submit(() -> lookUpAndForget(random)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
    assertEquals(ROOT_ONLY, known.size(), "seed " + seed);
    assertEquals(0, opens.get(), "seed " + seed);
  }

  /** Threads share inodes, and each gives back exactly what it got. */
  private Void lookUpAndForget(Random random) throws IOException {
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = 0; i < 250_000; i++) {
      long inode = 2L + random.nextInt(20_000);
      known.found(inode, false);
      counts.merge(inode, 1, Integer::sum);
      if (random.nextInt(100) == 0) {
        known.keep(inode);
      }
      if (random.nextInt(3) == 0) {
        known.forget(inode, counts.remove(inode));
      }
    }
    for (Map.Entry<Long, Integer> entry : counts.entrySet()) {
      known.forget(entry.getKey(), entry.getValue());
    }
    return null;
  }

  @Test
  void keptInodeIsOpenUntilItIsForgotten() throws IOException {
    known.found(FILE, false);
    known.found(FILE, false);
    known.keep(FILE);
    known.keep(FILE);
    assertEquals(1, opens.get());
    known.forget(FILE, 1);
    assertEquals(1, opens.get());
    known.forget(FILE, 1);
    assertEquals(0, opens.get());
  }

  @Test
  void unknownInodeIsNotKept() throws IOException {
    known.keep(FILE);
    assertEquals(0, opens.get());
    assertEquals(ROOT_ONLY, known.size());
  }

  @Test
  void openInodeOutlivesItsForget() throws IOException {
    known.found(FILE, false);
    known.open(FILE);
    known.forget(FILE, 1);
    assertEquals(2, known.size());
    known.close(FILE);
    assertEquals(ROOT_ONLY, known.size());
    assertEquals(0, opens.get());
  }

  @Test
  void marksGoWithTheInode() throws IOException {
    known.mark(FILE, KnownInodes.WRITTEN);
    assertFalse(known.has(FILE, KnownInodes.WRITTEN));
    known.found(FILE, true);
    known.mark(FILE, KnownInodes.WRITTEN);
    assertTrue(known.has(FILE, KnownInodes.WRITTEN));
    assertTrue(known.has(FILE, KnownInodes.SELF_CHANGING));
    known.unmark(FILE, KnownInodes.WRITTEN);
    assertFalse(known.has(FILE, KnownInodes.WRITTEN));
    known.forget(FILE, 1);
    assertFalse(known.has(FILE, KnownInodes.SELF_CHANGING));
  }

  @Test
  void forgettingMoreThanWasFoundIsABug() {
    known.found(FILE, false);
    assertThrows(IllegalStateException.class, () -> known.forget(FILE, 2));
    assertThrows(IllegalStateException.class, () -> known.forget(FILE + 1, 1));
  }

  @Test
  void everythingIsClosedAtTheEnd() throws IOException {
    for (long inode = 2; inode < 1000; inode++) {
      known.found(inode, false);
      known.open(inode);
      known.open(inode);
      known.keep(inode);
    }
    known.closeAll();
    assertEquals(0, opens.get());
    assertEquals(0, known.size());
  }

  @Test
  void shardHoldsWhatAMapHolds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    InodeShard shard = new InodeShard();
    Map<Long, Long> model = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      // Grows and shrinks in turn.
      boolean grow = random.nextInt(100) < (i / 20_000 % 2 == 0 ? 70 : 30);
      long inode = 1L + random.nextInt(5_000);
      if (grow) {
        int slot = shard.findOrAdd(inode);
        shard.setLookups(slot, i);
        model.put(inode, (long) i);
      } else if (model.remove(inode) != null) {
        shard.remove(shard.find(inode));
      }
    }
    assertEquals(model.size(), shard.size(), "seed " + seed);
    for (long inode = 1; inode <= 5_000; inode++) {
      int slot = shard.find(inode);
      Long expected = model.get(inode);
      assertEquals(expected == null, slot == InodeShard.ABSENT, "seed " + seed);
      if (expected != null) {
        assertEquals(expected, shard.lookups(slot), "seed " + seed);
      }
    }
  }
}
