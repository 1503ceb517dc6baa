package io.mucca.block;

import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the space map of one checkpoint: of every region the newest version that is not newer than
 * the checkpoint. The digest tells whether these are the versions that the checkpoint was made
 * with.
 */
final class SpaceMapReader {
  /** Regions that one read takes: 4 MiB. */
  private static final int REGIONS_PER_READ = 256;

  private static final int REGION_COUNTS_BYTES = Geometry.SLOT_COUNT * SpaceSlotLayout.COUNTS_BYTES;

  /** The bitmap of a region that freed no block; never written to. */
  private static final long[] NOTHING = new long[SpaceRegion.BITMAP_WORDS];

  private final BlockDevice device;
  private final Geometry geometry;
  private final Superblock superblock;

  /** Generations of the older checkpoints that the device still has, the newest first. */
  private final List<Long> olderGenerations = new ArrayList<>();

  private final List<LoadedRegion> regions = new ArrayList<>();
  private boolean isLenient;
  private long digest;
  private String damage = "a region's last version is missing";

  /**
   * A region as the checkpoint has it.
   *
   * @param freed for each older checkpoint, the newest first, the blocks that it uses and no newer
   *     one does
   */
  record LoadedRegion(int number, SpaceRegion region, List<long[]> freed) {}

  SpaceMapReader(BlockDevice device, Geometry geometry, Superblock superblock) {
    this.device = device;
    this.geometry = geometry;
    this.superblock = superblock;
  }

  /** Reads everything and checks it; to be called once, before the results are asked for. */
  void read() throws IOException {
    readGenerations();
    readSlots();
    if (digest != superblock.spaceDigest()) {
      throw new CorruptBlockException(
          "%s: the space map of checkpoint %d has digest 0x%016x, expected 0x%016x: %s"
              .formatted(
                  device.name(),
                  superblock.generation(),
                  digest,
                  superblock.spaceDigest(),
                  damage));
    }
  }

  private void readSlots() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int perRead = Math.min(REGIONS_PER_READ, geometry.regionCount());
      MemorySegment buffer = arena.allocate((long) perRead * REGION_COUNTS_BYTES, 4096);
      for (int first = 0; first < geometry.regionCount(); first += perRead) {
        int count = Math.min(perRead, geometry.regionCount() - first);
        MemorySegment part = buffer.asSlice(0, (long) count * REGION_COUNTS_BYTES);
        device.read(geometry.countsOffset(first, 0), part);
        for (int i = 0; i < count; i++) {
          long offset = (long) i * REGION_COUNTS_BYTES;
          readRegion(first + i, part.asSlice(offset, REGION_COUNTS_BYTES));
        }
      }
    }
  }

  /**
   * Reads what is sound, whatever the digest says; {@link #regions} has it then.
   *
   * @return the digest of that
   */
  long salvage() throws IOException {
    isLenient = true;
    readSlots();
    return digest;
  }

  List<LoadedRegion> regions() {
    return regions;
  }

  private void readGenerations() throws IOException {
    for (Superblock other : SuperblockStore.readAll(device)) {
      if (other.generation() < superblock.generation()
          && olderGenerations.size() < SpaceMap.RETAINED) {
        olderGenerations.add(other.generation());
      }
    }
  }

  private void readRegion(int number, MemorySegment slots) throws IOException {
    List<SpaceSlot> versions = new ArrayList<>();
    List<SpaceSlot> later = new ArrayList<>();
    for (int slot = 0; slot < Geometry.SLOT_COUNT; slot++) {
      long offset = (long) slot * SpaceSlotLayout.COUNTS_BYTES;
      SpaceSlot version = new SpaceSlot(slot, slots.asSlice(offset, SpaceSlotLayout.COUNTS_BYTES));
      if (version.belongsTo(number, superblock.volumeIdLow())) {
        if (version.generation() > superblock.generation()) {
          later.add(version);
        } else if (version.isSound(geometry.sectorSize())) {
          versions.add(version);
        } else {
          noteDamage(number, slot);
        }
      }
    }
    if (!versions.isEmpty() || !later.isEmpty()) {
      addRegion(number, versions, later);
    }
  }

  /**
   * A torn write of a lost checkpoint looks like this too; only a wrong digest makes it an error.
   */
  private void noteDamage(int number, int slot) {
    damage =
        "slot %d of region %d at offset %d has a wrong checksum"
            .formatted(slot, number, geometry.countsOffset(number, slot));
  }

  private void addRegion(int number, List<SpaceSlot> versions, List<SpaceSlot> later)
      throws IOException {
    SpaceSlot current = newestUpTo(versions, superblock.generation());
    SpaceRegion region = new SpaceRegion();
    if (current != null && isLenient) {
      region = decodeNewest(number, versions);
    } else if (current != null) {
      region = decode(number, current);
    }
    if (region.generation != 0) {
      digest ^= SpaceDigest.of(number, region.generation, region.checksum);
    }
    orderSlots(region, versions, later);
    // So many checkpoints write the region before its slots hold nothing any more of a checkpoint
    // that is not to be: another one will have its generation. A torn version counts too, since a
    // second torn write into the slot could make it whole.
    region.rewrites = later.size();
    regions.add(new LoadedRegion(number, region, freed(region, versions)));
  }

  /**
   * Coming versions take the slots of checkpoints that are not to be first, then those without a
   * sound version, then that of the oldest. The places alone would say the same, but for a version
   * that lies in another's slot: from there on each write would spoil one that an older checkpoint
   * needs.
   */
  private static void orderSlots(
      SpaceRegion region, List<SpaceSlot> versions, List<SpaceSlot> later) {
    int current = region.lastSlot();
    BitSet unsound = new BitSet();
    unsound.set(0, Geometry.SLOT_COUNT);
    Stream.of(later, versions).flatMap(List::stream).forEach(each -> unsound.clear(each.slot()));
    sorted(later).forEach(each -> region.takeLast(each.slot()));
    unsound.stream().forEach(region::takeLast);
    sorted(versions).forEach(each -> region.takeLast(each.slot()));
    if (region.generation != 0) {
      region.takeLast(current);
    }
  }

  private static Stream<SpaceSlot> sorted(List<SpaceSlot> versions) {
    return versions.stream().sorted(Comparator.comparingLong(SpaceSlot::generation));
  }

  /** The newest version that makes sense, or one without any block in use. */
  private SpaceRegion decodeNewest(int number, List<SpaceSlot> versions) throws IOException {
    List<SpaceSlot> left = new ArrayList<>(versions);
    left.sort(Comparator.comparingLong(SpaceSlot::generation).reversed());
    for (SpaceSlot version : left) {
      try {
        return decode(number, version);
      } catch (CorruptBlockException e) {
        noteDamage(number, version.slot());
      }
    }
    return new SpaceRegion();
  }

  private SpaceRegion decode(int number, SpaceSlot version) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return version.decode(readOverflow(number, version, arena));
    } catch (CorruptBlockException e) {
      throw new CorruptBlockException(
          "%s: space map of region %d, slot %d at offset %d: %s"
              .formatted(
                  device.name(),
                  number,
                  version.slot(),
                  geometry.countsOffset(number, version.slot()),
                  e.getMessage()));
    }
  }

  private MemorySegment readOverflow(int number, SpaceSlot version, Arena arena)
      throws IOException {
    int length = SpaceSlotLayout.overflowBytes(version.exceptionCount(), geometry.sectorSize());
    if (length == 0) {
      return MemorySegment.NULL;
    }
    MemorySegment overflow = arena.allocate(length, 4096);
    long offset = geometry.overflowOffset(number, version.slot());
    device.read(offset, overflow);
    int actual = Checksums.crc32c(overflow);
    if (actual != version.overflowChecksum()) {
      throw new CorruptBlockException(
          "exact counts at offset %d have checksum 0x%08x, expected 0x%08x"
              .formatted(offset, actual, version.overflowChecksum()));
    }
    return overflow;
  }

  private List<long[]> freed(SpaceRegion region, List<SpaceSlot> versions) {
    long[] used = region.inUse();
    List<long[]> freed = new ArrayList<>();
    for (long generation : olderGenerations) {
      SpaceSlot older = newestUpTo(versions, generation);
      if (older == null || older.generation() == region.generation) {
        freed.add(NOTHING);
      } else {
        long[] usedThen = SpaceRegion.inUse(older.counts());
        Bits.andNot(usedThen, used);
        Bits.or(used, usedThen);
        freed.add(usedThen);
      }
    }
    return freed;
  }

  private static @Nullable SpaceSlot newestUpTo(List<SpaceSlot> versions, long generation) {
    SpaceSlot newest = null;
    for (SpaceSlot version : versions) {
      if (version.generation() <= generation
          && (newest == null || version.generation() > newest.generation())) {
        newest = version;
      }
    }
    return newest;
  }
}
