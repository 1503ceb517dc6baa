package io.mucca.fs;

import io.mucca.block.Checksums;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.LogAnchor;
import io.mucca.device.AlignedMemory;
import io.mucca.log.LogReader;
import io.mucca.log.LogRecord;
import it.unimi.dsi.fastutil.longs.Long2IntMap;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the log holds behind a checkpoint into the trees, when an image is opened that was
 * not closed.
 *
 * <p>Records are taken in order. A record that was written while nothing behind it was known to be
 * durable counts only if all data that it names is on the device; the first that does not, or is
 * torn, ends the log: nobody was told that it, or anything behind it, is durable.
 *
 * <p>The log is read twice. First the blocks that records name are reserved, so that nothing else
 * takes them; then the records are replayed, with checkpoints in between where they change more
 * nodes than fit into memory.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final int BUFFER_BYTES = 1 << 20;

  private final ImageCore core;
  private final RootTable roots;
  private final Writeback writeback;
  private final Flusher flusher;
  private final Checkpoints checkpoints;
  private final LogAnchor anchor;
  private final long volumeIdLow;
  private final ReplayScope scope;

  private final LogDecoder decoder;

  /** Kept, since each has buffers of its own. */
  private final Map<Long, FileContent> contents = new HashMap<>();

  private int replayed;

  Recovery(
      ImageCore core,
      RootTable roots,
      Writeback writeback,
      Flusher flusher,
      Checkpoints checkpoints,
      LogAnchor anchor,
      long volumeIdLow,
      ReplayScope scope) {
    this.core = core;
    this.roots = roots;
    this.writeback = writeback;
    this.flusher = flusher;
    this.checkpoints = checkpoints;
    this.anchor = anchor;
    this.volumeIdLow = volumeIdLow;
    this.scope = scope;
    decoder = new LogDecoder(core, checkpoints.durableGeneration());
  }

  /**
   * Does it all; if there was any record, a checkpoint makes what was replayed part of the trees,
   * and the rest void.
   */
  void run() throws IOException {
    LogScan scan = LogScan.of(core, decoder, anchor, volumeIdLow, scope);
    int found = scan.recordCount();
    if (found > 0) {
      replayAll(scan);
      scan.named().forEach((block, count) -> core.space.release(block, count));
    }
    if (scope.isTrial()) {
      return;
    }
    boolean removed = core.treeLock.update(this::removeIncomplete);
    if (replayed > 0) {
      LOG.info(
          "{}: recovered {} of {} records from the intent log",
          core.device.name(),
          replayed,
          found);
    }
    if ((found > 0 || removed) && !core.options.readOnly()) {
      flusher.flushAll();
      core.log.skipRound();
      checkpoints.commit();
    }
  }

  private void replayAll(LogScan scan) throws IOException {
    try (LogReader reader = new LogReader(core.device, core.geometry, anchor, volumeIdLow)) {
      LogRecord record = reader.next();
      while (record != null && record.sequence() < scan.end()) {
        List<LogEntry> entries = decoder.decode(record);
        if (record.end() > scan.durableUpTo() && !isDataThere(entries)) {
          return;
        }
        for (LogEntry entry : entries) {
          makeRoom();
          apply(record, entry, scan.named());
        }
        requireWholeRoots(record);
        replayed++;
        core.accounts.addRecovered(RecoveredAccount.of(core, record, entries));
        core.log.continueAfter(record);
        checkpointIfMuchIsOpen();
        record = reader.next();
      }
    }
  }

  /** A record holds updates as a whole, so that behind it a checkpoint can be made. */
  private void requireWholeRoots(LogRecord record) throws IOException {
    core.treeLock.inspect(
        () -> {
          for (Root root : core.changedRoots) {
            try {
              RootItem.requireValid(root);
            } catch (CorruptBlockException e) {
              throw decoder.damaged(record, e);
            }
          }
        });
  }

  private boolean isDataThere(List<LogEntry> entries) throws IOException {
    for (LogEntry entry : entries) {
      if (entry instanceof LogEntry.Extent extent && !extent.shared() && !isDataThere(extent)) {
        return false;
      }
    }
    return true;
  }

  private boolean isDataThere(LogEntry.Extent extent) throws IOException {
    Cluster cluster = extent.cluster();
    if (cluster != null) {
      return isDataThere(extent.address(), cluster);
    }
    int blockSize = core.geometry.blockSize();
    int perRead = Math.max(1, BUFFER_BYTES / blockSize);
    try (Arena arena = Arena.ofConfined()) {
      long most = (long) Math.min(perRead, extent.count()) * blockSize;
      MemorySegment buffer = AlignedMemory.allocate(arena, most);
      for (int done = 0; done < extent.count(); done += perRead) {
        int count = Math.min(perRead, extent.count() - done);
        MemorySegment part = buffer.asSlice(0, (long) count * blockSize);
        core.device.read(core.geometry.offsetOf(extent.address() + done), part);
        for (int i = 0; i < count; i++) {
          MemorySegment block = part.asSlice((long) i * blockSize, blockSize);
          if (Checksums.crc32c(block) != extent.checksums()[done + i]) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean isDataThere(long address, Cluster cluster) throws IOException {
    long length = cluster.storedBytes(core.geometry.blockSize());
    long tailBytes = cluster.tail().length;
    int sector = core.geometry.sectorSize();
    try (Arena arena = Arena.ofConfined()) {
      long inSectors = Math.ceilDiv(length, sector) * sector;
      MemorySegment bytes = AlignedMemory.allocate(arena, inSectors + tailBytes);
      core.device.read(core.geometry.offsetOf(address), bytes.asSlice(0, inSectors));
      bytes.asSlice(length, tailBytes).copyFrom(MemorySegment.ofArray(cluster.tail()));
      return Checksums.crc32c(bytes.asSlice(0, length + tailBytes)) == cluster.checksum();
    }
  }

  /** Replayed bytes take frames, which nobody else gives back now. */
  private void makeRoom() throws IOException {
    if (!core.frames.areScarce()) {
      return;
    }
    if (!core.options.readOnly()) {
      flusher.flushAll();
    } else if (core.frames.usedFrames() > core.frames.maxFrames() - 2) {
      throw new ReplayMemoryException(
          core.device.name()
              + " was not closed, and its log holds more than fits into the memory for written"
              + " data; mount it for writing once, or give more (--dirty-data)");
    }
  }

  private void checkpointIfMuchIsOpen() throws IOException {
    boolean much =
        core.nodes.openBytes() > core.options.dirtyTreeBytes() || !core.hasCheckpointRoom();
    if (much && !core.options.readOnly()) {
      flusher.flushAll();
      checkpoints.commitAndReclaim();
    } else if (scope.isTrial() && core.nodes.openBytes() > core.options.dirtyTreeBytes()) {
      throw new ReplayMemoryException(
          core.device.name() + ": its log changes more tree nodes than fit into memory");
    }
  }

  /** What does not fit the trees is damage of the record. */
  private void apply(LogRecord record, LogEntry entry, Long2IntMap named) throws IOException {
    try {
      replay(entry, named);
    } catch (FsException e) {
      throw e.error() == FsError.NO_SPACE ? e : decoder.damaged(record, e);
    } catch (IOException e) {
      boolean isDamage =
          e instanceof CorruptBlockException || e.getCause() instanceof CorruptBlockException;
      throw isDamage ? decoder.damaged(record, e) : e;
    }
  }

  private void replay(LogEntry entry, Long2IntMap named) throws IOException {
    switch (entry) {
      case LogEntry.Put put -> replayPut(put);
      case LogEntry.Remove remove -> replayRemove(remove);
      case LogEntry.Extent extent -> replayExtent(extent, named);
      case LogEntry.Bytes bytes -> content(bytes.root()).replayBytes(bytes);
      case LogEntry.Flushed flushed ->
          content(flushed.root())
              .replayFlushed(flushed.inode(), 0, flushed.inline() ? 1 : 0, flushed.attributes());
      case LogEntry.Truncate truncate -> content(truncate.root()).replayTruncate(truncate);
      case LogEntry.Cut cut -> content(cut.root()).replayCut(cut.inode());
      case LogEntry.Punch punch -> content(punch.root()).replayPunch(punch);
      case LogEntry.Share share -> content(share.root()).replayShare(share);
      case LogEntry.Volume volume -> replayVolume(volume);
      case LogEntry.Copy copy -> replayCopy(copy);
      case LogEntry.Complete complete -> replayComplete(complete);
      case LogEntry.Destroy destroy -> replayDestroy(destroy);
      case LogEntry.ReadOnly change -> replayReadOnly(change);
      case LogEntry.SetCompression change -> replayCompression(change);
    }
  }

  private Root root(long id) throws IOException {
    Root root = roots.byId(id);
    if (root == null) {
      throw new CorruptBlockException("there is no root " + id);
    }
    return root;
  }

  /** A snapshot changes only as long as it has not got what was written before it. */
  private Root changingRoot(long id) throws IOException {
    Root root = root(id);
    if (root.name.snapshot() != null && !root.incomplete) {
      throw new CorruptBlockException("the snapshot " + root.name + " cannot change");
    }
    return root;
  }

  private FileContent content(long id) throws IOException {
    Root root = changingRoot(id);
    return contents.computeIfAbsent(id, key -> new FileContent(core, root, writeback, flusher));
  }

  // ---- items ----

  private void replayPut(LogEntry.Put put) throws IOException {
    Root root = changingRoot(put.root());
    core.treeLock.modify(
        () -> {
          root.tree.prepare(put.keyHigh(), put.keyLow());
          if (ItemKey.type(put.keyHigh()) == ItemKey.INODE) {
            putInode(root, put);
          } else {
            root.tree.put(put.keyHigh(), put.keyLow(), put.value());
          }
          core.markChanged(root);
        });
  }

  /**
   * How many blocks an inode has is known from the replay itself: when it was logged, a truncation
   * may have been under way, which is replayed as a whole.
   */
  private static void putInode(Root root, LogEntry.Put put) throws IOException {
    long number = ItemKey.inode(put.keyHigh());
    Inode inode = new Inode();
    inode.decode(number, new ByteReader().of(put.value(), 0, put.value().length));
    Inode old = new Inode();
    if (Inodes.find(root.tree, number, old)) {
      if (((old.mode ^ inode.mode) & FileMode.TYPE_MASK) != 0) {
        throw new CorruptBlockException(
            "inode %d of %s cannot become one of another type".formatted(number, root.name));
      }
      inode.blockCount = old.blockCount;
    } else {
      inode.blockCount = 0;
      root.inodeCount++;
      root.nextInode = Math.max(root.nextInode, number + 1);
    }
    Inodes.put(root.tree, inode);
  }

  private void replayRemove(LogEntry.Remove remove) throws IOException {
    Root root = changingRoot(remove.root());
    core.treeLock.modify(
        () -> {
          root.tree.prepare(remove.keyHigh(), remove.keyLow());
          root.tree.remove(remove.keyHigh(), remove.keyLow());
          core.markChanged(root);
        });
  }

  private void replayExtent(LogEntry.Extent extent, Long2IntMap named) throws IOException {
    boolean claimed = writeback.replayExtent(changingRoot(extent.root()), extent);
    if (claimed && !extent.shared()) {
      named.remove(extent.address());
    }
    long behind = extent.firstPage() + extent.count();
    content(extent.root()).replayFlushed(extent.inode(), extent.firstPage(), behind, false);
  }

  // ---- roots ----

  private interface RootChange {
    void apply(Root root) throws IOException;
  }

  private void changeRoot(long id, RootChange change) throws IOException {
    Root root = root(id);
    core.treeLock.modify(
        () -> {
          change.apply(root);
          core.markChanged(root);
        });
  }

  private void replayComplete(LogEntry.Complete complete) throws IOException {
    changeRoot(
        complete.root(),
        root -> {
          requirePossible(root.incomplete, root.name + " was complete already");
          root.incomplete = false;
        });
  }

  private void replayDestroy(LogEntry.Destroy destroy) throws IOException {
    changeRoot(
        destroy.root(),
        root -> {
          boolean isVolume = root.name.snapshot() == null;
          requirePossible(!root.deleting, root.name + " was destroyed already");
          requirePossible(
              !isVolume || roots.snapshotCount(root.name.volume()) == 0,
              root.name + " has snapshots, and cannot be destroyed before them");
          roots.removeName(root);
          root.deleting = true;
        });
  }

  private void replayReadOnly(LogEntry.ReadOnly change) throws IOException {
    changeRoot(
        change.root(),
        root -> {
          requirePossible(
              root.name.snapshot() == null && !root.deleting,
              root.name + " is not a volume that can be opened for writing or closed");
          root.readOnly = change.readOnly();
        });
  }

  private void replayCompression(LogEntry.SetCompression change) throws IOException {
    changeRoot(
        change.root(),
        root -> {
          requirePossible(
              root.name.snapshot() == null && !root.deleting,
              root.name + " is not a volume that can be compressed in another way");
          root.compression = change.compression();
        });
  }

  private static void requirePossible(boolean condition, String message)
      throws CorruptBlockException {
    if (!condition) {
      throw new CorruptBlockException(message);
    }
  }

  private void requireNew(long id, RootName name) throws CorruptBlockException {
    requirePossible(
        id >= roots.nextId(), "root %d is new, and %d is the next".formatted(id, roots.nextId()));
    requirePossible(roots.find(name) == null, "there is a root " + name + " already");
    requirePossible(
        name.snapshot() == null || roots.find(RootName.volume(name.volume())) != null,
        "there is no volume that " + name + " can be a snapshot of");
  }

  private void replayVolume(LogEntry.Volume volume) throws IOException {
    RootName name = RootName.parse(volume.name());
    core.treeLock.modify(
        () -> {
          requireNew(volume.id(), name);
          Root root = Root.empty(core, volume.id(), name, volume.created());
          root.nextInode = FileSystem.ROOT_INODE;
          roots.add(root);
          core.markChanged(root);
        });
  }

  private void replayCopy(LogEntry.Copy copy) throws IOException {
    Root source = root(copy.source());
    requirePossible(!source.deleting, source.name + " was destroyed, and cannot be copied");
    writeback.flush(source);
    core.treeLock.modify(
        () -> {
          for (LogEntry.NewRoot made : copy.made()) {
            RootName name = RootName.parse(made.name());
            requireNew(made.id(), name);
            Root root = source.copy(made.id(), name, copy.created());
            root.readOnly = copy.readOnly();
            root.incomplete = !copy.complete();
            roots.add(root);
            core.markChanged(root);
          }
          core.markChanged(source);
        });
  }

  /** Copies that nobody was told of, and that lack what was to be written for them. */
  private boolean removeIncomplete() {
    boolean any = false;
    for (Root root : roots.all()) {
      if (root.incomplete && !root.deleting) {
        LOG.info("{}: {} was not completed, and is removed", core.device.name(), root.name);
        roots.removeName(root);
        root.deleting = true;
        core.markChanged(root);
        any = true;
      }
    }
    return any;
  }
}
