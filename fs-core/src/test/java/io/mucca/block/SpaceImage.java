package io.mucca.block;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/** An image that has nothing but superblocks and a space map. */
final class SpaceImage {
  static final UUID VOLUME_ID = new UUID(0x0123_4567_89ab_4cdeL, 0x8fed_cba9_8765_4321L);

  final Geometry geometry;
  final ArrayDevice device;
  SpaceMap map;

  SpaceImage(Geometry geometry) throws IOException {
    this.geometry = geometry;
    device = new ArrayDevice(geometry.sizeBytes(), geometry.sectorSize());
    map = SpaceMap.format(geometry, VOLUME_ID.getLeastSignificantBits());
    checkpoint();
  }

  static Geometry geometry(long sizeBytes, int blockSize) {
    return new Geometry(sizeBytes, blockSize, 4096, 512, 2048);
  }

  Superblock checkpoint() throws IOException {
    FrozenSpace frozen = map.freeze();
    Superblock superblock = superblock(frozen);
    frozen.writeTo(device);
    SuperblockStore.write(device, superblock);
    map.checkpointDurable(superblock.generation());
    return superblock;
  }

  Superblock superblock(FrozenSpace frozen) {
    return new Superblock(
        FeatureFlags.NONE,
        VOLUME_ID,
        frozen.generation(),
        geometry,
        Instant.EPOCH,
        frozen.digest(),
        frozen.freeBlocks(),
        BlockPointer.NONE,
        1,
        0,
        LogAnchor.NONE);
  }

  /** Loads the newest checkpoint that has a sound superblock. */
  void reload() throws IOException {
    map = SpaceMap.load(device, geometry, SuperblockStore.readAll(device).getFirst());
  }

  /** Loads a checkpoint and gives up the newer ones. */
  void fallBackTo(long generation) throws IOException {
    Superblock superblock =
        SuperblockStore.readAll(device).stream()
            .filter(candidate -> candidate.generation() == generation)
            .findFirst()
            .orElseThrow();
    SuperblockStore.eraseNewer(device, superblock);
    map = SpaceMap.load(device, geometry, superblock);
  }

  void damageSuperblock(long generation) {
    device.flip(slotOffset(generation) + SuperblockLayout.GENERATION);
  }

  static long slotOffset(long generation) {
    return SuperblockLayout.slotOffset((int) (generation % SuperblockLayout.SLOT_COUNT));
  }

  /** Reserves and claims blocks with one reference. */
  BlockRange allocate(int wanted) throws NoSpaceException {
    BlockRange range = map.reserve(wanted, Zone.DATA);
    map.claim(range.start(), range.count(), 1);
    return range;
  }
}
