package io.mucca.block;

import static io.mucca.block.Geometry.REGION_BLOCKS;

import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks are in use and how often: a reference count for every block, in memory as a whole,
 * and a new version of every changed region on the device with each checkpoint.
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>A block is handed out only while its count is 0 and neither the last durable checkpoint
 *       nor, while space allows, the {@link #RETAINED} checkpoints before it use it.
 *   <li>A block is in exactly one state: in use, reserved (somebody is writing it), pending (freed,
 *       but an older checkpoint or a reader may need it) or available. Reserved and pending exist
 *       only in memory: on the device such a block is free.
 *   <li>No method does I/O, except {@link #load}; none waits for longer than memory takes.
 * </ol>
 *
 * <p>Thread-safe: one lock, this object's, guards everything. The counts' shape follows dm-thin's
 * space map (2 bits for each block, exact counts aside), the delayed reuse ZFS's deferred frees.
 */
public final class SpaceMap {
  /** How many checkpoints before the last keep their blocks as long as space allows. */
  public static final int RETAINED = 2;

  private final Geometry geometry;
  private final long volumeIdLow;
  private final @Nullable SpaceRegion[] regions;
  private final NextFit nextFit;
  private final PendingFrees pendingFrees = new PendingFrees();
  private final HeldFrees heldFrees = new HeldFrees();
  private final BitSet changed = new BitSet();

  /**
   * The last generation before this space map: all that was freed up to it belongs to durable
   * checkpoints.
   */
  private final long loadedUpTo;

  private long openGeneration;
  private long digest;

  /** Blocks with a count of 0; the reserved and the pending ones are among them. */
  private long unusedBlocks;

  private long reservedBlocks;
  private long pendingBlocks;

  /**
   * What a method does to the part of a range that lies in one region, from one index to before
   * another.
   */
  private interface PartAction {
    void apply(int number, SpaceRegion region, int from, int to);
  }

  private SpaceMap(Geometry geometry, long volumeIdLow, long openGeneration) {
    this.geometry = geometry;
    this.volumeIdLow = volumeIdLow;
    this.openGeneration = openGeneration;
    loadedUpTo = openGeneration - 1;
    regions = new @Nullable SpaceRegion[geometry.regionCount()];
    nextFit = new NextFit(regions, Geometry.regionOf(geometry.firstDataBlock()));
    unusedBlocks = (long) regions.length * REGION_BLOCKS;
  }

  /**
   * The space map of a new image: only the superblock's and the space map's own blocks are in use.
   * The open generation is 1. Nothing is read or written.
   */
  public static SpaceMap format(Geometry geometry, long volumeIdLow) {
    SpaceMap map = new SpaceMap(geometry, volumeIdLow, 1);
    map.useForever(0, geometry.firstDataBlock());
    long end = Geometry.blockAt(geometry.regionCount(), 0);
    map.useForever(geometry.blockCount(), end - geometry.blockCount());
    return map;
  }

  /**
   * Reads the space map of a checkpoint. Blocks that older checkpoints on the device use, and this
   * one does not, are pending. The open generation is the one after the checkpoint's, even if there
   * are newer superblocks: before anything is written, {@link SuperblockStore#eraseNewer} must have
   * removed them.
   *
   * @throws CorruptBlockException if the space map of the checkpoint is damaged or incomplete, or
   *     would let reserved areas be allocated; an older checkpoint may be sound
   */
  public static SpaceMap load(BlockDevice device, Geometry geometry, Superblock superblock)
      throws IOException {
    SpaceMapReader reader = new SpaceMapReader(device, geometry, superblock);
    reader.read();
    SpaceMap map = new SpaceMap(geometry, superblock.volumeIdLow(), superblock.generation() + 1);
    map.digest = superblock.spaceDigest();
    reader.regions().forEach(map::adopt);
    map.requireFreeBlocks(superblock.freeBlocks());
    map.requireInUseForever(0, geometry.firstDataBlock());
    map.requireInUseForever(geometry.blockCount(), Geometry.blockAt(geometry.regionCount(), 0));
    return map;
  }

  /**
   * Reads what is left of the space map of a checkpoint, to be made right by {@link #correct}: of
   * each region the newest version that is sound. The next checkpoint writes all of them.
   */
  public static SpaceMap salvage(BlockDevice device, Geometry geometry, Superblock superblock)
      throws IOException {
    SpaceMapReader reader = new SpaceMapReader(device, geometry, superblock);
    SpaceMap map = new SpaceMap(geometry, superblock.volumeIdLow(), superblock.generation() + 1);
    map.digest = reader.salvage();
    reader.regions().forEach(map::adopt);
    map.changed.set(0, map.regions.length);
    return map;
  }

  /**
   * Makes every count the number of pointers to the block. What becomes free can be allocated once
   * the next checkpoint is durable.
   *
   * @param neverLower there may be more pointers than were counted: only counts that are too low
   *     are changed
   */
  public synchronized void correct(ReferenceTally tally, boolean neverLower) {
    tally.compare(
        this,
        (start, count, references, pointers) -> {
          if (pointers > references || !neverLower) {
            for (long block = start; block < start + count; block++) {
              correct(block, references, pointers);
            }
          }
        });
  }

  private void correct(long block, int references, int pointers) {
    int number = Geometry.regionOf(block);
    int index = Geometry.indexInRegion(block);
    SpaceRegion region = region(number);
    if (references == 0) {
      int wasPending = region.clearPending(index, index + 1);
      pendingFrees.remove(number, index, index + 1);
      nextFit.remove(number, 1 - wasPending);
      pendingBlocks -= wasPending;
      unusedBlocks--;
    }
    region.setReferences(index, pointers);
    if (pointers == 0) {
      free(number, region, index);
    }
    changed.set(number);
  }

  public Geometry geometry() {
    return geometry;
  }

  /** The generation that the next checkpoint will have. */
  public synchronized long openGeneration() {
    return openGeneration;
  }

  /** Blocks that are neither in use nor reserved; those that wait for a checkpoint are counted. */
  public synchronized long freeBlocks() {
    return unusedBlocks - reservedBlocks;
  }

  /** Blocks that can be reserved now. */
  public synchronized long availableBlocks() {
    return unusedBlocks - reservedBlocks - pendingBlocks;
  }

  /**
   * Free blocks that become available with coming checkpoints or with {@link #releaseAllDurable}.
   */
  public synchronized long pendingBlocks() {
    return pendingBlocks;
  }

  /**
   * Reserves adjacent blocks for somebody who will write them, and then {@link #claim} or {@link
   * #release} them.
   *
   * @param wantedBlocks how many would be best; fewer come where free space is in pieces, and never
   *     more than a region has
   * @throws NoSpaceException if no block is available
   */
  public synchronized BlockRange reserve(int wantedBlocks, Zone zone) throws NoSpaceException {
    if (wantedBlocks < 1) {
      throw new IllegalArgumentException("cannot reserve " + wantedBlocks + " blocks");
    }
    FreeRun run = nextFit.next(wantedBlocks, zone);
    if (run.length() == 0) {
      throw new NoSpaceException(pendingBlocks);
    }
    region(run.region()).reserve(run.start(), run.end());
    nextFit.remove(run.region(), run.length());
    reservedBlocks += run.length();
    return new BlockRange(Geometry.blockAt(run.region(), run.start()), run.length());
  }

  /**
   * Reserves just these blocks, for the recovery of a log that says what they hold. They may be
   * pending: they were made available once already, before the log named them.
   *
   * @return false, and nothing is reserved, if a block is in use, reserved or not on the image
   */
  public synchronized boolean reserveExactly(long start, int count) {
    if (count < 1 || !geometry.isDataRange(start, count) || !isFree(start, count)) {
      return false;
    }
    forEachPart(
        start,
        count,
        (number, region, from, to) -> {
          int wasPending = region.clearPending(from, to);
          pendingFrees.remove(number, from, to);
          region.reserve(from, to);
          nextFit.remove(number, to - from - wasPending);
          pendingBlocks -= wasPending;
          reservedBlocks += to - from;
        });
    return true;
  }

  /** Puts reserved blocks to use with this many references each. */
  public synchronized void claim(long start, int count, int references) {
    if (references < 1) {
      throw new IllegalStateException(
          "blocks cannot be claimed with " + references + " references");
    }
    forEachPart(
        start,
        count,
        (number, region, from, to) -> {
          unreserve(number, region, from, to);
          for (int index = from; index < to; index++) {
            region.setReferences(index, references);
          }
          unusedBlocks -= to - from;
          changed.set(number);
        });
  }

  /** Makes reserved blocks available again. */
  public synchronized void release(long start, int count) {
    forEachPart(
        start,
        count,
        (number, region, from, to) -> {
          unreserve(number, region, from, to);
          nextFit.add(number, to - from);
        });
  }

  /**
   * One more reference to each block.
   *
   * @throws CorruptBlockException if not all of them are in use: what points to them and the counts
   *     contradict each other; nothing is changed
   */
  public synchronized void increment(long start, int count) throws CorruptBlockException {
    requireInUse(start, count, Integer.MAX_VALUE - 1);
    forEachPart(
        start,
        count,
        (number, region, from, to) -> {
          for (int index = from; index < to; index++) {
            region.setReferences(index, region.references(index) + 1);
          }
          changed.set(number);
        });
  }

  /**
   * One reference less to each block. Those that reach 0 are freed: they are pending from the open
   * generation on.
   *
   * @return how many blocks were freed
   * @throws CorruptBlockException if not all of them are in use: what points to them and the counts
   *     contradict each other; nothing is changed
   */
  public synchronized int decrement(long start, int count) throws CorruptBlockException {
    requireInUse(start, count, Integer.MAX_VALUE);
    long before = unusedBlocks;
    forEachPart(
        start,
        count,
        (number, region, from, to) -> {
          for (int index = from; index < to; index++) {
            int references = region.references(index) - 1;
            region.setReferences(index, references);
            if (references == 0) {
              free(number, region, index);
            }
          }
          changed.set(number);
        });
    return (int) (unusedBlocks - before);
  }

  /**
   * How many references a block has; 0 if it is free.
   *
   * @throws CorruptBlockException if there is no such block
   */
  public synchronized int references(long block) throws CorruptBlockException {
    if (block < 0 || block >= geometry.blockCount()) {
      throw new CorruptBlockException("block " + block + " is not on the image");
    }
    SpaceRegion region = regions[Geometry.regionOf(block)];
    return region == null ? 0 : region.references(Geometry.indexInRegion(block));
  }

  /**
   * Copies the reference counts of a region's {@link Geometry#REGION_BLOCKS} blocks, at one
   * instant. Reserved areas and what would lie beyond the image's end have a count of 1.
   */
  public synchronized void snapshotCounts(int number, int[] target) {
    SpaceRegion region = regions[number];
    if (region == null) {
      Arrays.fill(target, 0, REGION_BLOCKS, 0);
      return;
    }
    for (int index = 0; index < REGION_BLOCKS; index++) {
      target[index] = region.references(index);
    }
  }

  /**
   * Closes the open generation for a checkpoint and opens the next. The caller sees to it that
   * meanwhile nobody claims, increments or decrements, so that the counts fit the tree of the
   * checkpoint. Takes memory for a copy of every region that changed since the last call, until it
   * is written or closed.
   */
  public synchronized FrozenSpace freeze() {
    FrozenSpace.Builder frozen = new FrozenSpace.Builder(geometry, volumeIdLow, openGeneration);
    for (int number = changed.nextSetBit(0); number >= 0; number = changed.nextSetBit(number + 1)) {
      SpaceRegion region = region(number);
      digest ^= SpaceDigest.of(number, region.generation, region.checksum);
      frozen.add(number, region);
      digest ^= SpaceDigest.of(number, region.generation, region.checksum);
      region.rewrites = Math.max(region.rewrites - 1, 0);
      changed.set(number, region.rewrites > 0);
    }
    openGeneration++;
    return frozen.build(digest, unusedBlocks);
  }

  /**
   * A checkpoint is durable and nobody reads what only older ones hold: what was freed {@link
   * #RETAINED} generations before it becomes available.
   */
  public synchronized void checkpointDurable(long generation) {
    requireClosed(generation);
    makeAvailable(generation - RETAINED);
  }

  /**
   * Space is short: everything that was freed up to a durable checkpoint becomes available. There
   * is no falling back to the checkpoints before it then, and pins that hold blocks back are
   * broken.
   */
  public synchronized void releaseAllDurable(long generation) {
    requireClosed(generation);
    makeAvailable(Math.max(generation, loadedUpTo));
    heldFrees.breakHolding("space ran short");
    heldFrees.drain(this::makeAvailable);
  }

  /**
   * Keeps what a durable checkpoint uses, which must be the last one, as it is. Those of its blocks
   * that are freed from now on stay pending as long as the pin holds.
   */
  public synchronized SpacePin pin(long generation) {
    requireClosed(generation);
    SpacePin pin = new SpacePin(this, generation);
    heldFrees.add(pin);
    return pin;
  }

  /** Breaks all pins, for this reason. */
  public synchronized void breakPins(String reason) {
    heldFrees.breakAll(reason);
    heldFrees.drain(this::makeAvailable);
  }

  synchronized void unpin(SpacePin pin) {
    if (heldFrees.remove(pin)) {
      heldFrees.drain(this::makeAvailable);
    }
  }

  private void makeAvailable(long lastGeneration) {
    pendingFrees.drain(lastGeneration, this::makeAvailable);
  }

  /** Makes blocks of a region available, but for those that a pin keeps. */
  private void makeAvailable(int number, long[] bitmap) {
    heldFrees.hold(number, bitmap);
    int count = Bits.count(bitmap);
    region(number).clearPending(bitmap);
    pendingBlocks -= count;
    nextFit.add(number, count);
  }

  /** Takes those blocks out of a region's bitmap that are not in use. */
  synchronized void retainInUse(int number, long[] bitmap) {
    SpaceRegion region = regions[number];
    long[] used = region == null ? new long[bitmap.length] : region.inUse();
    for (int word = 0; word < bitmap.length; word++) {
      bitmap[word] &= used[word];
    }
  }

  private void free(int number, SpaceRegion region, int index) {
    region.setPending(index);
    Bits.set(pendingFrees.bitmap(openGeneration, number), index);
    pendingBlocks++;
    unusedBlocks++;
  }

  private void unreserve(int number, SpaceRegion region, int from, int to) {
    if (!region.unreserve(from, to)) {
      throw badCount(
          number, from, "and the %d blocks from it are not all reserved".formatted(to - from));
    }
    reservedBlocks -= to - from;
  }

  private boolean isFree(long start, int count) {
    boolean[] free = {true};
    forEachPart(start, count, (number, region, from, to) -> free[0] &= region.isFree(from, to));
    return free[0];
  }

  private void useForever(long start, long count) {
    for (long block = start; block < start + count; block++) {
      int number = Geometry.regionOf(block);
      region(number).setReferences(Geometry.indexInRegion(block), 1);
      nextFit.remove(number, 1);
      changed.set(number);
    }
    unusedBlocks -= count;
  }

  /** Takes over a region as a checkpoint has it, with what older checkpoints need. */
  private void adopt(SpaceMapReader.LoadedRegion loaded) {
    int number = loaded.number();
    SpaceRegion region = loaded.region();
    regions[number] = region;
    unusedBlocks -= REGION_BLOCKS - region.freeBlocks();
    nextFit.remove(number, REGION_BLOCKS - region.freeBlocks());
    for (int age = 0; age < loaded.freed().size(); age++) {
      adoptPending(number, region, openGeneration - 1 - age, loaded.freed().get(age));
    }
    changed.set(number, region.rewrites > 0);
  }

  private void adoptPending(int number, SpaceRegion region, long generation, long[] bitmap) {
    int count = Bits.count(bitmap);
    if (count > 0) {
      region.setPending(bitmap);
      Bits.or(pendingFrees.bitmap(generation, number), bitmap);
      pendingBlocks += count;
      nextFit.remove(number, count);
    }
  }

  private void requireFreeBlocks(long expected) throws CorruptBlockException {
    if (unusedBlocks != expected) {
      throw new CorruptBlockException(
          "the space map has %d free blocks, the superblock says %d"
              .formatted(unusedBlocks, expected));
    }
  }

  /** The reserved areas must never be handed out, whatever a damaged map says. */
  private void requireInUseForever(long start, long end) throws CorruptBlockException {
    for (long block = start; block < end; ) {
      int number = Geometry.regionOf(block);
      int from = Geometry.indexInRegion(block);
      int to = (int) Math.min(REGION_BLOCKS, from + (end - block));
      SpaceRegion region = regions[number];
      if (region == null || region.countInUse(from, to) < to - from) {
        throw new CorruptBlockException(
            "the space map of region %d has reserved blocks as free".formatted(number));
      }
      block += to - from;
    }
  }

  private void requireClosed(long generation) {
    if (generation >= openGeneration) {
      throw new IllegalStateException(
          "generation " + generation + " cannot be durable: " + openGeneration + " is open");
    }
  }

  private void requireInUse(long start, int count, int mostReferences)
      throws CorruptBlockException {
    if (!geometry.isDataRange(start, count)) {
      throw new CorruptBlockException(
          count + " blocks from " + start + " are not all among those that can be allocated");
    }
    for (long block = start; block < start + count; block++) {
      int references = references(block);
      if (references == 0 || references > mostReferences) {
        throw new CorruptBlockException(
            "block %d has %d references where something points to it".formatted(block, references));
      }
    }
  }

  private static IllegalStateException badCount(int number, int index, String what) {
    return new IllegalStateException("block " + Geometry.blockAt(number, index) + " " + what);
  }

  private void forEachPart(long start, int count, PartAction action) {
    if (!geometry.isDataRange(start, count)) {
      throw new IllegalStateException(
          count + " blocks from " + start + " are not all among those that can be allocated");
    }
    long end = start + count;
    for (long block = start; block < end; ) {
      int number = Geometry.regionOf(block);
      int from = Geometry.indexInRegion(block);
      int to = (int) Math.min(REGION_BLOCKS, from + (end - block));
      action.apply(number, region(number), from, to);
      block += to - from;
    }
  }

  private SpaceRegion region(int number) {
    SpaceRegion region = regions[number];
    if (region == null) {
      region = new SpaceRegion();
      regions[number] = region;
    }
    return region;
  }
}
