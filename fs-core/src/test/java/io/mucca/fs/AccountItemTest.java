package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.account.Account;
import io.mucca.account.ApplicationCounters;
import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.block.SpaceMap;
import io.mucca.btree.Cursor;
import io.mucca.btree.ItemReferences;
import io.mucca.btree.Tree;
import io.mucca.device.DeviceCounters;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WrittenBytes;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example of counts in {@code FORMAT.md}, byte for byte. */
class AccountItemTest {
  private final Tree tree = new Tree(newCore().nodes, ItemReferences.NONE, BlockPointer.NONE);

  private static ImageCore newCore() {
    Geometry geometry = new Geometry(16 << 20, 4096, 16384, 512, 2048);
    return new ImageCore(
        new MemoryDevice(geometry.sizeBytes(), 512),
        geometry,
        SpaceMap.format(geometry, 1),
        LogAnchor.NONE,
        1,
        2,
        OpenOptions.DEFAULT,
        InstantSource.system());
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void countsOfARootAreEncodedByteForByte() throws IOException {
    WrittenBytes written =
        new WrittenBytes.Builder()
            .add(3, WriteCategory.DATA, WriteCause.FSYNC, 5000)
            .add(3, WriteCategory.FILLER, WriteCause.FSYNC, 3192)
            .add(3, WriteCategory.TREE_LEAF, WriteCause.REQUEST, 512)
            .build();
    ApplicationCounters application = new ApplicationCounters(5000, 2, 0, 0, 1);
    AccountItem.put(tree, 3, application, written);
    Cursor cursor = new Cursor();
    assertTrue(tree.seek(cursor, 0x309, 0));
    assertEquals(
        HexFormat.of().formatHex(bytes("8827 02 00 00 01 03 00 8827 10 f818 48 8004")),
        HexFormat.of().formatHex(cursor.copyValue()));
    Account read = AccountItem.read(tree);
    assertEquals(written, read.device().written());
    assertEquals(Map.of(3L, application), read.applications());
  }

  @Test
  void countsOfNoSingleRootHaveTheirPlaces() throws IOException {
    WrittenBytes written =
        new WrittenBytes.Builder()
            .add(0, WriteCategory.SUPERBLOCK, WriteCause.REQUEST, 512)
            .add(WrittenBytes.DESTROYED, WriteCategory.DATA, WriteCause.BEFORE_CRASH, 4096)
            .build();
    DeviceCounters device =
        new DeviceCounters(WrittenBytes.NONE, Map.of(WriteCategory.SUPERBLOCK, 1L), 9, 8, 7, 6);
    AccountItem.put(tree, 0, ApplicationCounters.NONE, written);
    AccountItem.put(tree, WrittenBytes.DESTROYED, ApplicationCounters.NONE, written);
    AccountItem.putDevice(tree, device);
    Cursor cursor = new Cursor();
    assertTrue(tree.seek(cursor, 0x9, 0));
    assertTrue(tree.seek(cursor, 0x9, 1));
    assertTrue(tree.seek(cursor, 0x9, 2));
    DeviceCounters read = AccountItem.read(tree).device();
    assertEquals(written, read.written());
    assertEquals(device.plus(DeviceCounters.NONE).writes(), read.writes());
    assertEquals(9, read.bytesRead());
    assertEquals(8, read.reads());
    assertEquals(7, read.syncs());
    assertEquals(6, read.bytesDiscarded());
  }

  @Test
  void countsThatMakeNoSenseAreDamage() {
    List<String> values =
        List.of(
            "",
            "00 00 00 00 00 01",
            "00 00 00 00 00 01 90 05",
            "00 00 00 00 00 01 0b 05",
            "00 00 00 00 00 00 00",
            "ffffffffffffffffff01 00 00 00 00 00");
    for (String hex : values) {
      byte[] value = bytes(hex);
      assertThrows(
          CorruptBlockException.class, () -> AccountItem.verify(0x309, 0, value), "'" + hex + "'");
    }
    byte[] nothing = bytes("00 00 00 00 00 00");
    assertThrows(CorruptBlockException.class, () -> AccountItem.verify(0x309, 1, nothing));
    assertThrows(CorruptBlockException.class, () -> AccountItem.verify(0x009, 3, nothing));
  }
}
