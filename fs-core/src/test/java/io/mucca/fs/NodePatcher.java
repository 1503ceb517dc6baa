package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.Checksums;
import io.mucca.block.LittleEndian;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Changes bytes of a tree node in place, and then all checksums on the way up to the superblock, so
 * that only the meaning is wrong.
 */
final class NodePatcher {
  static final int LEVEL_OFFSET = 2;
  static final int GENERATION_OFFSET = 16;
  static final int HEADER_BYTES = 32;
  static final int KEY_BYTES = 16;
  static final int CHILD_BYTES = KEY_BYTES + BlockPointer.ENCODED_BYTES;

  private final MemoryDevice device;
  private final List<BlockPointer> nodes;

  NodePatcher(MemoryDevice device) throws IOException {
    this.device = device;
    nodes = new ArrayList<>(MetadataMap.of(device).nodes());
  }

  /** What is done to the bytes of a node. */
  @FunctionalInterface
  interface Patch {
    void apply(byte[] node);
  }

  /** The first node of a level that has at least so many bytes. */
  BlockPointer find(int level, int leastBytes) throws IOException {
    for (BlockPointer pointer : nodes) {
      if (pointer.lengthBytes() >= leastBytes && read(pointer)[LEVEL_OFFSET] == level) {
        return pointer;
      }
    }
    throw new AssertionError("there is no node of level " + level);
  }

  /** Changes a node, and what leads to it. */
  void patch(BlockPointer pointer, Patch patch) throws IOException {
    byte[] node = read(pointer);
    patch.apply(node);
    write(pointer, node);
    long generation = LittleEndian.getLong(node, GENERATION_OFFSET);
    int checksum = Checksums.crc32c(node);
    replacePointers(
        pointer, new BlockPointer(pointer.address(), node.length, checksum, generation));
  }

  private void replacePointers(BlockPointer old, BlockPointer replacement) throws IOException {
    nodes.replaceAll(each -> each.equals(old) ? replacement : each);
    byte[] wanted = new byte[BlockPointer.ENCODED_BYTES];
    old.encode(wanted, 0);
    for (BlockPointer parent : List.copyOf(nodes)) {
      int at = indexOf(read(parent), wanted);
      if (at >= 0) {
        patch(
            parent,
            node -> {
              for (int i = at; i >= 0; i = indexOf(node, wanted)) {
                replacement.encode(node, i);
              }
            });
      }
    }
    Superblock superblock = SuperblockStore.readAll(device).getFirst();
    if (superblock.rootsPointer().equals(old)) {
      SuperblockStore.write(device, withRoots(superblock, replacement));
    }
  }

  private static Superblock withRoots(Superblock superblock, BlockPointer roots) {
    return new Superblock(
        superblock.features(),
        superblock.volumeId(),
        superblock.generation(),
        superblock.geometry(),
        superblock.commitTime(),
        superblock.spaceDigest(),
        superblock.freeBlocks(),
        roots,
        superblock.nextRootId(),
        superblock.hashSeed(),
        superblock.log());
  }

  private static int indexOf(byte[] node, byte[] wanted) {
    for (int at = 0; at + wanted.length <= node.length; at++) {
      if (Arrays.equals(node, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private byte[] read(BlockPointer pointer) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(SampleImage.NODE_SIZE, 512);
      device.read(pointer.address() * SampleImage.BLOCK_SIZE, bytes);
      return bytes.asSlice(0, pointer.lengthBytes()).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private void write(BlockPointer pointer, byte[] node) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.ceilDiv(node.length, 512) * 512L, 512);
      MemorySegment.copy(node, 0, bytes, ValueLayout.JAVA_BYTE, 0, node.length);
      device.write(pointer.address() * SampleImage.BLOCK_SIZE, bytes, WriteCategory.DATA);
    }
  }
}
