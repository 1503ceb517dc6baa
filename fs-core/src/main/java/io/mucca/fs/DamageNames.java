package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Superblock;
import io.mucca.btree.TreeScan;
import io.mucca.btree.TreeScan.KeyRange;
import io.mucca.fs.DamagedBlock.AffectedFile;
import io.mucca.fs.DamagedBlock.Kind;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the files that lie in damaged blocks, in every root. Reads the metadata of all roots twice,
 * which only damage is worth: first for the inodes that refer to the blocks, then for the names of
 * these inodes.
 */
final class DamageNames {
  private static final long CACHE_BYTES = 16L << 20;

  private final HeldCheckpoint held;
  private final Superblock superblock;
  private final List<RootItem.Fields> roots;
  private final List<Damage.Entry> entries;
  private final List<List<AffectedFile>> files = new ArrayList<>();

  /** Indices of entries, by block and by pointer. */
  private final Long2IntOpenHashMap content = new Long2IntOpenHashMap();

  private final Map<BlockPointer, Integer> nodes = new HashMap<>();

  DamageNames(HeldCheckpoint held, List<RootItem.Fields> roots, List<Damage.Entry> entries) {
    this.held = held;
    this.superblock = held.superblock();
    this.roots = roots;
    this.entries = entries;
    content.defaultReturnValue(-1);
    for (int i = 0; i < entries.size(); i++) {
      files.add(new ArrayList<>());
      Damage.Entry entry = entries.get(i);
      if (entry.kind() == Kind.DATA) {
        content.put(entry.address(), i);
      } else if (entry.pointer() != null) {
        nodes.put(entry.pointer(), i);
      }
    }
  }

  /**
   * The damaged blocks with their files.
   *
   * @param isReadable else the checkpoint is lost, and files stay without names
   */
  List<DamagedBlock> find(boolean isReadable) throws IOException {
    if (isReadable && !(content.isEmpty() && nodes.isEmpty())) {
      Map<BlockPointer, List<RootItem.Fields>> byTree = new HashMap<>();
      for (RootItem.Fields root : roots) {
        if (!root.deleting()) {
          byTree.computeIfAbsent(root.pointer(), p -> new ArrayList<>()).add(root);
        }
      }
      for (Map.Entry<BlockPointer, List<RootItem.Fields>> tree : byTree.entrySet()) {
        findIn(tree.getKey(), tree.getValue());
      }
    }
    List<DamagedBlock> result = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Damage.Entry entry = entries.get(i);
      result.add(
          new DamagedBlock(
              entry.kind(), entry.address(), entry.what(), entry.reason(), files.get(i)));
    }
    return result;
  }

  /** A part of a file in a damaged block; of several inodes if a node is damaged. */
  private record Loss(int entry, long firstInode, long lastInode, long offsetBytes) {}

  private void findIn(BlockPointer tree, List<RootItem.Fields> sharing) throws IOException {
    List<Loss> losses = losses(tree);
    if (losses.isEmpty()) {
      return;
    }
    InodePaths paths = new InodePaths(newScan(), tree, superblock.generation());
    for (Loss loss : losses) {
      paths.want(loss.firstInode(), loss.lastInode());
    }
    paths.find();
    for (Loss loss : losses) {
      for (RootItem.Fields root : sharing) {
        addFiles(loss, root.name(), paths);
      }
    }
  }

  private void addFiles(Loss loss, RootName root, InodePaths paths) {
    List<AffectedFile> target = files.get(loss.entry());
    boolean isNamed = false;
    for (InodePaths.Found found : paths.found(loss.firstInode(), loss.lastInode())) {
      isNamed = true;
      if (target.size() < DamagedBlock.MAX_FILES) {
        target.add(new AffectedFile(root, found.inode(), found.path(), loss.offsetBytes()));
      }
    }
    if (!isNamed && loss.firstInode() == loss.lastInode()) {
      target.add(new AffectedFile(root, loss.firstInode(), null, loss.offsetBytes()));
    }
  }

  private TreeScan newScan() {
    return new TreeScan(
        held.device(), superblock.geometry(), superblock.volumeIdLow(), CACHE_BYTES);
  }

  /** Which inodes of a tree refer to damaged blocks. */
  private List<Loss> losses(BlockPointer tree) throws IOException {
    List<Loss> losses = new ArrayList<>();
    newScan()
        .walk(
            tree,
            superblock.generation(),
            new TreeScan.Visitor() {
              @Override
              public void item(
                  long high, long low, byte[] page, int offset, int length, boolean isFirst)
                  throws IOException {
                held.requireHeld();
                if (ItemKey.type(high) == ItemKey.EXTENT) {
                  addLosses(high, low, new ByteReader().of(page, offset, length), losses);
                }
              }

              @Override
              public void damaged(
                  BlockPointer pointer, KeyRange keys, String reason, boolean isFirst) {
                Integer entry = nodes.get(pointer);
                if (entry != null) {
                  losses.add(
                      new Loss(
                          entry,
                          ItemKey.inode(keys.fromHigh()),
                          keys.hasEnd() ? ItemKey.inode(keys.toHigh()) : ItemKey.MAX_INODE,
                          -1));
                }
              }
            });
    return losses;
  }

  private void addLosses(long high, long low, ByteReader value, List<Loss> losses) {
    try {
      Extent extent = Extent.decode(low, value);
      boolean isWhole = extent.cluster() == null;
      for (int i = 0; i < extent.storedBlocks(); i++) {
        int entry = content.get(extent.address() + i);
        if (entry >= 0) {
          long inode = ItemKey.inode(high);
          // Of a cluster all is lost.
          long offset = (isWhole ? low + i : low) * superblock.geometry().blockSize();
          losses.add(new Loss(entry, inode, inode, offset));
        }
      }
    } catch (CorruptBlockException e) {
      // The scrub has told of it.
    }
  }
}
