package io.mucca.fs;

import io.mucca.account.Account;
import io.mucca.account.ApplicationCounters;
import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.btree.Tree;
import io.mucca.device.DeviceCounters;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts since the image was made, as items in the tree of roots, under the key {@code root << 8 |
 * ACCOUNT, 0}; the image's own under that of root 0, those of all roots that are gone under {@code
 * 0 << 8 | ACCOUNT, 1}. The value:
 *
 * <pre>
 *   what programs asked for: bytes written | writes | bytes read | reads | syncs   (varints)
 *   count of the kinds of written bytes that there are; for each of them
 *     category × 16 + cause (byte) | bytes (varint)
 * </pre>
 *
 * <p>And under {@code 0 << 8 | ACCOUNT, 2}, for the whole device:
 *
 * <pre>
 *   bytes read | reads | syncs | bytes discarded   (varints)
 *   count of categories; for each, in their order, write operations (varint)
 * </pre>
 */
final class AccountItem {
  private static final long DESTROYED_LOW = 1;
  private static final long DEVICE_LOW = 2;
  private static final int CAUSE_BITS = 4;

  private static final WriteCategory[] CATEGORIES = WriteCategory.values();
  private static final WriteCause[] CAUSES = WriteCause.values();

  static final long DEVICE_HIGH = ItemKey.high(WriteShares.IMAGE, ItemKey.ACCOUNT);

  private AccountItem() {}

  static boolean isKey(long high) {
    return ItemKey.type(high) == ItemKey.ACCOUNT;
  }

  private static long high(long root) {
    return ItemKey.high(Math.max(WriteShares.IMAGE, root), ItemKey.ACCOUNT);
  }

  private static long low(long root) {
    return root == WrittenBytes.DESTROYED ? DESTROYED_LOW : 0;
  }

  /** Makes changeable what {@link #put} changes. */
  static void prepare(Tree rootsTree, long root) throws CorruptBlockException {
    rootsTree.prepare(high(root), low(root));
  }

  static void prepareDevice(Tree rootsTree) throws CorruptBlockException {
    rootsTree.prepare(DEVICE_HIGH, DEVICE_LOW);
  }

  static void remove(Tree rootsTree, long root) throws CorruptBlockException {
    rootsTree.remove(high(root), low(root));
  }

  /** Stores the counts of one root, or those that stand under its place. */
  static void put(Tree rootsTree, long root, ApplicationCounters application, WrittenBytes written)
      throws CorruptBlockException {
    ByteWriter writer = Scratch.get().writer.clear();
    writer
        .putVarint(application.bytesWritten())
        .putVarint(application.writes())
        .putVarint(application.bytesRead())
        .putVarint(application.reads())
        .putVarint(application.syncs());
    int[] kinds = {0};
    written.forEach(root, (category, cause, bytes) -> kinds[0]++);
    writer.putVarint(kinds[0]);
    written.forEach(
        root,
        (category, cause, bytes) ->
            writer.putByte(category.ordinal() << CAUSE_BITS | cause.ordinal()).putVarint(bytes));
    rootsTree.put(high(root), low(root), writer.bytes(), 0, writer.length());
  }

  static void putDevice(Tree rootsTree, DeviceCounters device) throws CorruptBlockException {
    ByteWriter writer = Scratch.get().writer.clear();
    writer
        .putVarint(device.bytesRead())
        .putVarint(device.reads())
        .putVarint(device.syncs())
        .putVarint(device.bytesDiscarded())
        .putVarint(CATEGORIES.length);
    for (WriteCategory category : CATEGORIES) {
      writer.putVarint(device.writes(category));
    }
    rootsTree.put(DEVICE_HIGH, DEVICE_LOW, writer.bytes(), 0, writer.length());
  }

  /**
   * Reads all counts. Needs the tree lock, and may miss nodes.
   *
   * @throws CorruptBlockException if an item makes no sense
   */
  static Account read(Tree rootsTree) throws IOException {
    Stored stored = new Stored();
    Cursor cursor = new Cursor();
    boolean more = rootsTree.seekCeiling(cursor, 0, 0);
    while (more) {
      if (isKey(cursor.keyHigh())) {
        stored.add(cursor.keyHigh(), cursor.keyLow(), cursor.copyValue());
      }
      more = rootsTree.next(cursor);
    }
    return stored.account();
  }

  /** Throws if an item makes no sense. */
  static void verify(long high, long low, byte[] value) throws CorruptBlockException {
    new Stored().add(high, low, value);
  }

  /** Items that were read, put together. */
  private static final class Stored {
    private final TreeMap<Long, ApplicationCounters> applications = new TreeMap<>();
    private final WrittenBytes.Builder written = new WrittenBytes.Builder();
    private DeviceCounters device = DeviceCounters.NONE;

    Account account() {
      DeviceCounters counters =
          new DeviceCounters(
              written.build(),
              device.writes(),
              device.bytesRead(),
              device.reads(),
              device.syncs(),
              device.bytesDiscarded());
      return new Account(counters, applications);
    }

    void add(long high, long low, byte[] value) throws CorruptBlockException {
      long number = ItemKey.inode(high);
      if (low != 0 && (number != WriteShares.IMAGE || low > DEVICE_LOW || low < 0)) {
        throw new CorruptBlockException("the counts of root " + number + " have a wrong key");
      }
      ByteReader reader = new ByteReader().of(value, 0, value.length);
      if (low == DEVICE_LOW) {
        addDevice(reader);
      } else {
        addRoot(low == DESTROYED_LOW ? WrittenBytes.DESTROYED : number, reader);
      }
      if (reader.remaining() != 0) {
        throw new CorruptBlockException("bytes follow the counts of root " + number);
      }
    }

    private void addRoot(long root, ByteReader reader) throws CorruptBlockException {
      applications.put(
          root,
          new ApplicationCounters(
              number(reader), number(reader), number(reader), number(reader), number(reader)));
      int kinds = reader.getCount();
      for (int i = 0; i < kinds; i++) {
        int kind = reader.getByte();
        int category = kind >> CAUSE_BITS;
        int cause = kind & (1 << CAUSE_BITS) - 1;
        if (category >= CATEGORIES.length || cause >= CAUSES.length) {
          throw new CorruptBlockException(
              "root %d has counts of an unknown kind, %d".formatted(root, kind));
        }
        written.add(root, CATEGORIES[category], CAUSES[cause], number(reader));
      }
    }

    private void addDevice(ByteReader reader) throws CorruptBlockException {
      long bytesRead = number(reader);
      long reads = number(reader);
      long syncs = number(reader);
      long discarded = number(reader);
      Map<WriteCategory, Long> writes = new EnumMap<>(WriteCategory.class);
      int categories = reader.getCount();
      if (categories > CATEGORIES.length) {
        throw new CorruptBlockException("there are no " + categories + " categories");
      }
      for (int i = 0; i < categories; i++) {
        writes.put(CATEGORIES[i], number(reader));
      }
      device = new DeviceCounters(WrittenBytes.NONE, writes, bytesRead, reads, syncs, discarded);
    }

    private static long number(ByteReader reader) throws CorruptBlockException {
      long number = reader.getVarint();
      if (number < 0) {
        throw new CorruptBlockException("a count is too large: " + Long.toUnsignedString(number));
      }
      return number;
    }
  }
}
