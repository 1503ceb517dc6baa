package io.mucca.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuperblockStoreTest {
  private static final Geometry GEOMETRY = SpaceImage.geometry(1 << 20, 512);
  private final ArrayDevice device = new ArrayDevice(1 << 20, 512);

  @Test
  void writesOneSectorIntoTheSlotOfTheGeneration() throws IOException {
    SuperblockStore.write(device, superblock(SpaceImage.VOLUME_ID, 6));
    assertEquals(
        List.of(new ArrayDevice.Write(32 << 10, 512, WriteCategory.SUPERBLOCK)), device.writes);
  }

  @Test
  void fillsALongSectorWithZeros() throws IOException {
    ArrayDevice large = new ArrayDevice(new byte[1 << 20], 4096);
    Arrays.fill(large.bytes, (byte) 1);
    Superblock superblock = superblock(SpaceImage.VOLUME_ID, 4);
    SuperblockStore.write(large, superblock);
    assertEquals(Arrays.hashCode(Arrays.copyOf(superblock.encode(), 4096)), hash(large, 0, 4096));
    assertEquals(1, large.bytes[4096]);
  }

  @Test
  void readsTheNewestFirst() throws IOException {
    for (long generation = 1; generation <= 6; generation++) {
      SuperblockStore.write(device, superblock(SpaceImage.VOLUME_ID, generation));
    }
    assertEquals(List.of(6L, 5L, 4L, 3L), generations());
  }

  @Test
  void leavesOutDamagedOnesAndThoseOfOtherVolumes() throws IOException {
    SuperblockStore.write(device, superblock(new UUID(1, 2), 1));
    for (long generation = 2; generation <= 4; generation++) {
      SuperblockStore.write(device, superblock(SpaceImage.VOLUME_ID, generation));
    }
    device.flip(SpaceImage.slotOffset(4) + 300);
    assertEquals(List.of(3L, 2L), generations());
  }

  @Test
  void aDeviceWithoutMagicIsNotAnImage() throws IOException {
    assertThrows(NotAnImageException.class, () -> SuperblockStore.readAll(device));
    assertThrows(NotAnImageException.class, () -> SuperblockStore.readAll(new ArrayDevice(0, 512)));
    assertFalse(SuperblockStore.hasAny(device));
  }

  @Test
  void anImageWithoutSoundSuperblockIsCorrupt() throws IOException {
    SuperblockStore.write(device, superblock(SpaceImage.VOLUME_ID, 1));
    device.flip(SpaceImage.slotOffset(1) + SuperblockLayout.HASH_SEED);
    assertThrows(CorruptBlockException.class, () -> SuperblockStore.readAll(device));
    assertTrue(SuperblockStore.hasAny(device));
  }

  @Test
  void aLaterVersionIsRefused() throws IOException {
    byte[] bytes = superblock(SpaceImage.VOLUME_ID, 4).encode();
    LittleEndian.putInt(
        bytes, SuperblockLayout.FORMAT_VERSION, SuperblockLayout.FORMAT_VERSION_VALUE + 1);
    LittleEndian.putInt(bytes, 508, Checksums.crc32c(bytes, 0, 508));
    System.arraycopy(bytes, 0, device.bytes, 0, 512);
    UnsupportedFormatException e =
        assertThrows(UnsupportedFormatException.class, () -> SuperblockStore.readAll(device));
    String later = "version " + (SuperblockLayout.FORMAT_VERSION_VALUE + 1);
    assertTrue(e.getMessage().contains(later), e.getMessage());
  }

  @Test
  void aTruncatedDeviceIsNamedSo() throws IOException {
    SuperblockStore.write(device, superblock(SpaceImage.VOLUME_ID, 4));
    for (int size : new int[] {512, 1 << 16, (1 << 20) - 512}) {
      ArrayDevice cut = new ArrayDevice(Arrays.copyOf(device.bytes, size), 512);
      CorruptBlockException e =
          assertThrows(CorruptBlockException.class, () -> SuperblockStore.readAll(cut));
      assertEquals(
          "array is truncated: the image has 1048576 bytes, the device " + size, e.getMessage());
    }
  }

  @Test
  void longerSectorsThanTheImageWasMadeForAreRefused() throws IOException {
    SuperblockStore.write(device, superblock(SpaceImage.VOLUME_ID, 4));
    ArrayDevice other = new ArrayDevice(device.bytes, 4096);
    assertThrows(UnsupportedFormatException.class, () -> SuperblockStore.readAll(other));
  }

  @Test
  void eraseLeavesNoImage() throws IOException {
    for (long generation = 1; generation <= 4; generation++) {
      SuperblockStore.write(device, superblock(SpaceImage.VOLUME_ID, generation));
    }
    SuperblockStore.erase(device);
    assertFalse(SuperblockStore.hasAny(device));
  }

  @Test
  void eraseNewerLeavesTheCheckpointsUpToTheKeptOne() throws IOException {
    for (long generation = 3; generation <= 6; generation++) {
      SuperblockStore.write(device, superblock(SpaceImage.VOLUME_ID, generation));
    }
    SuperblockStore.eraseNewer(device, superblock(SpaceImage.VOLUME_ID, 4));
    assertEquals(List.of(4L, 3L), generations());
  }

  private List<Long> generations() throws IOException {
    return SuperblockStore.readAll(device).stream().map(Superblock::generation).toList();
  }

  private static Superblock superblock(UUID volumeId, long generation) {
    return new Superblock(
        FeatureFlags.NONE,
        volumeId,
        generation,
        GEOMETRY,
        Instant.EPOCH,
        0,
        0,
        BlockPointer.NONE,
        1,
        0,
        LogAnchor.NONE);
  }

  private static int hash(ArrayDevice device, int from, int to) {
    return Arrays.hashCode(Arrays.copyOfRange(device.bytes, from, to));
  }
}
