package io.mucca.fs;

import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.ItemReferences;
import io.mucca.btree.Tree;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * Changes an image as a faulty program would: through its trees and counts, so that all checksums
 * are right, but as nobody should. What its log holds stays as it is.
 */
final class ImageEditor {
  private ImageEditor() {}

  /** What is done to a root. The tree is that of the root. */
  @FunctionalInterface
  interface Edit {
    void apply(ImageCore core, Root root, Tree tree) throws IOException;
  }

  /** Another device with the image after an edit of {@code main} and a checkpoint. */
  static MemoryDevice edit(MemoryDevice original, Edit edit) throws IOException {
    return edit(original, RootName.volume(RootName.DEFAULT_VOLUME), edit);
  }

  /** The same for another root. */
  static MemoryDevice edit(MemoryDevice original, RootName name, Edit edit) throws IOException {
    MemoryDevice device = original.copy();
    Superblock superblock = SuperblockStore.readAll(device).getFirst();
    ImageCore core =
        new ImageCore(
            device,
            superblock.geometry(),
            SpaceMap.load(device, superblock.geometry(), superblock),
            superblock.log(),
            superblock.volumeIdLow(),
            superblock.hashSeed(),
            SampleImage.OPTIONS,
            InstantSource.system());
    LogDecoder decoder = new LogDecoder(core, superblock.generation());
    LogScan.of(core, decoder, superblock.log(), superblock.volumeIdLow(), ReplayScope.ALL);
    Tree rootsTree = new Tree(core.nodes, ItemReferences.NONE, superblock.rootsPointer());
    List<Root> roots = core.treeLock.read(() -> RootTable.read(rootsTree, core.nodes));
    RootTable table = new RootTable(superblock.nextRootId());
    roots.forEach(table::add);
    Root root = table.find(name);
    if (root == null) {
      throw new AssertionError("there is no root " + name);
    }
    core.treeLock.modify(
        () -> {
          edit.apply(core, root, root.tree);
          core.markChanged(root);
        });
    new Checkpoints(
            core,
            table,
            rootsTree,
            superblock.volumeId(),
            superblock.hashSeed(),
            superblock.generation())
        .commit();
    return device;
  }
}
