package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.LittleEndian;
import io.mucca.fs.ImageAnatomy.Area;
import io.mucca.fs.ImageAnatomy.Kind;
import io.mucca.fs.ImageAnatomy.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The ways to damage the bytes of a piece of metadata: one table, each line on its own. */
final class Mutators {
  private static final long[] EXTREMES = {
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    255,
    256,
    511,
    4095,
    4096,
    65535,
    65536,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    1L << 32,
    1L << 40,
    1L << 48,
    1L << 56,
    (1L << 56) - 1,
    1L << 62,
    1L << 63,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 1,
    -1,
    -2,
    -512
  };

  private static final int HEADER_BYTES = NodePatcher.HEADER_BYTES;
  private static final int KEY_BYTES = NodePatcher.KEY_BYTES;
  private static final int SLOT_COUNT_OFFSET = 4;
  private static final int LENGTH_OFFSET = 8;

  private static final Set<Kind> ANY = EnumSet.allOf(Kind.class);
  private static final Set<Kind> NODES = EnumSet.of(Kind.NODE);
  private static final Set<Kind> RECORDS = EnumSet.of(Kind.LOG_RECORD);

  private Mutators() {}

  /** Damages one area of an image. */
  @FunctionalInterface
  interface Change {
    void apply(MutableImage image, Area area, SplittableRandom random);
  }

  /** A kind of damage, and what it can be done to. */
  record Mutator(String name, Set<Kind> kinds, Change change) {}

  static final List<Mutator> ALL =
      List.of(
          new Mutator("flip a bit", ANY, Mutators::flip),
          new Mutator("random byte", ANY, (i, a, r) -> i.bytes()[at(a, 1, r)] = (byte) r.nextInt()),
          new Mutator("run of random bytes", ANY, Mutators::randomRun),
          new Mutator("run of zeros", ANY, (i, a, r) -> fillRun(i, a, r, 0)),
          new Mutator("run of ones", ANY, (i, a, r) -> fillRun(i, a, r, 0xff)),
          new Mutator("extreme byte", ANY, (i, a, r) -> putExtreme(i, a, r, Byte.BYTES)),
          new Mutator("extreme u16", ANY, (i, a, r) -> putExtreme(i, a, r, Short.BYTES)),
          new Mutator("extreme u32", ANY, (i, a, r) -> putExtreme(i, a, r, Integer.BYTES)),
          new Mutator("extreme u64", ANY, (i, a, r) -> putExtreme(i, a, r, Long.BYTES)),
          new Mutator("neighbouring number", ANY, Mutators::step),
          new Mutator("longest varint", ANY, Mutators::longestVarint),
          new Mutator("run copied within", ANY, Mutators::copyWithin),
          new Mutator("other area of its kind over it", ANY, Mutators::copyOther),
          new Mutator("swapped with another of its kind", ANY, Mutators::swapOther),
          new Mutator("zeroed whole", ANY, Mutators::zeroWhole),
          new Mutator("header field", NODES, Mutators::headerField),
          new Mutator("level", NODES, Mutators::level),
          new Mutator("slot count", NODES, Mutators::slotCount),
          new Mutator("shorter or longer", NODES, Mutators::length),
          new Mutator("key", NODES, Mutators::key),
          new Mutator("slots swapped", NODES, Mutators::swapSlots),
          new Mutator("value place", NODES, Mutators::valuePlace),
          new Mutator("value length, others moved", NODES, Mutators::valueLength),
          new Mutator("pointer to itself", NODES, (i, a, r) -> redirect(i, a, r, address(i, a))),
          new Mutator("pointer to the superblock", NODES, (i, a, r) -> redirect(i, a, r, 0)),
          new Mutator("pointer out of range", NODES, (i, a, r) -> redirect(i, a, r, extreme(r))),
          new Mutator("pointer to another node", NODES, Mutators::pointElsewhere),
          new Mutator("pointer length", NODES, Mutators::pointerLength),
          new Mutator("header field of a record", RECORDS, Mutators::recordHeader));

  /** Damages some area; returns what was done. */
  static String applyAny(MutableImage image, SplittableRandom random) {
    List<Kind> there = image.anatomy().kinds();
    List<Mutator> fitting =
        ALL.stream().filter(each -> there.stream().anyMatch(each.kinds()::contains)).toList();
    Mutator mutator = fitting.get(random.nextInt(fitting.size()));
    Kind[] kinds = there.stream().filter(mutator.kinds()::contains).toArray(Kind[]::new);
    List<Area> areas = image.anatomy().areas(pick(kinds, random));
    Area area = areas.get(random.nextInt(areas.size()));
    mutator.change().apply(image, area, random);
    return mutator.name() + " in " + area.name();
  }

  static long extreme(SplittableRandom random) {
    return EXTREMES[random.nextInt(EXTREMES.length)];
  }

  /**
   * Takes bytes for a sequence of varints and replaces one of the first.
   *
   * @param most how many of them it may be
   */
  static byte[] changeVarint(byte[] bytes, int most, SplittableRandom random) {
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0, to; from < bytes.length; from = to) {
      to = from + 1;
      while (to < bytes.length && bytes[to - 1] < 0) {
        to++;
      }
      pieces.add(Arrays.copyOfRange(bytes, from, to));
    }
    int chosen = random.nextInt(Math.max(1, Math.min(pieces.size(), most)));
    ByteWriter writer = new ByteWriter(64);
    for (int i = 0; i < pieces.size(); i++) {
      if (i == chosen) {
        writer.putVarint(random.nextBoolean() ? extreme(random) : random.nextLong(300));
      } else {
        writer.putBytes(pieces.get(i));
      }
    }
    return writer.toByteArray();
  }

  private static <T> T pick(T[] choices, SplittableRandom random) {
    return choices[random.nextInt(choices.length)];
  }

  // ---- bytes of anything ----

  /** A random place in an area with room for so many bytes. */
  private static int at(Area area, int length, SplittableRandom random) {
    return area.offset() + random.nextInt(Math.max(1, area.length() - length + 1));
  }

  private static void flip(MutableImage image, Area area, SplittableRandom random) {
    image.bytes()[at(area, 1, random)] ^= (byte) (1 << random.nextInt(8));
  }

  private static int runLength(Area area, SplittableRandom random) {
    return 1 + random.nextInt(Math.min(64, area.length()));
  }

  private static void randomRun(MutableImage image, Area area, SplittableRandom random) {
    byte[] run = new byte[runLength(area, random)];
    random.nextBytes(run);
    System.arraycopy(run, 0, image.bytes(), at(area, run.length, random), run.length);
  }

  private static void fillRun(MutableImage image, Area area, SplittableRandom random, int value) {
    int length = runLength(area, random);
    int from = at(area, length, random);
    Arrays.fill(image.bytes(), from, from + length, (byte) value);
  }

  private static void putExtreme(
      MutableImage image, Area area, SplittableRandom random, int bytes) {
    put(image, place(area, random, bytes), bytes, extreme(random));
  }

  /** Mostly where numbers of that width are. */
  private static int place(Area area, SplittableRandom random, int bytes) {
    int at = at(area, bytes, random);
    return random.nextInt(4) == 0 ? at : at - (at - area.offset()) % Math.min(bytes, 4);
  }

  private static void put(MutableImage image, int at, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      image.bytes()[at + i] = (byte) (value >>> (8 * i));
    }
  }

  private static long get(MutableImage image, int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (image.bytes()[at + i] & 0xffL) << (8 * i);
    }
    return value;
  }

  private static void step(MutableImage image, Area area, SplittableRandom random) {
    int bytes = 1 << random.nextInt(4);
    int at = place(area, random, bytes);
    put(image, at, bytes, get(image, at, bytes) + (random.nextBoolean() ? 1 : -1));
  }

  private static void longestVarint(MutableImage image, Area area, SplittableRandom random) {
    int length = 1 + random.nextInt(10);
    int at = at(area, 10, random);
    Arrays.fill(image.bytes(), at, at + length - 1, (byte) 0xff);
    image.bytes()[at + length - 1] = (byte) (length == 10 ? 1 : 0x7f);
  }

  private static void copyWithin(MutableImage image, Area area, SplittableRandom random) {
    int length = runLength(area, random);
    int from = at(area, length, random);
    System.arraycopy(image.bytes(), from, image.bytes(), at(area, length, random), length);
  }

  private static Area other(MutableImage image, Area area, SplittableRandom random) {
    List<Area> areas = image.anatomy().areas(area.kind());
    return areas.get(random.nextInt(areas.size()));
  }

  private static byte[] content(MutableImage image, Area area) {
    return Arrays.copyOfRange(image.bytes(), area.offset(), area.offset() + area.length());
  }

  private static void copyOther(MutableImage image, Area area, SplittableRandom random) {
    byte[] content = content(image, other(image, area, random));
    System.arraycopy(content, 0, image.bytes(), area.offset(), content.length);
  }

  private static void swapOther(MutableImage image, Area area, SplittableRandom random) {
    Area other = other(image, area, random);
    byte[] mine = content(image, area);
    byte[] theirs = content(image, other);
    System.arraycopy(theirs, 0, image.bytes(), area.offset(), theirs.length);
    System.arraycopy(mine, 0, image.bytes(), other.offset(), mine.length);
  }

  private static void zeroWhole(MutableImage image, Area area, SplittableRandom random) {
    Arrays.fill(image.bytes(), area.offset(), area.offset() + area.length(), (byte) 0);
  }

  // ---- nodes ----

  private static void headerField(MutableImage image, Area area, SplittableRandom random) {
    int bytes = 1 << random.nextInt(4);
    int at = area.offset() + random.nextInt(HEADER_BYTES / bytes) * bytes;
    put(image, at, bytes, extreme(random));
  }

  private static void level(MutableImage image, Area area, SplittableRandom random) {
    int at = area.offset() + NodePatcher.LEVEL_OFFSET;
    image.bytes()[at] =
        (byte) pick(new Integer[] {0, 1, 2, 3, 15, 16, 17, 127, 128}, random).intValue();
  }

  private static int slots(MutableImage image, Area area) {
    return (int) get(image, area.offset() + SLOT_COUNT_OFFSET, Short.BYTES);
  }

  private static boolean isLeaf(MutableImage image, Area area) {
    return image.bytes()[area.offset() + NodePatcher.LEVEL_OFFSET] == 0;
  }

  private static void slotCount(MutableImage image, Area area, SplittableRandom random) {
    long count =
        random.nextBoolean() ? slots(image, area) + random.nextInt(5) - 2 : extreme(random);
    put(image, area.offset() + SLOT_COUNT_OFFSET, Short.BYTES, count);
  }

  /** Sealing takes the new length over into the pointers. */
  private static void length(MutableImage image, Area area, SplittableRandom random) {
    int length = random.nextBoolean() ? area.length() : random.nextInt(area.length());
    put(image, area.offset() + LENGTH_OFFSET, Integer.BYTES, length + random.nextInt(9) - 4);
  }

  /** A slot: where it begins, its length, and that of its key. */
  private record Slot(int offset, int length, int keyLength) {}

  /** A random slot that lies in the area, whatever its header says. */
  private static Slot slot(MutableImage image, Area area, SplittableRandom random) {
    if (isLeaf(image, area)) {
      List<Slot> all = leafSlots(image, area);
      return all.get(random.nextInt(all.size()));
    }
    int room = (area.length() - HEADER_BYTES) / NodePatcher.CHILD_BYTES;
    int count = Math.max(1, Math.min(slots(image, area), room));
    int at = area.offset() + HEADER_BYTES + random.nextInt(count) * NodePatcher.CHILD_BYTES;
    return new Slot(at, NodePatcher.CHILD_BYTES, KEY_BYTES);
  }

  /** The slots of a leaf, as far as they lie in the area; at least one. */
  private static List<Slot> leafSlots(MutableImage image, Area area) {
    List<Slot> all = new ArrayList<>();
    byte[] bytes = image.bytes();
    int end = area.offset() + area.length();
    int at = area.offset() + HEADER_BYTES;
    int count = slots(image, area);
    do {
      int keyLength = 1 + (bytes[at] >>> 4 & 0xf) + (bytes[at] & 0xf);
      int length = keyLength + (at + keyLength < end && bytes[at + keyLength] < 0 ? 2 : 1);
      if (at + length > end) {
        break;
      }
      all.add(new Slot(at, length, keyLength));
      at += length;
    } while (all.size() < count && at < end);
    return all.isEmpty() ? List.of(new Slot(at, 1, 1)) : all;
  }

  private static void key(MutableImage image, Area area, SplittableRandom random) {
    Slot slot = slot(image, area, random);
    if (isLeaf(image, area)) {
      int at = slot.offset() + random.nextInt(slot.keyLength());
      long old = get(image, at, Byte.BYTES);
      Long[] values = {extreme(random), random.nextLong(), old + 1, old - 1, old ^ 0x10};
      put(image, at, Byte.BYTES, pick(values, random));
      return;
    }
    int at = slot.offset() + random.nextInt(2) * Long.BYTES;
    long old = get(image, at, Long.BYTES);
    long type = (old & ~0xffL) | random.nextInt(10);
    Long[] keys = {extreme(random), random.nextLong(), old + 1, old - 1, type, old ^ 0x100};
    put(image, at, Long.BYTES, pick(keys, random));
  }

  private static void swapSlots(MutableImage image, Area area, SplittableRandom random) {
    Slot first = slot(image, area, random);
    Slot second = slot(image, area, random);
    int skip = random.nextBoolean() ? Math.min(first.keyLength(), second.keyLength()) : 0;
    int length = Math.min(first.length(), second.length()) - skip;
    int one = first.offset() + skip;
    int other = second.offset() + skip;
    byte[] old = Arrays.copyOfRange(image.bytes(), one, one + length);
    System.arraycopy(image.bytes(), other, image.bytes(), one, length);
    System.arraycopy(old, 0, image.bytes(), other, length);
  }

  /** What follows a key: the length of a value, or a pointer. */
  private static void valuePlace(MutableImage image, Area area, SplittableRandom random) {
    int at = lengthAt(slot(image, area, random));
    long old = get(image, at, Byte.BYTES);
    put(
        image,
        at,
        Byte.BYTES,
        random.nextBoolean() ? extreme(random) : old + random.nextInt(9) - 4);
  }

  /** Moves the border between two values, so that the table of slots stays whole. */
  private static void valueLength(MutableImage image, Area area, SplittableRandom random) {
    if (!isLeaf(image, area)) {
      return;
    }
    List<Slot> all = leafSlots(image, area);
    int index = random.nextInt(all.size());
    if (index + 1 == all.size()) {
      return;
    }
    int first = lengthAt(all.get(index));
    int second = lengthAt(all.get(index + 1));
    byte[] bytes = image.bytes();
    if (bytes[first] >= 0 && bytes[second] >= 0) {
      int both = bytes[first] + bytes[second];
      int length = random.nextInt(Math.max(0, both - 127), Math.min(both, 127) + 1);
      bytes[first] = (byte) length;
      bytes[second] = (byte) (both - length);
    }
  }

  private static int lengthAt(Slot slot) {
    return slot.offset() + Math.min(slot.keyLength(), slot.length() - 1);
  }

  // ---- log records ----

  private static final int[] RECORD_LONGS = {8, 16, 32};
  private static final int RECORD_LENGTH = 24;

  private static void recordHeader(MutableImage image, Area area, SplittableRandom random) {
    int field = random.nextInt(RECORD_LONGS.length + 1);
    int bytes = field == RECORD_LONGS.length ? Integer.BYTES : Long.BYTES;
    int at = area.offset() + (field == RECORD_LONGS.length ? RECORD_LENGTH : RECORD_LONGS[field]);
    long old = get(image, at, bytes);
    long[] values = {extreme(random), old + 1, old - 1, old + random.nextInt(2000) - 1000};
    put(image, at, bytes, values[random.nextInt(values.length)]);
  }

  // ---- pointers ----

  private static long address(MutableImage image, Area area) {
    return area.offset() / image.anatomy().geometry().blockSize();
  }

  /** Some pointer to a node; in the area, if there is one. */
  private static int pointer(MutableImage image, Area area, SplittableRandom random) {
    List<Integer> all =
        image.anatomy().nodes().stream().flatMap(node -> node.pointers().stream()).toList();
    List<Integer> own =
        all.stream()
            .filter(at -> at >= area.offset() && at < area.offset() + area.length())
            .toList();
    List<Integer> choices = own.isEmpty() ? all : own;
    return choices.get(random.nextInt(choices.size()));
  }

  private static void redirect(
      MutableImage image, Area area, SplittableRandom random, long address) {
    LittleEndian.putLong(image.bytes(), pointer(image, area, random), address);
  }

  /** Another node's pointer, checksum and all. */
  private static void pointElsewhere(MutableImage image, Area area, SplittableRandom random) {
    List<Node> nodes = image.anatomy().nodes();
    BlockPointer target = nodes.get(random.nextInt(nodes.size())).pointer();
    target.encode(image.bytes(), pointer(image, area, random));
  }

  private static void pointerLength(MutableImage image, Area area, SplittableRandom random) {
    int at = pointer(image, area, random) + 20;
    LittleEndian.putInt(image.bytes(), at, (int) extreme(random));
  }
}
