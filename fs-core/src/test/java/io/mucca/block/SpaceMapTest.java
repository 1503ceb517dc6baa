package io.mucca.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpaceMapTest {
  /** One region, not whole. */
  private static final Geometry SMALL = SpaceImage.geometry(1 << 20, 512);

  /** Four regions, the last one not whole. */
  private static final Geometry LARGE = SpaceImage.geometry(14 << 20, 512);

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072})
  void aNewImageHasAllButTheReservedBlocksFree(int blockSize) throws IOException {
    Geometry geometry = SpaceImage.geometry(8 << 20, blockSize);
    SpaceImage image = new SpaceImage(geometry);
    long data = geometry.blockCount() - geometry.firstDataBlock();
    assertEquals(data, image.map.freeBlocks());
    image.reload();
    assertEquals(data, image.map.freeBlocks());
    assertEquals(data, image.map.availableBlocks());
    assertEquals(1, image.map.references(geometry.firstDataBlock() - 1));
    assertEquals(0, image.map.references(geometry.firstDataBlock()));
    assertEquals(2, image.map.openGeneration());
  }

  @Test
  void sequentialDemandGetsAdjacentBlocks() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange first = image.map.reserve(7, Zone.DATA);
    BlockRange second = image.map.reserve(1, Zone.DATA);
    assertEquals(7, first.count());
    assertEquals(first.end(), second.start());
  }

  @Test
  void zonesUseDifferentRegions() throws IOException {
    SpaceImage image = new SpaceImage(LARGE);
    for (int i = 0; i < 100; i++) {
      long data = image.map.reserve(40, Zone.DATA).start();
      long metadata = image.map.reserve(8, Zone.METADATA).start();
      assertNotEquals(Geometry.regionOf(data), Geometry.regionOf(metadata));
    }
  }

  @Test
  void reservedBlocksAreFreeOnTheDevice() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    long free = image.map.freeBlocks();
    image.map.reserve(10, Zone.DATA);
    assertEquals(free - 10, image.map.freeBlocks());
    image.checkpoint();
    image.reload();
    assertEquals(free, image.map.freeBlocks());
  }

  @Test
  void everyBlockIsHandedOutOnceBeforeSpaceRunsOut() throws IOException {
    SpaceImage image = new SpaceImage(LARGE);
    long left = image.map.availableBlocks();
    boolean[] seen = new boolean[(int) LARGE.blockCount()];
    Zone[] zones = Zone.values();
    for (int i = 0; left > 0; i++) {
      BlockRange range = image.map.reserve(1 + i * 37 % 500, zones[i % 2]);
      for (long block = range.start(); block < range.end(); block++) {
        assertFalse(seen[(int) block], "block " + block);
        seen[(int) block] = true;
      }
      left -= range.count();
      assertEquals(left, image.map.availableBlocks());
    }
    NoSpaceException e =
        assertThrows(NoSpaceException.class, () -> image.map.reserve(1, Zone.DATA));
    assertEquals(0, e.pendingBlocks());
  }

  @Test
  void aFullImageSaysWhatWaitsForACheckpoint() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(20);
    image.checkpoint();
    image.map.decrement(range.start(), range.count());
    while (image.map.availableBlocks() > 0) {
      image.map.reserve(1000, Zone.DATA);
    }
    NoSpaceException e =
        assertThrows(NoSpaceException.class, () -> image.map.reserve(1, Zone.METADATA));
    assertEquals(20, e.pendingBlocks());
    assertEquals(20, image.map.freeBlocks());
  }

  @Test
  void theLongestRunIsTakenWhereFreeSpaceIsInPieces() throws IOException {
    SpaceImage image = new SpaceImage(LARGE);
    List<BlockRange> ranges = new ArrayList<>();
    while (image.map.availableBlocks() > 0) {
      ranges.add(image.map.reserve(10, Zone.DATA));
    }
    for (int i = 0; i < ranges.size(); i += 2) {
      image.map.release(ranges.get(i).start(), Math.min(4, ranges.get(i).count()));
    }
    BlockRange longest = ranges.get(ranges.size() / 2 | 1);
    image.map.release(longest.start(), 9);
    assertEquals(new BlockRange(longest.start(), 9), image.map.reserve(64, Zone.DATA));
    assertEquals(4, image.map.reserve(64, Zone.DATA).count());
  }

  @Test
  void freeSpaceInManySmallPiecesIsFoundToTheLastBlock() throws IOException {
    SpaceMap map = SpaceMap.format(SpaceImage.geometry(100 << 20, 512), 1);
    List<BlockRange> ranges = new ArrayList<>();
    while (map.availableBlocks() > 0) {
      ranges.add(map.reserve(5, Zone.DATA));
    }
    long freed = 0;
    for (int i = 0; i < ranges.size(); i += 2) {
      int count = Math.min(1 + i % 5, ranges.get(i).count());
      map.release(ranges.get(i).start(), count);
      freed += count;
    }
    assertEquals(5, map.reserve(5, Zone.METADATA).count());
    freed -= 5;
    while (freed > 0) {
      int count = map.reserve(64, Zone.DATA).count();
      assertTrue(count <= 5, "run of " + count);
      freed -= count;
    }
    assertEquals(0, map.availableBlocks());
  }

  @Test
  void noMoreThanWantedIsReserved() throws IOException {
    SpaceMap map = SpaceMap.format(SpaceImage.geometry(200 << 20, 512), 1);
    List<BlockRange> ranges = new ArrayList<>();
    while (map.availableBlocks() > 0) {
      ranges.add(map.reserve(512, Zone.DATA));
    }
    for (BlockRange range : ranges) {
      map.release(range.start(), Math.min(300, range.count()));
    }
    for (int i = 0; i < 100; i++) {
      assertTrue(map.reserve(400, Zone.DATA).count() <= 400);
      assertTrue(map.reserve(1, Zone.METADATA).count() == 1);
    }
  }

  @Test
  void rangesMayCrossRegions() throws IOException {
    SpaceImage image = new SpaceImage(LARGE);
    long start = 2 * Geometry.REGION_BLOCKS - 100;
    assertTrue(image.map.reserveExactly(start, Geometry.REGION_BLOCKS + 200));
    image.map.claim(start, Geometry.REGION_BLOCKS + 200, 1);
    image.map.increment(start + 50, 100);
    image.checkpoint();
    image.reload();
    assertEquals(0, image.map.references(start - 1));
    assertEquals(1, image.map.references(start + 49));
    assertEquals(2, image.map.references(start + 50));
    assertEquals(2, image.map.references(start + 149));
    assertEquals(1, image.map.references(start + Geometry.REGION_BLOCKS + 199));
    assertEquals(0, image.map.references(start + Geometry.REGION_BLOCKS + 200));
    int freed = image.map.decrement(start, Geometry.REGION_BLOCKS + 200);
    assertEquals(Geometry.REGION_BLOCKS + 100, freed);
  }

  @Test
  void freedBlocksBecomeAvailableAfterTwoMoreCheckpoints() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(5);
    image.checkpoint();
    long available = image.map.availableBlocks();
    assertEquals(5, image.map.decrement(range.start(), 5));
    image.checkpoint();
    image.checkpoint();
    assertEquals(available, image.map.availableBlocks());
    assertEquals(5, image.map.pendingBlocks());
    image.checkpoint();
    assertEquals(available + 5, image.map.availableBlocks());
    assertEquals(0, image.map.pendingBlocks());
  }

  @Test
  void whereSpaceIsShortOneCheckpointIsEnough() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(5);
    image.checkpoint();
    image.map.decrement(range.start(), 3);
    Superblock superblock = image.checkpoint();
    image.map.decrement(range.start() + 3, 2);
    image.map.releaseAllDurable(superblock.generation());
    assertEquals(2, image.map.pendingBlocks());
  }

  @Test
  void whatWasHeldForOlderCheckpointsIsReleasedAfterLoadingToo() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(5);
    image.checkpoint();
    image.map.decrement(range.start(), 5);
    image.checkpoint();
    image.reload();
    assertEquals(5, image.map.pendingBlocks());
    image.map.releaseAllDurable(image.map.openGeneration() - 1);
    assertEquals(0, image.map.pendingBlocks());
  }

  @Test
  void pinnedCheckpointKeepsItsBlocks() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(5);
    Superblock pinned = image.checkpoint();
    image.map.decrement(range.start(), 5);
    try (SpacePin pin = image.map.pin(pinned.generation())) {
      for (int i = 0; i < 5; i++) {
        image.checkpoint();
      }
      assertEquals(5, image.map.pendingBlocks());
      assertNull(pin.brokenBecause());
    }
    assertEquals(0, image.map.pendingBlocks());
  }

  @Test
  void pinKeepsOnlyWhatItsCheckpointUses() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange used = image.allocate(5);
    Superblock pinned = image.checkpoint();
    try (SpacePin pin = image.map.pin(pinned.generation())) {
      pin.keepOnly(SpaceMap.load(image.device, SMALL, pinned));
      for (int i = 0; i < 5; i++) {
        BlockRange passing = image.allocate(7);
        image.map.decrement(passing.start(), 7);
      }
      image.map.decrement(used.start(), 2);
      image.map.releaseAllDurable(image.checkpoint().generation() - 1);
      assertEquals(37, image.map.pendingBlocks());
      image.checkpoint();
      image.checkpoint();
      assertEquals(2, image.map.pendingBlocks());
      assertNull(pin.brokenBecause());
    }
    assertEquals(0, image.map.pendingBlocks());
  }

  @Test
  void pinKeepsNothingThatWasFreedBefore() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(5);
    image.checkpoint();
    image.map.decrement(range.start(), 5);
    Superblock pinned = image.checkpoint();
    try (SpacePin pin = image.map.pin(pinned.generation())) {
      pin.keepOnly(SpaceMap.load(image.device, SMALL, pinned));
      image.checkpoint();
      image.checkpoint();
      assertEquals(0, image.map.pendingBlocks());
      image.map.releaseAllDurable(image.map.openGeneration() - 1);
      assertNull(pin.brokenBecause());
    }
  }

  @Test
  void shortSpaceBreaksThePinsThatHoldItBack() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(5);
    SpacePin pin = image.map.pin(image.checkpoint().generation());
    image.map.decrement(range.start(), 5);
    Superblock last = image.checkpoint();
    SpacePin later = image.map.pin(last.generation());
    later.keepOnly(SpaceMap.load(image.device, SMALL, last));
    image.map.releaseAllDurable(image.map.openGeneration() - 1);
    assertEquals(0, image.map.pendingBlocks());
    assertNotNull(pin.brokenBecause());
    assertNull(later.brokenBecause());
    pin.close();
    later.close();
  }

  @Test
  void recoveryMayReserveWhatIsPending() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(5);
    image.checkpoint();
    image.map.decrement(range.start(), 5);
    image.checkpoint();
    image.reload();
    assertTrue(image.map.reserveExactly(range.start(), 3));
    assertFalse(image.map.reserveExactly(range.start() + 2, 2));
    image.map.claim(range.start(), 3, 1);
    assertFalse(image.map.reserveExactly(range.start(), 1));
    assertEquals(2, image.map.pendingBlocks());
    image.checkpoint();
    image.checkpoint();
    assertEquals(1, image.map.references(range.start()));
    assertEquals(0, image.map.pendingBlocks());
    image.map.decrement(range.start(), 3);
    assertEquals(3, image.map.pendingBlocks());
  }

  @Test
  void misuseIsRefused() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.map.reserve(4, Zone.DATA);
    SpaceMap map = image.map;
    assertThrows(CorruptBlockException.class, () -> map.decrement(range.start(), 1));
    assertThrows(CorruptBlockException.class, () -> map.increment(range.start(), 1));
    assertThrows(IllegalStateException.class, () -> map.claim(range.start(), 5, 1));
    assertThrows(IllegalStateException.class, () -> map.release(range.start() - 1, 2));
    assertThrows(CorruptBlockException.class, () -> map.decrement(0, 1));
    assertThrows(CorruptBlockException.class, () -> map.increment(SMALL.blockCount(), 1));
    assertThrows(CorruptBlockException.class, () -> map.references(SMALL.blockCount()));
    map.claim(range.start(), 4, Integer.MAX_VALUE);
    assertThrows(CorruptBlockException.class, () -> map.increment(range.start(), 1));
    assertThrows(IllegalStateException.class, () -> map.checkpointDurable(map.openGeneration()));
  }

  @Test
  void aCheckpointWritesOnlyWhatChanged() throws IOException {
    SpaceImage image = new SpaceImage(LARGE);
    image.allocate(3);
    image.device.writes.clear();
    try (FrozenSpace frozen = image.map.freeze()) {
      assertEquals(2560, frozen.sizeBytes());
      frozen.writeTo(image.device);
    }
    assertEquals(1, image.device.writes.size());
    assertEquals(2560, image.device.writes.getFirst().lengthBytes());
    assertEquals(WriteCategory.SPACE_MAP, image.device.writes.getFirst().category());
    try (FrozenSpace frozen = image.map.freeze()) {
      assertEquals(0, frozen.sizeBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 496, 497, 1400})
  void exactCountsSurviveInlineAndInTheOverflow(int count) throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(count);
    for (int i = 0; i < count; i++) {
      image.map.increment(range.start() + i, 1);
      image.map.increment(range.start() + i, count - i);
      for (int more = 0; more < i % 5; more++) {
        image.map.increment(range.start() + i, 1);
      }
    }
    image.device.writes.clear();
    image.checkpoint();
    assertEquals(count > SpaceSlotLayout.MAX_INLINE ? 3 : 2, image.device.writes.size());
    int[] before = new int[Geometry.REGION_BLOCKS];
    image.map.snapshotCounts(0, before);
    assertTrue(before[Geometry.indexInRegion(range.start())] >= 3);
    image.reload();
    int[] after = new int[Geometry.REGION_BLOCKS];
    image.map.snapshotCounts(0, after);
    assertTrue(Arrays.equals(before, after));
    image.map.decrement(range.start(), 1);
    assertEquals(
        before[Geometry.indexInRegion(range.start())] - 1, image.map.references(range.start()));
  }

  @Test
  void damageInTheOverflowIsNoticed() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.map.reserve(600, Zone.DATA);
    image.map.claim(range.start(), 600, 9);
    image.checkpoint();
    image.device.flip(SMALL.overflowOffset(0, 1) + 2399);
    CorruptBlockException e = assertThrows(CorruptBlockException.class, image::reload);
    assertTrue(e.getMessage().contains("offset " + SMALL.overflowOffset(0, 1)), e.getMessage());
  }

  @Test
  void aLostWriteOfARegionIsNoticed() throws IOException {
    SpaceImage image = new SpaceImage(LARGE);
    image.checkpoint();
    image.allocate(1);
    byte[] before = image.device.bytes.clone();
    image.checkpoint();
    long lost = LARGE.countsOffset(1, 0);
    System.arraycopy(before, (int) lost, image.device.bytes, (int) lost, 4096);
    assertThrows(CorruptBlockException.class, image::reload);
  }

  @Test
  void aDamagedRegionIsNamed() throws IOException {
    SpaceImage image = new SpaceImage(LARGE);
    image.device.flip(LARGE.countsOffset(3, 0) + 1500);
    CorruptBlockException e = assertThrows(CorruptBlockException.class, image::reload);
    assertTrue(e.getMessage().contains("slot 0 of region 3"), e.getMessage());
  }

  @Test
  void anInterruptedCheckpointLeavesNoTrace() throws IOException {
    SpaceImage image = new SpaceImage(LARGE);
    Superblock last = image.checkpoint();
    BlockRange range = image.allocate(3000);
    image.map.freeze().writeTo(image.device);
    image.reload();
    assertEquals(0, image.map.references(range.start()));
    assertEquals(last.generation() + 1, image.map.openGeneration());
    image.checkpoint();
    for (int i = 0; i < 5; i++) {
      image.reload();
      assertEquals(0, image.map.references(range.start()));
      image.checkpoint();
    }
  }

  @Test
  void fallingBackOneCheckpointFindsItsBlocksUntouched() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(50);
    image.checkpoint();
    image.map.decrement(range.start(), 50);
    Superblock last = image.checkpoint();
    while (image.map.availableBlocks() > 0) {
      BlockRange other = image.map.reserve(100, Zone.DATA);
      assertTrue(other.end() <= range.start() || other.start() >= range.end());
    }
    image.damageSuperblock(last.generation());
    image.reload();
    for (long block = range.start(); block < range.end(); block++) {
      assertEquals(1, image.map.references(block));
    }
    assertEquals(last.generation(), image.map.openGeneration());
  }

  @Test
  void versionsInOthersSlotsAreNotWrittenOverTooEarly() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    for (int i = 0; i < 3; i++) {
      image.allocate(1);
      image.checkpoint();
    }
    image.device.exchange(
        SMALL.countsOffset(0, 0), SMALL.countsOffset(0, 1), SpaceSlotLayout.COUNTS_BYTES);
    image.reload();
    for (int i = 0; i < 5; i++) {
      image.allocate(1);
      image.checkpoint();
      for (Superblock superblock : SuperblockStore.readAll(image.device)) {
        SpaceMap.load(image.device, SMALL, superblock);
      }
    }
  }

  @Test
  void formattingAgainTrustsNothingOfTheOldImage() throws IOException {
    SpaceImage image = new SpaceImage(SMALL);
    BlockRange range = image.allocate(50);
    image.checkpoint();
    SuperblockStore.erase(image.device);
    long newId = 99;
    SpaceMap fresh = SpaceMap.format(SMALL, newId);
    FrozenSpace frozen = fresh.freeze();
    frozen.writeTo(image.device);
    Superblock old = image.superblock(frozen);
    Superblock superblock =
        new Superblock(
            old.features(),
            new UUID(1, newId),
            old.generation(),
            SMALL,
            old.commitTime(),
            old.spaceDigest(),
            old.freeBlocks(),
            BlockPointer.NONE,
            1,
            0,
            LogAnchor.NONE);
    SuperblockStore.write(image.device, superblock);
    image.reload();
    assertEquals(0, image.map.references(range.start()));
    assertEquals(0, image.map.pendingBlocks());
  }
}
