package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.Superblock;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteShares;
import io.mucca.log.LogRecord;
import io.mucca.log.LogWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The ways to let the intent log say what cannot be: one table, as in {@link Mutators}. The records
 * around it are sound, each with its checksum and chained to the one before.
 */
final class LogMutators {
  private LogMutators() {}

  /** Changes the entries of records. */
  @FunctionalInterface
  interface Change {
    void apply(Target target, SplittableRandom random);
  }

  /** A kind of damage. */
  record Mutator(String name, Change change) {}

  static final List<Mutator> ALL =
      List.of(
          new Mutator("entry gone", (t, r) -> t.anyRecord(r).removeAny(r)),
          new Mutator("entry twice", LogMutators::repeat),
          new Mutator("entries exchanged", LogMutators::exchange),
          new Mutator("entry elsewhere", LogMutators::move),
          new Mutator("record gone", (t, r) -> t.records.remove(t.anyRecord(r))),
          new Mutator("record elsewhere", LogMutators::moveRecord),
          new Mutator("byte of an entry", LogMutators::changeByte),
          new Mutator("number of an entry", LogMutators::changeNumber),
          new Mutator("number of an entry", LogMutators::changeNumber),
          new Mutator("entry of another length", LogMutators::resize),
          new Mutator(
              "more is durable", (t, r) -> t.anyRecord(r).durableUpTo = Mutators.extreme(r)),
          new Mutator("made-up entry", LogMutators::add),
          new Mutator("made-up entry", LogMutators::add),
          new Mutator("made-up entry", LogMutators::add));

  /** A record as the encodings of its entries. */
  static final class Entries {
    final List<byte[]> entries = new ArrayList<>();
    long durableUpTo;

    int any(SplittableRandom random) {
      return random.nextInt(entries.size());
    }

    void removeAny(SplittableRandom random) {
      if (!entries.isEmpty()) {
        entries.remove(any(random));
      }
    }
  }

  /** The log of an image. */
  static final class Target {
    final Geometry geometry;
    final Superblock superblock;
    final List<Long> nodeBlocks;
    final List<Entries> records = new ArrayList<>();

    Target(ImageAnatomy anatomy) throws CorruptBlockException {
      geometry = anatomy.geometry();
      superblock = anatomy.superblock();
      nodeBlocks = anatomy.nodes().stream().map(node -> node.pointer().address()).toList();
      for (LogRecord each : anatomy.records()) {
        Entries record = new Entries();
        record.durableUpTo = each.durableUpTo();
        byte[] payload = each.payload();
        ByteReader reader = new ByteReader().of(payload, 0, payload.length);
        ExtentChain chain = new ExtentChain();
        while (reader.remaining() > 0) {
          int from = reader.position();
          LogEntry.decode(reader, chain);
          record.entries.add(Arrays.copyOfRange(payload, from, reader.position()));
        }
        records.add(record);
      }
    }

    Entries anyRecord(SplittableRandom random) {
      if (records.isEmpty()) {
        records.add(new Entries());
      }
      return records.get(random.nextInt(records.size()));
    }

    Entries anyFull(SplittableRandom random) {
      Entries record = anyRecord(random);
      if (record.entries.isEmpty()) {
        record.entries.add(madeUp(this, random));
      }
      return record;
    }

    /** Writes the records behind the checkpoint, as many as the log has room for. */
    void writeTo(MemoryDevice device) throws IOException {
      LogWriter writer =
          new LogWriter(device, geometry, superblock.log(), superblock.volumeIdLow());
      for (Entries record : records) {
        ByteWriter bytes = new ByteWriter(512).putZeros(LogWriter.HEADER_BYTES);
        record.entries.forEach(bytes::putBytes);
        if (bytes.length() <= writer.maxRecordBytes()
            && Math.ceilDiv(bytes.length(), writer.sectorSize()) <= writer.freeSectors()) {
          writer.durable(record.durableUpTo);
          LogWriter.Sealed place = writer.seal(bytes.bytes(), bytes.length());
          writer.write(place, bytes.bytes(), bytes.length(), new WriteShares());
        }
      }
    }
  }

  // ---- entries that are there ----

  private static void repeat(Target target, SplittableRandom random) {
    Entries from = target.anyFull(random);
    byte[] entry = from.entries.get(from.any(random));
    Entries to = random.nextBoolean() ? from : target.anyRecord(random);
    to.entries.add(random.nextInt(to.entries.size() + 1), entry);
  }

  private static void exchange(Target target, SplittableRandom random) {
    Entries first = target.anyFull(random);
    Entries second = random.nextBoolean() ? first : target.anyFull(random);
    int i = first.any(random);
    int j = second.any(random);
    byte[] old = first.entries.get(i);
    first.entries.set(i, second.entries.get(j));
    second.entries.set(j, old);
  }

  private static void move(Target target, SplittableRandom random) {
    Entries from = target.anyFull(random);
    byte[] entry = from.entries.remove(from.any(random));
    Entries to = target.anyRecord(random);
    to.entries.add(random.nextInt(to.entries.size() + 1), entry);
  }

  private static void moveRecord(Target target, SplittableRandom random) {
    Entries record = target.anyRecord(random);
    if (random.nextBoolean()) {
      target.records.remove(record);
    }
    target.records.add(random.nextInt(target.records.size() + 1), record);
  }

  private static void changeByte(Target target, SplittableRandom random) {
    byte[] entry = own(target, random);
    entry[random.nextInt(entry.length)] =
        random.nextBoolean() ? (byte) random.nextInt() : (byte) Mutators.extreme(random);
  }

  /** A copy of some entry, which stands in its place. */
  private static byte[] own(Target target, SplittableRandom random) {
    Entries record = target.anyFull(random);
    int index = record.any(random);
    byte[] entry = record.entries.get(index).clone();
    record.entries.set(index, entry);
    return entry;
  }

  /** Takes an entry for a sequence of varints, which most of it is, and replaces one. */
  private static void changeNumber(Target target, SplittableRandom random) {
    Entries record = target.anyFull(random);
    int index = record.any(random);
    byte[] entry = record.entries.get(index);
    record.entries.set(index, Mutators.changeVarint(entry, 12, random));
  }

  private static void resize(Target target, SplittableRandom random) {
    Entries record = target.anyFull(random);
    int index = record.any(random);
    byte[] entry = record.entries.get(index);
    record.entries.set(index, Arrays.copyOf(entry, 1 + random.nextInt(2 * entry.length)));
  }

  // ---- entries that nobody would write ----

  private static void add(Target target, SplittableRandom random) {
    Entries record = target.anyRecord(random);
    record.entries.add(random.nextInt(record.entries.size() + 1), madeUp(target, random));
  }

  private static byte[] madeUp(Target target, SplittableRandom random) {
    int type = 1 + random.nextInt(LogEntry.COMPRESSION);
    ByteWriter out = new ByteWriter(64).putByte(type);
    switch (type) {
      case LogEntry.PUT -> {
        int item = key(out, random);
        byte[] value = value(item, random);
        out.putVarint(value.length).putBytes(value);
      }
      case LogEntry.REMOVE -> key(out, random);
      case LogEntry.EXTENT -> extent(target, out, random);
      case LogEntry.NEXT_EXTENT -> nextExtent(out, random);
      case LogEntry.BYTES -> bytes(out, random);
      case LogEntry.FLUSHED -> inode(root(out, random), random).putByte(random.nextInt(4));
      case LogEntry.TRUNCATE ->
          inode(root(out, random), random)
              .putVarint(offset(random))
              .putByte(random.nextInt(2))
              .putSigned(random.nextLong())
              .putVarint(random.nextInt(1_000_000_000));
      case LogEntry.CUT -> inode(root(out, random), random);
      case LogEntry.PUNCH ->
          inode(root(out, random), random)
              .putVarint(offset(random) >>> 9)
              .putVarint(offset(random) >>> 9)
              .putSigned(0)
              .putVarint(0);
      case LogEntry.VOLUME -> text(newId(target, out, random), random).putSigned(0).putVarint(0);
      case LogEntry.COPY -> {
        root(out, random).putByte(random.nextInt(4)).putSigned(0).putVarint(0);
        int count = random.nextInt(3);
        out.putVarint(count);
        for (int i = 0; i < count; i++) {
          text(newId(target, out, random), random);
        }
      }
      case LogEntry.COMPRESSION -> root(out, random).putVarint(random.nextInt(40));
      case LogEntry.READ_ONLY -> root(out, random).putByte(random.nextInt(2));
      default -> root(out, random);
    }
    return out.toByteArray();
  }

  private static ByteWriter root(ByteWriter out, SplittableRandom random) {
    boolean known = random.nextInt(5) > 0;
    return out.putVarint(known ? 1 + random.nextLong(8) : Mutators.extreme(random));
  }

  private static ByteWriter inode(ByteWriter out, SplittableRandom random) {
    return out.putVarint(anyInode(random));
  }

  private static long anyInode(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> Mutators.extreme(random);
      case 1 -> random.nextLong(400);
      default -> 1 + random.nextLong(20);
    };
  }

  private static long offset(SplittableRandom random) {
    return random.nextBoolean() ? random.nextLong(40_000) : Mutators.extreme(random);
  }

  /** Returns the type of the item. */
  private static int key(ByteWriter out, SplittableRandom random) {
    int type = random.nextInt(10);
    long number = type == ItemKey.ORPHAN && random.nextBoolean() ? 0 : anyInode(random);
    long low = random.nextBoolean() ? random.nextLong(20) : Mutators.extreme(random);
    root(out, random).putVarint(ItemKey.high(number, type));
    out.putVarint(type == ItemKey.INODE && random.nextInt(4) > 0 ? 0 : low);
    return type;
  }

  private static byte[] value(int type, SplittableRandom random) {
    ByteWriter writer = new ByteWriter(64);
    int form = random.nextInt(4);
    if (form == 0) {
      byte[] value = new byte[random.nextInt(600)];
      random.nextBytes(value);
      return value;
    }
    switch (type) {
      case ItemKey.INODE -> inodeValue(random).encode(writer);
      case ItemKey.ENTRY_HASH -> writer.putVarint(3 + random.nextLong(20));
      case ItemKey.ENTRY ->
          inode(writer, random).putByte(random.nextInt(16)).putBytes(SampleImage.name("made-up"));
      case ItemKey.EXTENT ->
          new Extent(0, 200 + random.nextLong(1800), 1, 1, new int[1]).encode(writer);
      case ItemKey.ORPHAN -> {}
      default -> writer.putZeros(random.nextInt(200));
    }
    return writer.toByteArray();
  }

  private static Inode inodeValue(SplittableRandom random) {
    Inode inode = new Inode();
    int mode = (random.nextInt(16) << 12) | 0644;
    inode.reset(1, mode, 0, 0, new Timestamp());
    inode.inline = random.nextBoolean();
    inode.size = offset(random);
    inode.blockCount = random.nextBoolean() ? 0 : Mutators.extreme(random);
    inode.linkCount = random.nextInt(4);
    inode.parent = anyInode(random);
    inode.nextCookie = random.nextLong(400);
    return inode;
  }

  private static void extent(Target target, ByteWriter out, SplittableRandom random) {
    int flags = random.nextInt(4);
    inode(root(out, random), random).putByte(flags);
    out.putVarint(random.nextBoolean() ? random.nextLong(80) : offset(random));
    List<Long> nodes = target.nodeBlocks;
    out.putVarint(
        switch (random.nextInt(5)) {
          case 0 -> Mutators.extreme(random);
          case 1 -> target.superblock.log().address() + random.nextInt(4);
          case 2 -> nodes.get(random.nextInt(nodes.size()));
          default -> random.nextLong(target.geometry.blockCount() + 2);
        });
    int count = random.nextInt(4);
    out.putVarint(count);
    stored(out, count, (flags & LogEntry.COMPRESSED) != 0, random);
  }

  private static void stored(
      ByteWriter out, int count, boolean isCompressed, SplittableRandom random) {
    if (isCompressed) {
      out.putByte(1 + random.nextInt(2)).putVarint(1 + random.nextInt(3));
      out.putVarint(random.nextInt(600));
    }
    for (int i = 0; i < (isCompressed ? 1 : count); i++) {
      out.putInt(random.nextInt());
    }
    if (isCompressed) {
      int tail = random.nextInt(3) == 0 ? random.nextInt(70) : 0;
      out.putVarint(tail).putZeros(tail);
    }
  }

  private static void nextExtent(ByteWriter out, SplittableRandom random) {
    out.putSigned(random.nextInt(5) == 0 ? Mutators.extreme(random) : random.nextLong(200) - 100);
    int count = random.nextInt(4);
    int kind = random.nextInt(4);
    out.putVarint((long) count << LogEntry.KIND_BITS | kind);
    if ((kind & LogEntry.APART) != 0) {
      out.putSigned(
          random.nextInt(5) == 0 ? Mutators.extreme(random) : random.nextLong(2000) - 1000);
    }
    stored(out, count, (kind & LogEntry.COMPRESSED) != 0, random);
  }

  private static void bytes(ByteWriter out, SplittableRandom random) {
    inode(root(out, random), random);
    boolean attributes = random.nextBoolean();
    out.putByte(attributes ? 1 : 0);
    if (attributes) {
      out.putVarint(offset(random)).putSigned(0).putVarint(0).putSigned(0).putVarint(0);
    }
    int count = random.nextInt(4);
    out.putVarint(count);
    for (int i = 0; i < count; i++) {
      boolean zeros = random.nextBoolean();
      long zeroCount = random.nextBoolean() ? random.nextInt(600) : Mutators.extreme(random);
      int length = random.nextInt(100);
      out.putVarint(offset(random)).putVarint(zeros ? zeroCount << 1 | 1 : (long) length << 1);
      if (!zeros) {
        out.putZeros(length);
      }
    }
  }

  private static ByteWriter newId(Target target, ByteWriter out, SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> root(out, random);
      case 1 -> out.putVarint(Mutators.extreme(random));
      default -> out.putVarint(target.superblock.nextRootId() + random.nextInt(5));
    };
  }

  private static final String[] NAMES = {
    "main",
    "other",
    "main@first",
    "main@second",
    "extra",
    "new",
    "new@snapshot",
    "other@new",
    "",
    "@",
    "-"
  };

  private static ByteWriter text(ByteWriter out, SplittableRandom random) {
    byte[] name = NAMES[random.nextInt(NAMES.length)].getBytes(US_ASCII);
    return out.putVarint(name.length).putBytes(name);
  }
}
