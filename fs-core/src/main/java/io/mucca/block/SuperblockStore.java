package io.mucca.block;

import io.mucca.device.BlockDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The superblock slots of a device. A checkpoint goes to the slot that its generation names, so
 * that a torn write spoils at most the oldest of them and never the last good one.
 */
public final class SuperblockStore {
  private SuperblockStore() {}

  /**
   * Every checkpoint that the device has a sound superblock for, the newest first, all of one
   * volume. Fall back from one to the next only over {@link SpaceMap#RETAINED} of them: the blocks
   * of older ones may be in use for something else.
   *
   * @throws NotAnImageException if no slot has a superblock
   * @throws UnsupportedFormatException if the newest one needs a later version of this program, or
   *     was made for smaller sectors than the device has
   * @throws CorruptBlockException if there are superblocks, but no sound one, or if the device is
   *     too short
   */
  public static List<Superblock> readAll(BlockDevice device) throws IOException {
    List<byte[]> slots = readSlots(device);
    if (slots.stream().noneMatch(Superblock::hasMagic)) {
      throw new NotAnImageException(device.name() + " is not a mucca image: it has no superblock");
    }
    List<byte[]> sound =
        IntStream.range(0, slots.size())
            .filter(slot -> isSoundIn(slot, slots.get(slot)))
            .mapToObj(slots::get)
            .sorted(Comparator.comparingLong(Superblock::generationOf).reversed())
            .toList();
    if (sound.isEmpty()) {
      throw new CorruptBlockException(
          "%s: none of its superblocks has the right checksum and is in the slot of its generation"
              .formatted(device.name()));
    }
    List<Superblock> result = decodeAll(device, sound);
    Superblock newest = result.getFirst();
    requireFits(device, newest);
    return result.stream().filter(older -> isSameImage(older, newest)).toList();
  }

  /**
   * True if a checkpoint is the last that was made for certain. The slots of later ones hold them,
   * or are empty since they were given up, or damaged.
   */
  public static boolean isLast(BlockDevice device, long generation) throws IOException {
    List<Superblock> all = readAll(device);
    return all.size() == SuperblockLayout.SLOT_COUNT && all.getFirst().generation() == generation;
  }

  /**
   * The slots that hold something that is no sound superblock of a generation that belongs there.
   * Empty ones are not among them.
   */
  public static List<Integer> unsoundSlots(BlockDevice device) throws IOException {
    List<byte[]> slots = readSlots(device);
    List<Integer> unsound = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      byte[] bytes = slots.get(slot);
      boolean isEmpty = Arrays.equals(bytes, new byte[SuperblockLayout.LENGTH]);
      if (!isEmpty && !isSoundIn(slot, bytes)) {
        unsound.add(slot);
      }
    }
    return unsound;
  }

  private static boolean isSoundIn(int slot, byte[] bytes) {
    return Superblock.hasMagic(bytes)
        && Superblock.hasChecksum(bytes)
        && Math.floorMod(Superblock.generationOf(bytes), SuperblockLayout.SLOT_COUNT) == slot;
  }

  /** True if a slot begins like a superblock, sound or not. */
  public static boolean hasAny(BlockDevice device) throws IOException {
    return readSlots(device).stream().anyMatch(Superblock::hasMagic);
  }

  /**
   * Writes one sector of the image with the superblock into the slot of its generation. Durable
   * after a sync of the device.
   */
  public static void write(BlockDevice device, Superblock superblock) throws IOException {
    int sectorSize = Math.max(device.sectorSize(), superblock.geometry().sectorSize());
    writeSlot(device, slotOf(superblock), superblock.encode(), sectorSize);
  }

  /**
   * Makes the device one without an image, after a sync of it. A new image over an old one begins
   * with this: the old one could have had later generations, which would win over the new.
   */
  public static void erase(BlockDevice device) throws IOException {
    for (int slot = 0; slot < slotCount(device); slot++) {
      eraseSlot(device, slot);
    }
  }

  /**
   * Gives up the checkpoints after this one: their superblocks are gone after a sync of the device.
   * Who falls back to an older checkpoint and goes on from there begins with this: the generations
   * are used again.
   */
  public static void eraseNewer(BlockDevice device, Superblock kept) throws IOException {
    List<byte[]> slots = readSlots(device);
    for (int slot = 0; slot < slots.size(); slot++) {
      byte[] bytes = slots.get(slot);
      if (Superblock.hasMagic(bytes) && Superblock.generationOf(bytes) > kept.generation()) {
        eraseSlot(device, slot);
      }
    }
  }

  /** Gives up one checkpoint; its superblock is gone after a sync of the device. */
  public static void erase(BlockDevice device, Superblock superblock) throws IOException {
    eraseSlot(device, slotOf(superblock));
  }

  /** Empties the slots that {@link #unsoundSlots} names. */
  public static void eraseUnsound(BlockDevice device) throws IOException {
    for (int slot : unsoundSlots(device)) {
      eraseSlot(device, slot);
    }
  }

  private static int slotOf(Superblock superblock) {
    return (int) (superblock.generation() % SuperblockLayout.SLOT_COUNT);
  }

  private static void eraseSlot(BlockDevice device, int slot) throws IOException {
    writeSlot(device, slot, new byte[SuperblockLayout.LENGTH], device.sectorSize());
  }

  private static void writeSlot(BlockDevice device, int slot, byte[] bytes, int sectorSize)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sector = arena.allocate(sectorSize, sectorSize);
      MemorySegment.copy(bytes, 0, sector, ValueLayout.JAVA_BYTE, 0, bytes.length);
      device.write(SuperblockLayout.slotOffset(slot), sector, WriteCategory.SUPERBLOCK);
    }
  }

  private static List<byte[]> readSlots(BlockDevice device) throws IOException {
    List<byte[]> slots = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sector = arena.allocate(device.sectorSize(), device.sectorSize());
      for (int slot = 0; slot < slotCount(device); slot++) {
        device.read(SuperblockLayout.slotOffset(slot), sector);
        slots.add(sector.asSlice(0, SuperblockLayout.LENGTH).toArray(ValueLayout.JAVA_BYTE));
      }
    }
    return slots;
  }

  /** How many slots the device has room for; a shorter one can be a truncated image. */
  private static int slotCount(BlockDevice device) {
    int slots = 0;
    while (slots < SuperblockLayout.SLOT_COUNT
        && SuperblockLayout.slotOffset(slots) + device.sectorSize() <= device.sizeBytes()) {
      slots++;
    }
    return slots;
  }

  /**
   * Decodes the slots, the newest first. Only the newest that can be decoded must be of a known
   * format.
   */
  private static List<Superblock> decodeAll(BlockDevice device, List<byte[]> slots)
      throws IOException {
    List<Superblock> result = new ArrayList<>();
    String damage = "";
    for (byte[] slot : slots) {
      try {
        result.add(Superblock.decode(slot));
      } catch (CorruptBlockException e) {
        damage = e.getMessage();
      } catch (UnsupportedFormatException e) {
        if (result.isEmpty()) {
          throw new UnsupportedFormatException(device.name() + ": " + e.getMessage());
        }
      }
    }
    if (result.isEmpty()) {
      throw new CorruptBlockException(device.name() + ": " + damage);
    }
    return result;
  }

  private static void requireFits(BlockDevice device, Superblock superblock) throws IOException {
    Geometry geometry = superblock.geometry();
    if (device.sizeBytes() < geometry.sizeBytes()) {
      throw new CorruptBlockException(
          "%s is truncated: the image has %d bytes, the device %d"
              .formatted(device.name(), geometry.sizeBytes(), device.sizeBytes()));
    }
    if (device.sectorSize() > geometry.sectorSize()) {
      throw new UnsupportedFormatException(
          "%s: the image was made for sectors of %d bytes, the device has sectors of %d"
              .formatted(device.name(), geometry.sectorSize(), device.sectorSize()));
    }
  }

  /**
   * An older slot is a way back only if it belongs to the same image; the rest of another one is no
   * error.
   */
  private static boolean isSameImage(Superblock older, Superblock newest) {
    return older.volumeId().equals(newest.volumeId()) && older.geometry().equals(newest.geometry());
  }
}
