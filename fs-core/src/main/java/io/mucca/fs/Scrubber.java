package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.BlockSet;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.Superblock;
import io.mucca.btree.TreeScan;
import io.mucca.btree.TreeScan.KeyRange;
import io.mucca.fs.DamagedBlock.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads everything that a checkpoint refers to, each block once however many roots share it, and
 * verifies its checksum, at a gentle pace.
 *
 * <p>A scrub that was paused, or whose checkpoint gave way, goes on from its {@link ScrubState}: it
 * reads all nodes again, because they lead to the rest, but no content that was verified before.
 *
 * <p>Memory: two bits a block, 8 bytes a node, and the cache of nodes.
 */
public final class Scrubber {
  private final HeldCheckpoint held;
  private final Superblock superblock;
  private final Geometry geometry;
  private final ScrubState state;
  private final ScrubProgress progress;
  private final Throttle throttle;
  private final TreeScan scan;
  private final DataVerifier verifier;
  private final BlockSet seen;
  private final Damage damage = new Damage();
  private final List<RootItem.Fields> roots = new ArrayList<>();
  private final long totalBlocks;

  private Scrubber(
      HeldCheckpoint held,
      ScrubOptions options,
      ScrubState state,
      ScrubProgress progress,
      DataVerifier verifier) {
    this.held = held;
    this.state = state;
    this.progress = progress;
    this.verifier = verifier;
    superblock = held.superblock();
    geometry = superblock.geometry();
    throttle = new Throttle(options.bytesPerSecond());
    scan =
        new TreeScan(held.device(), geometry, superblock.volumeIdLow(), options.nodeCacheBytes());
    seen = new BlockSet(geometry);
    totalBlocks = held.usedBlocks();
  }

  /**
   * Scrubs a checkpoint.
   *
   * @param state what needs no reading again; what is verified now is added to it
   */
  public static ScrubReport scrub(
      HeldCheckpoint held, ScrubOptions options, ScrubState state, ScrubProgress progress)
      throws IOException {
    try (DataVerifier verifier = new DataVerifier(held.device(), held.superblock().geometry())) {
      return new Scrubber(held, options, state, progress, verifier).run();
    }
  }

  /** Ends a walk because somebody wants a pause. */
  private static final class Paused extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private ScrubReport run() throws IOException {
    addFixedDamage();
    try {
      scan.walkNew(superblock.rootsPointer(), superblock.generation(), new RootsVisitor());
      for (RootItem.Fields root : roots) {
        scan.walkNew(root.pointer(), superblock.generation(), new RootVisitor(root));
      }
      held.requireHeld();
      return report(ScrubReport.End.COMPLETE, "everything was read");
    } catch (Paused e) {
      return report(ScrubReport.End.PAUSED, "paused");
    } catch (CheckpointLostException e) {
      return report(ScrubReport.End.INTERRUPTED, String.valueOf(e.getMessage()));
    }
  }

  private void addFixedDamage() {
    for (int slot : held.unsoundSlots()) {
      damage.add(Kind.SUPERBLOCK, "superblock slot " + slot, "is damaged");
    }
    for (CorruptBlockException e : held.spaceDamage()) {
      damage.add(Kind.SPACE_MAP, "reference counts", String.valueOf(e.getMessage()));
    }
  }

  private ScrubReport report(ScrubReport.End end, String reason) throws IOException {
    List<DamagedBlock> named =
        new DamageNames(held, roots, damage.list()).find(end != ScrubReport.End.INTERRUPTED);
    long blockSize = geometry.blockSize();
    return new ScrubReport(
        held.info(),
        end,
        reason,
        (seen.size() - damage.contentBlockCount()) * blockSize,
        totalBlocks * blockSize,
        named,
        damage.count());
  }

  private void tell() throws IOException {
    held.requireHeld();
    long blockSize = geometry.blockSize();
    if (!progress.update(seen.size() * blockSize, totalBlocks * blockSize, damage.count())) {
      throw new Paused();
    }
  }

  /** Takes what the walk of a tree comes across for the first time. */
  private abstract class NodeVisitor implements TreeScan.Visitor {
    private final String tree;
    private final String unit;

    /**
     * @param unit what the items of the tree belong to
     */
    NodeVisitor(String tree, String unit) {
      this.tree = tree;
      this.unit = unit;
    }

    @Override
    public void node(BlockPointer pointer) {
      seen.add(pointer.address(), geometry.blocksFor(pointer.lengthBytes()));
      throttle.await(pointer.lengthBytes());
    }

    @Override
    public void item(long high, long low, byte[] page, int offset, int length, boolean isFirst)
        throws IOException {
      try {
        addItem(high, low, Arrays.copyOfRange(page, offset, offset + length));
      } catch (CorruptBlockException e) {
        damage.add(Kind.NODE, "item in " + tree, String.valueOf(e.getMessage()));
      }
      tell();
    }

    abstract void addItem(long high, long low, byte[] value) throws IOException;

    @Override
    public void damaged(BlockPointer pointer, KeyRange keys, String reason, boolean isFirst) {
      if (held.isHeld()) {
        String numbers =
            keys.hasEnd()
                ? "%d to %d".formatted(ItemKey.inode(keys.fromHigh()), ItemKey.inode(keys.toHigh()))
                : "from %d on".formatted(ItemKey.inode(keys.fromHigh()));
        damage.addNode(pointer, "tree node of %s, %s %s".formatted(tree, unit, numbers), reason);
      }
    }
  }

  private final class RootsVisitor extends NodeVisitor {
    RootsVisitor() {
      super("the tree of roots", "roots");
    }

    @Override
    void addItem(long high, long low, byte[] value) throws IOException {
      if (AccountItem.isKey(high)) {
        AccountItem.verify(high, low, value);
      } else {
        roots.add(RootItem.decode(high, value));
      }
    }
  }

  private final class RootVisitor extends NodeVisitor {
    RootVisitor(RootItem.Fields root) {
      super(root.name().toString(), "inodes");
    }

    @Override
    void addItem(long high, long low, byte[] value) throws IOException {
      if (ItemKey.type(high) == ItemKey.EXTENT) {
        Extent extent = Extent.decode(low, new ByteReader().of(value, 0, value.length));
        if (!geometry.isDataRange(extent.address(), extent.storedBlocks())) {
          throw new CorruptBlockException(
              "the extent at block %d of inode %d is not on the image"
                  .formatted(low, ItemKey.inode(high)));
        }
        verify(extent);
      }
    }
  }

  // ---- content ----

  /** Reads those blocks of an extent that nobody has verified, in runs. */
  private void verify(Extent extent) throws IOException {
    int stored = extent.storedBlocks();
    for (int from = 0, to; from < stored; from = to) {
      boolean isKnown = isKnown(extent, from);
      to = extent.cluster() == null ? from + 1 : stored;
      while (to < stored && isKnown(extent, to) == isKnown) {
        to++;
      }
      if (!isKnown) {
        throttle.await((long) (to - from) * geometry.blockSize());
        read(extent, from, to);
      }
      seen.add(extent.address() + from, to - from);
    }
  }

  private boolean isKnown(Extent extent, int index) {
    // Of a cluster all blocks are, or none.
    long block = extent.address() + index;
    return seen.contains(block) || state.isVerified(block, extent.birth());
  }

  private void read(Extent extent, int from, int to) throws IOException {
    Map<Long, String> reasons = new HashMap<>();
    verifier.verify(extent, from, to, reasons::put);
    held.requireHeld();
    String damaged = reasons.get(extent.address());
    if (extent.cluster() != null && damaged != null) {
      damage.addContent(extent.address(), damaged);
      return;
    }
    for (int i = from; i < to; i++) {
      long block = extent.address() + i;
      String reason = reasons.get(block);
      if (reason == null) {
        state.add(block, 1);
      } else {
        damage.addContent(block, reason);
      }
    }
  }
}
