package io.mucca.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.BlockRange;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.LittleEndian;
import io.mucca.block.NoSpaceException;
import io.mucca.block.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of trees that share nodes, against maps; {@code -Dseeds=1000} for more. */
class TreeModelTest {
  private static final int STEPS = 1500;
  private static final int MAX_TREES = 7;

  /** Items of this type point to blocks: first block (8 bytes) and how many (4 bytes). */
  private static final int DATA_TYPE = 6;

  private static final int DATA_BYTES = Long.BYTES + Integer.BYTES;

  private static final ItemReferences DATA =
      (high, low, page, offset, length, visitor) -> {
        if (isData(high)) {
          visitor.visit(LittleEndian.getLong(page, offset), blockCount(page, offset));
        }
      };

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("seeds", 40));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheModel(long seed) throws IOException {
    History history = new History(seed);
    try {
      history.run();
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed + ", " + history.describe(), e);
    }
  }

  private static boolean isData(long high) {
    return (high & 0xff) == DATA_TYPE;
  }

  private static int blockCount(byte[] page, int offset) {
    return LittleEndian.getInt(page, offset + Long.BYTES);
  }

  /** A tree and what it must hold. */
  private static final class Model {
    final TreeImage.Numbered numbered;
    final TreeMap<Key, byte[]> items;

    Model(TreeImage.Numbered numbered, Map<Key, byte[]> items) {
      this.numbered = numbered;
      this.items = new TreeMap<>(items);
    }

    Tree tree() {
      return numbered.tree;
    }
  }

  /** What a checkpoint must bring back. */
  private record Saved(long number, boolean deleting, TreeMap<Key, byte[]> items) {
    static List<Saved> of(List<Model> models) {
      return models.stream()
          .filter(model -> !model.numbered.deleting || !model.tree().isEmpty())
          .map(
              model ->
                  new Saved(
                      model.numbered.number, model.numbered.deleting, new TreeMap<>(model.items)))
          .toList();
    }
  }

  private static final class History {
    private final Random random;
    private final TreeImage image;
    private final int typicalLength;
    private final int keySpace;
    private final List<Model> models = new ArrayList<>();
    private final Set<TreeImage.Numbered> changed = new LinkedHashSet<>();
    private List<Saved> durable = List.of();
    private long nextNumber = 1;
    private int step;

    /** Off while the models are not what the trees are. */
    private boolean interruptible = true;

    /** A checkpoint that has begun, and what it saves. */
    private TreeImage.@Nullable Checkpoint running;

    private boolean written;
    private List<Saved> saving = List.of();

    History(long seed) throws IOException {
      random = new Random(seed);
      int nodeSize = 4096 << random.nextInt(5);
      int blockSize = 512 << random.nextInt(8);
      long sizeBytes = (64L << 20) + 8192L * blockSize;
      image =
          new TreeImage(
              TreeImage.geometry(nodeSize, blockSize, sizeBytes),
              (long) nodeSize * random.nextInt(20));
      int maxLength = image.store.maxValueLength();
      typicalLength = random.nextBoolean() ? 30 : maxLength;
      keySpace = 4 << random.nextInt(10);
      addModel(image.newTree(DATA), Map.of());
      image.betweenAttempts = this::interrupt;
    }

    /** A checkpoint may begin, go on or end wherever the lock is let go. */
    private void interrupt() throws IOException {
      if (interruptible && random.nextInt(50) == 0) {
        if (running == null) {
          beginCheckpoint();
        } else {
          continueCheckpoint();
        }
      }
    }

    String describe() {
      return "step "
          + step
          + ", node size "
          + image.geometry.nodeSize()
          + ", block size "
          + image.geometry.blockSize();
    }

    private Model addModel(Tree tree, Map<Key, byte[]> items) {
      Model model = new Model(new TreeImage.Numbered(nextNumber++, tree), items);
      models.add(model);
      markChanged(model);
      return model;
    }

    void run() throws IOException {
      for (step = 0; step < STEPS; step++) {
        step();
      }
      endCheckpoint();
      wholeCheckpoint();
      compareAll();
      reopen();
    }

    private void step() throws IOException {
      Model model = models.get(random.nextInt(models.size()));
      switch (random.nextInt(100)) {
        case 0, 1, 2 -> share(model);
        case 3 -> beginDeletion(model);
        case 4, 5, 6, 7 -> beginCheckpoint();
        case 8, 9, 10, 11, 12, 13, 14 -> continueCheckpoint();
        case 15 -> wholeCheckpoint();
        case 16 -> reopenSometimes();
        case 17 -> compareAll();
        default -> {
          if (model.numbered.deleting) {
            deleteSome(model);
          } else {
            useTree(model);
          }
        }
      }
    }

    private void useTree(Model model) throws IOException {
      switch (random.nextInt(12)) {
        case 0 -> putRun(model);
        case 1 -> removeRun(model);
        case 2, 3 -> remove(model, key());
        case 4, 5, 6 -> look(model);
        case 7 -> prepareOnly(model);
        case 8 -> replaceSome(model);
        default -> put(model, key());
      }
    }

    // ---- keys and values ----

    /** Few inodes, so that keys meet; some with the sign bit, because keys are unsigned. */
    private Key key() {
      long inode = random.nextInt(6) * 0x30_0000_0000_0000L + random.nextInt(2);
      long low = random.nextInt(keySpace);
      return new Key(
          inode << 8 | (random.nextInt(8) == 0 ? DATA_TYPE : 1), low << (random.nextInt(2) * 53));
    }

    private byte[] value() {
      int length =
          switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> random.nextInt(image.store.maxValueLength() + 1);
            case 2 -> typicalLength;
            default -> random.nextInt(typicalLength + 1);
          };
      byte[] value = new byte[length];
      random.nextBytes(value);
      return value;
    }

    // ---- changes ----

    private void put(Model model, Key key) throws IOException {
      if (isData(key.high())) {
        putData(model, key);
        return;
      }
      byte[] value = value();
      image.run(
          () -> {
            model.tree().put(key.high(), key.low(), value);
            return true;
          });
      model.items.put(key, value);
      markChanged(model);
    }

    private void putData(Model model, Key key) throws IOException {
      BlockRange range;
      try {
        range = image.space.reserve(1 + random.nextInt(5), Zone.DATA);
      } catch (NoSpaceException e) {
        return;
      }
      byte[] value = new byte[DATA_BYTES + random.nextInt(40)];
      LittleEndian.putLong(value, 0, range.start());
      LittleEndian.putInt(value, Long.BYTES, range.count());
      image.run(
          () -> {
            model.tree().prepare(key.high(), key.low());
            image.space.claim(range.start(), range.count(), 1);
            dropData(model.items.get(key));
            model.tree().put(key.high(), key.low(), value);
            return true;
          });
      model.items.put(key, value);
      markChanged(model);
    }

    private void dropData(byte @Nullable [] value) throws CorruptBlockException {
      if (value != null) {
        image.space.decrement(LittleEndian.getLong(value, 0), blockCount(value, 0));
      }
    }

    private void remove(Model model, Key key) throws IOException {
      boolean existed = model.items.containsKey(key);
      boolean removed =
          image.run(
              () -> {
                model.tree().prepare(key.high(), key.low());
                if (isData(key.high())) {
                  dropData(model.items.get(key));
                }
                return model.tree().remove(key.high(), key.low());
              });
      assertEquals(existed, removed);
      model.items.remove(key);
      markChanged(model);
    }

    private void putRun(Model model) throws IOException {
      Key first = key();
      int count = random.nextInt(80);
      for (int i = 0; i < count; i++) {
        put(model, new Key(first.high(), first.low() + i));
      }
    }

    private void removeRun(Model model) throws IOException {
      int count = random.nextInt(60);
      boolean upwards = random.nextBoolean();
      Key key = key();
      for (int i = 0; i < count && key != null; i++) {
        key = upwards ? model.items.higherKey(key) : model.items.lowerKey(key);
        if (key != null) {
          remove(model, key);
        }
      }
    }

    private void replaceSome(Model model) throws IOException {
      List<Key> keys = model.items.tailMap(key()).keySet().stream().limit(10).toList();
      for (Key key : keys) {
        put(model, key);
      }
    }

    /** An operation that prepares and then finds that it must not change anything. */
    private void prepareOnly(Model model) throws IOException {
      Key key = key();
      image.run(
          () -> {
            model.tree().prepare(key.high(), key.low());
            return true;
          });
      markChanged(model);
    }

    // ---- whole trees ----

    private void share(Model model) throws IOException {
      if (models.size() >= MAX_TREES || model.numbered.deleting) {
        return;
      }
      Tree copy = image.run(model.tree()::share);
      addModel(copy, model.items);
      markChanged(model);
    }

    private void beginDeletion(Model model) {
      if (models.stream().filter(other -> !other.numbered.deleting).count() > 1) {
        model.numbered.deleting = true;
        markChanged(model);
      }
    }

    private void deleteSome(Model model) throws IOException {
      int budget = 1 + random.nextInt(4);
      boolean done = image.run(() -> model.tree().deleteSome(budget));
      markChanged(model);
      assertEquals(done, model.tree().isEmpty());
      if (done) {
        models.remove(model);
        return;
      }
      TreeMap<Key, byte[]> left = new TreeMap<>();
      interruptible = false;
      scan(model.tree(), left::put);
      interruptible = true;
      assertFalse(left.isEmpty());
      assertSame(left, model.items.headMap(left.lastKey(), true));
      model.items.keySet().retainAll(left.keySet());
    }

    // ---- looking ----

    private void look(Model model) throws IOException {
      Key key = key();
      Key ceiling = model.items.ceilingKey(key);
      Key floor = model.items.floorKey(key);
      Cursor cursor = new Cursor();
      image.run(
          () -> {
            assertEquals(
                model.items.containsKey(key), model.tree().seek(cursor, key.high(), key.low()));
            return true;
          });
      image.run(
          () -> {
            boolean found = model.tree().seekCeiling(cursor, key.high(), key.low());
            assertEquals(ceiling, found ? at(cursor) : null);
            walk(model, cursor, ceiling, true);
            return true;
          });
      image.run(
          () -> {
            boolean found = model.tree().seekFloor(cursor, key.high(), key.low());
            assertEquals(floor, found ? at(cursor) : null);
            walk(model, cursor, floor, false);
            return true;
          });
    }

    private static void walk(Model model, Cursor cursor, @Nullable Key from, boolean upwards)
        throws IOException {
      Key expected = from;
      for (int i = 0; i < 10 && expected != null; i++) {
        assertArrayEquals(model.items.get(expected), cursor.copyValue());
        expected = upwards ? model.items.higherKey(expected) : model.items.lowerKey(expected);
        boolean found = upwards ? model.tree().next(cursor) : model.tree().previous(cursor);
        assertEquals(expected, found ? at(cursor) : null);
      }
    }

    private static Key at(Cursor cursor) {
      return new Key(cursor.keyHigh(), cursor.keyLow());
    }

    private interface ItemVisitor {
      void visit(Key key, byte[] value);
    }

    /** Shows all items, in pieces, because every missing node begins its piece anew. */
    private void scan(Tree tree, ItemVisitor visitor) throws IOException {
      Key from = new Key(0, 0);
      while (from != null) {
        Key start = from;
        TreeMap<Key, byte[]> piece = new TreeMap<>();
        from = image.run(() -> scanPiece(tree, start, piece));
        piece.forEach(visitor::visit);
      }
    }

    private static @Nullable Key scanPiece(Tree tree, Key from, Map<Key, byte[]> piece)
        throws IOException {
      piece.clear();
      Cursor cursor = new Cursor();
      boolean more = tree.seekCeiling(cursor, from.high(), from.low());
      while (more && piece.size() < 50) {
        piece.put(at(cursor), cursor.copyValue());
        more = tree.next(cursor);
      }
      return more ? at(cursor) : null;
    }

    private void compareAll() throws IOException {
      for (Model model : models) {
        TreeMap<Key, byte[]> found = new TreeMap<>();
        scan(model.tree(), found::put);
        assertSame(found, model.items);
      }
    }

    private static void assertSame(Map<Key, byte[]> actual, Map<Key, byte[]> expected) {
      Iterator<Map.Entry<Key, byte[]>> found = actual.entrySet().iterator();
      for (Map.Entry<Key, byte[]> entry : expected.entrySet()) {
        assertTrue(found.hasNext(), () -> entry.getKey() + " is missing");
        Map.Entry<Key, byte[]> other = found.next();
        assertEquals(entry.getKey(), other.getKey());
        assertArrayEquals(entry.getValue(), other.getValue(), () -> "value of " + entry.getKey());
      }
      assertFalse(found.hasNext(), "more items than expected");
    }

    // ---- checkpoints ----

    private void beginCheckpoint() throws IOException {
      if (running != null) {
        return;
      }
      saving = Saved.of(models);
      // A change that has prepared and then met a missing node has not said yet what it changes.
      models.stream().filter(model -> model.tree().isOpen()).forEach(this::markChanged);
      interruptible = false;
      try {
        running = image.freeze(changed);
      } catch (NoSpaceException e) {
        image.space.releaseAllDurable(image.space.openGeneration() - 1);
        running = image.freeze(changed);
      }
      interruptible = true;
      changed.clear();
      written = false;
    }

    private void markChanged(Model model) {
      changed.add(model.numbered);
    }

    private void continueCheckpoint() throws IOException {
      TreeImage.Checkpoint checkpoint = running;
      if (checkpoint == null) {
        return;
      }
      if (!written) {
        checkpoint.write();
        durable = saving;
        written = true;
      } else {
        checkpoint.finish();
        running = null;
      }
    }

    private void endCheckpoint() throws IOException {
      while (running != null) {
        continueCheckpoint();
      }
    }

    private void wholeCheckpoint() throws IOException {
      endCheckpoint();
      beginCheckpoint();
      endCheckpoint();
      assertEquals(0, image.store.openBytes());
      CountedBlocks.assertEqualSpaceMap(image, DATA);
    }

    private void reopenSometimes() throws IOException {
      if (random.nextInt(4) == 0) {
        reopen();
      }
    }

    /** As after a crash: what came after the last checkpoint is gone. */
    private void reopen() throws IOException {
      image.reopen();
      running = null;
      interruptible = false;
      changed.clear();
      models.clear();
      for (Saved saved : durable) {
        Tree tree = image.reopenedTree(saved.number(), DATA);
        Model model = new Model(new TreeImage.Numbered(saved.number(), tree), saved.items());
        model.numbered.deleting = saved.deleting();
        models.add(model);
      }
      if (models.isEmpty()) {
        addModel(image.newTree(DATA), Map.of());
      }
      CountedBlocks.assertEqualSpaceMap(image, DATA);
      compareAll();
      interruptible = true;
    }
  }
}
