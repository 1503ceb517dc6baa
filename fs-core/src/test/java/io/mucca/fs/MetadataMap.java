package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.TreeScan;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the tree nodes of a sound image. */
final class MetadataMap implements TreeScan.Visitor {
  private final List<BlockPointer> nodes = new ArrayList<>();
  private final List<BlockPointer> rootNodes = new ArrayList<>();

  static MetadataMap of(BlockDevice device) throws IOException {
    MetadataMap map = new MetadataMap();
    Superblock superblock = SuperblockStore.readAll(device).getFirst();
    TreeScan scan = new TreeScan(device, superblock.geometry(), superblock.volumeIdLow(), 1 << 20);
    scan.walk(superblock.rootsPointer(), superblock.generation(), map);
    for (BlockPointer pointer : List.copyOf(map.rootNodes)) {
      scan.walk(pointer, superblock.generation(), map);
    }
    return map;
  }

  List<BlockPointer> nodes() {
    return nodes;
  }

  @Override
  public void node(BlockPointer pointer) {
    nodes.add(pointer);
  }

  @Override
  public void item(long high, long low, byte[] page, int offset, int length, boolean isFirst)
      throws IOException {
    if (ItemKey.type(high) == ItemKey.ROOT) {
      byte[] value = Arrays.copyOfRange(page, offset, offset + length);
      rootNodes.add(RootItem.decode(high, value).pointer());
    }
  }

  @Override
  public void damaged(
      BlockPointer pointer, TreeScan.KeyRange keys, String reason, boolean isFirst) {
    throw new AssertionError(reason);
  }
}
