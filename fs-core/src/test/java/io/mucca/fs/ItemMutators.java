package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.btree.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The ways to let the items of a root, or the reference counts, say what cannot be: one table, as
 * in {@link Mutators}. The trees around them stay sound.
 */
final class ItemMutators {
  private ItemMutators() {}

  /** Changes a tree under its lock. */
  @FunctionalInterface
  interface Change {
    void apply(Target target, SplittableRandom random) throws IOException;
  }

  /** A kind of damage. */
  record Mutator(String name, Change change) {}

  static final List<Mutator> ALL =
      List.of(
          new Mutator("byte of a value", ItemMutators::changeByte),
          new Mutator("number of a value", ItemMutators::changeVarint),
          new Mutator("value of another length", ItemMutators::resize),
          new Mutator("empty value", (t, r) -> t.put(t.anyItem(r), new byte[0])),
          new Mutator("random value", ItemMutators::randomize),
          new Mutator("value of another item", ItemMutators::copyValue),
          new Mutator("item gone", (t, r) -> t.remove(t.anyItem(r))),
          new Mutator("item under another key", ItemMutators::move),
          new Mutator("item more", ItemMutators::add),
          new Mutator("extreme of an inode", ItemMutators::changeInode),
          new Mutator("step of an inode", ItemMutators::stepInode),
          new Mutator("extreme of an extent", ItemMutators::changeExtent),
          new Mutator("parent of a directory", ItemMutators::changeParent),
          new Mutator("extreme of a root", ItemMutators::changeRoot),
          new Mutator("root being deleted", (t, r) -> t.root.deleting = true),
          new Mutator("one reference more", (t, r) -> t.increment(t.anyBlocks(r))),
          new Mutator("one reference less", (t, r) -> t.decrement(t.anyBlocks(r))));

  /** An item, as found. */
  record Item(long high, long low, byte[] value) {
    int type() {
      return ItemKey.type(high);
    }
  }

  /** A root that is being damaged. */
  static final class Target {
    final ImageCore core;
    final Root root;
    final Tree tree;
    private final List<Item> items = new ArrayList<>();

    Target(ImageCore core, Root root, Tree tree) throws IOException {
      this.core = core;
      this.root = root;
      this.tree = tree;
      Cursor cursor = new Cursor();
      boolean more = tree.seekCeiling(cursor, 0, 0);
      while (more) {
        items.add(new Item(cursor.keyHigh(), cursor.keyLow(), cursor.copyValue()));
        more = tree.next(cursor);
      }
    }

    /** First a type, so that the rare ones are not left out. */
    Item anyItem(SplittableRandom random) {
      int[] types = items.stream().mapToInt(Item::type).distinct().toArray();
      return anyItem(types[random.nextInt(types.length)], random);
    }

    Item anyItem(int type, SplittableRandom random) {
      List<Item> fitting = items.stream().filter(item -> item.type() == type).toList();
      return fitting.get(random.nextInt(fitting.size()));
    }

    void put(Item item, byte[] value) throws IOException {
      put(item.high(), item.low(), value);
    }

    void put(long high, long low, byte[] value) throws IOException {
      tree.put(high, low, Arrays.copyOf(value, Math.min(value.length, tree.maxValueLength())));
    }

    void remove(Item item) throws IOException {
      tree.remove(item.high(), item.low());
    }

    Extent anyBlocks(SplittableRandom random) throws IOException {
      Item item = anyItem(ItemKey.EXTENT, random);
      return decode(item);
    }

    void increment(Extent extent) throws IOException {
      core.space.increment(extent.address(), extent.storedBlocks());
    }

    void decrement(Extent extent) throws IOException {
      core.space.decrement(extent.address(), extent.storedBlocks());
    }
  }

  private static Extent decode(Item item) throws CorruptBlockException {
    return Extent.decode(item.low(), new ByteReader().of(item.value(), 0, item.value().length));
  }

  // ---- values of any type ----

  private static void changeByte(Target target, SplittableRandom random) throws IOException {
    Item item = target.anyItem(random);
    byte[] value = item.value().clone();
    if (value.length > 0) {
      value[random.nextInt(value.length)] =
          random.nextBoolean() ? (byte) random.nextInt() : (byte) Mutators.extreme(random);
    }
    target.put(item, value);
  }

  /** Takes the value for a sequence of varints, which most are, and replaces one. */
  private static void changeVarint(Target target, SplittableRandom random) throws IOException {
    Item item = target.anyItem(random);
    target.put(item, Mutators.changeVarint(item.value(), 16, random));
  }

  private static void resize(Target target, SplittableRandom random) throws IOException {
    Item item = target.anyItem(random);
    int most = random.nextInt(4) == 0 ? target.tree.maxValueLength() : 2 * item.value().length + 2;
    target.put(item, Arrays.copyOf(item.value(), random.nextInt(most)));
  }

  private static void randomize(Target target, SplittableRandom random) throws IOException {
    byte[] value = new byte[random.nextInt(40)];
    random.nextBytes(value);
    target.put(target.anyItem(random), value);
  }

  private static void copyValue(Target target, SplittableRandom random) throws IOException {
    Item item = target.anyItem(random);
    Item other =
        random.nextBoolean() ? target.anyItem(item.type(), random) : target.anyItem(random);
    target.put(item, other.value());
  }

  private static void move(Target target, SplittableRandom random) throws IOException {
    Item item = target.anyItem(random);
    target.remove(item);
    long type = (item.high() & ~0xffL) | random.nextInt(10);
    long[] highs = {item.high(), item.high(), item.high() + 256, type, Mutators.extreme(random)};
    long[] lows = {item.low() + 1, item.low() - 1, Mutators.extreme(random), item.low()};
    target.put(
        highs[random.nextInt(highs.length)], lows[random.nextInt(lows.length)], item.value());
  }

  private static void add(Target target, SplittableRandom random) throws IOException {
    Item item = target.anyItem(random);
    byte[] value =
        random.nextBoolean()
            ? item.value()
            : new byte[random.nextInt(target.tree.maxValueLength())];
    target.put(item.high(), item.low() + random.nextInt(5) - 2, value);
    target.put(item.high(), Mutators.extreme(random), value);
  }

  // ---- fields ----

  private static Inode anyInode(Target target, SplittableRandom random) throws IOException {
    Item item = target.anyItem(ItemKey.INODE, random);
    Inode inode = new Inode();
    byte[] value = item.value();
    inode.decode(ItemKey.inode(item.high()), new ByteReader().of(value, 0, value.length));
    return inode;
  }

  private static void put(Target target, Inode inode) throws IOException {
    ByteWriter writer = new ByteWriter(64);
    inode.encode(writer);
    target.put(ItemKey.high(inode.number, ItemKey.INODE), 0, writer.toByteArray());
  }

  private static void changeInode(Target target, SplittableRandom random) throws IOException {
    Inode inode = anyInode(target, random);
    long value = Mutators.extreme(random);
    switch (random.nextInt(10)) {
      case 0 -> inode.inline = !inode.inline;
      case 1 -> inode.mode = (int) value;
      case 2 -> inode.mode = (inode.mode & 0xfff) | random.nextInt(16) << 12;
      case 3 -> inode.linkCount = (int) value;
      case 4 -> inode.size = value;
      case 5 -> inode.blockCount = value;
      case 6 -> inode.parent = value;
      case 7 -> inode.nextCookie = value;
      case 8 -> inode.birth.set(value, random.nextInt());
      default -> inode.access.set(value, random.nextInt());
    }
    put(target, inode);
  }

  private static void stepInode(Target target, SplittableRandom random) throws IOException {
    Inode inode = anyInode(target, random);
    int step = random.nextBoolean() ? 1 : -1;
    switch (random.nextInt(5)) {
      case 0 -> inode.linkCount += step;
      case 1 -> inode.size += step * (random.nextBoolean() ? 1L : 512L);
      case 2 -> inode.blockCount += step;
      case 3 -> inode.parent += step;
      default -> inode.nextCookie += step;
    }
    put(target, inode);
  }

  private static void changeExtent(Target target, SplittableRandom random) throws IOException {
    Item item = target.anyItem(ItemKey.EXTENT, random);
    Extent old = decode(item);
    long value = random.nextBoolean() ? Mutators.extreme(random) : random.nextLong(4000);
    int field = random.nextInt(4);
    int count = field == 1 ? random.nextInt(old.count() + 2) : old.count();
    Cluster cluster = old.cluster();
    Extent wrong =
        new Extent(
            old.first(),
            field == 0 ? value : old.address(),
            count,
            field == 2 ? value : old.birth(),
            Arrays.copyOf(old.checksums(), cluster == null ? count : 0),
            cluster == null || random.nextBoolean() ? cluster : change(cluster, random));
    ByteWriter writer = new ByteWriter(64);
    wrong.encode(writer);
    if (field == 3) {
      target.put(item.high(), value, writer.toByteArray());
    } else {
      target.put(item, writer.toByteArray());
    }
  }

  private static Cluster change(Cluster old, SplittableRandom random) {
    int step = random.nextInt(7) - 3;
    int field = random.nextInt(7);
    return new Cluster(
        field == 0 ? 3 - old.codec() : old.codec(),
        field == 1 ? Math.max(0, old.skip() + step) : old.skip(),
        field == 2 ? old.count() + Math.abs(step) : old.count(),
        field == 3 ? old.storedBlocks() + Math.abs(step) : old.storedBlocks(),
        field == 4 ? random.nextInt(600) : old.unusedBytes(),
        field == 5 ? old.checksum() + step : old.checksum(),
        field == 6 ? Arrays.copyOf(old.tail(), random.nextInt(70)) : old.tail());
  }

  /** Makes circles as well. */
  private static void changeParent(Target target, SplittableRandom random) throws IOException {
    Inode inode = anyInode(target, random);
    Inode parent = anyInode(target, random);
    inode.parent = parent.number;
    put(target, inode);
    if (parent.isDirectory() && random.nextBoolean()) {
      parent.parent = inode.number;
      put(target, parent);
    }
  }

  private static void changeRoot(Target target, SplittableRandom random) {
    long value = Mutators.extreme(random);
    switch (random.nextInt(4)) {
      case 0 -> target.root.inodeCount = value;
      case 1 -> target.root.referencedBytes = value;
      case 2 -> target.root.nextInode = random.nextBoolean() ? value : random.nextLong(40);
      default -> target.root.readOnly = !target.root.readOnly;
    }
  }
}
