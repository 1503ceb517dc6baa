package io.mucca.fs;

import io.mucca.block.BlockRange;
import io.mucca.block.Checksums;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.NoSpaceException;
import io.mucca.block.Zone;
import io.mucca.device.CauseScope;
import io.mucca.device.TransferBuffer;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WriteShares;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings dirty pages to their final place on the device, and then their extents into the trees of
 * all roots that share them. Thread-safe; a file is flushed by one thread at a time.
 */
final class Writeback {
  /**
   * Blocks that one reservation asks for: what lies side by side in the file shall do so on the
   * device.
   */
  private static final int MAX_RUN_BLOCKS = 2048;

  /** Largest write to the device in bytes. */
  private static final int BUFFER_BYTES = 1 << 20;

  private static final int SPACE_ATTEMPTS = 4;
  private static final int MAX_SUPPRESSED = 8;

  /** What the log needs beside the bytes of a few pieces, at most. */
  private static final int PIECE_OVERHEAD_BYTES = 512;

  private final ImageCore core;
  private final Checkpoints checkpoints;
  private final int blockSize;
  private final ThreadLocal<Buffers> buffers = ThreadLocal.withInitial(Buffers::new);

  /** What a writing thread uses again and again. */
  private static final class Buffers {
    final TransferBuffer transfer = new TransferBuffer();
    final WriteShares shares = new WriteShares();
  }

  Writeback(ImageCore core, Checkpoints checkpoints) {
    this.core = core;
    this.checkpoints = checkpoints;
    this.blockSize = core.geometry.blockSize();
  }

  // ---- what to flush ----

  /** Flushes everything that is dirty in a root now. A file that cannot be keeps no other back. */
  void flush(Root root) throws IOException {
    forEachDirtyFile(root, this::flush);
  }

  /** {@link #persist(Root, long)} for everything that is dirty in a root now. */
  void persist(Root root) throws IOException {
    forEachDirtyFile(root, this::persist);
  }

  /** What is done to one dirty file. */
  private interface FileAction {
    void apply(Overlay overlay, DirtyFile file) throws IOException;
  }

  private void forEachDirtyFile(Root root, FileAction action) throws IOException {
    IOException failure = null;
    try {
      settleFrozen(root);
    } catch (IOException e) {
      failure = e;
    }
    Overlay overlay = root.current();
    for (DirtyFile file : overlay.files()) {
      try {
        settleFrozen(root, file.inode);
        action.apply(overlay, file);
      } catch (IOException e) {
        failure = firstOf(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The first of several failures, which takes others along. */
  static IOException firstOf(@Nullable IOException first, IOException other) {
    if (first == null) {
      return other;
    }
    if (!first.equals(other) && first.getSuppressed().length < MAX_SUPPRESSED) {
      first.addSuppressed(other);
    }
    return first;
  }

  /**
   * Sees to it that a commit of the log, made after this call, holds everything written to one
   * file: brings its pages to the device, or, if only few bytes are new, these to the log.
   */
  void persist(Root root, long inode) throws IOException {
    settleFrozen(root, inode);
    Overlay overlay = root.current();
    DirtyFile file = overlay.get(inode);
    if (file != null) {
      persist(overlay, file);
    }
  }

  /**
   * The same for a dirty file of a root whose flush lock and mutex the caller holds. What a
   * snapshot froze is left alone: it may need the mutex of another root's file, whose holder waits
   * for us.
   */
  void persist(Root root, DirtyFile file) throws IOException {
    Overlay overlay = root.current();
    if (file.equals(overlay.get(file.inode))) {
      try (CauseScope _ = CauseScope.enter(WriteCause.ORDERING)) {
        persist(overlay, file);
      }
    }
  }

  private void persist(Overlay overlay, DirtyFile file) throws IOException {
    file.flushLock.lock();
    try {
      if (isUnlogged(file) && !logBytes(overlay, file)) {
        flushLocked(overlay, file);
      }
    } finally {
      file.flushLock.unlock();
    }
  }

  private static boolean isUnlogged(DirtyFile file) {
    synchronized (file) {
      return file.unlogged.any() && !file.removed;
    }
  }

  /** Logs what was written to a file, if that is little; false if it must be flushed. */
  private boolean logBytes(Overlay overlay, DirtyFile file) throws IOException {
    if (core.log.isCrowded()) {
      return false;
    }
    return core.treeLock.update(
        () -> {
          Root root = overlay.sharers().getFirst();
          if (root.current() != overlay) {
            return false; // a snapshot has frozen it meanwhile
          }
          synchronized (file) {
            UnloggedWrites unlogged = file.unlogged;
            if (!unlogged.areFew()
                || !core.log.hasRoomForBytes(unlogged.bytes() + PIECE_OVERHEAD_BYTES)) {
              return false;
            }
            file.logged().setAttributes(file.size, file.modify, file.change);
            core.log.bytes(root, file, pieces(file));
            core.log.keptChanged(root, file);
            unlogged.clear();
            return true;
          }
        });
  }

  /** Copies what is not logged, cut at the borders of pages. Needs the file's monitor. */
  private List<LoggedWrites.Piece> pieces(DirtyFile file) {
    List<LoggedWrites.Piece> pieces = new ArrayList<>(file.unlogged.count());
    for (int i = 0; i < file.unlogged.count(); i++) {
      long from = file.unlogged.offset(i);
      long end = from + file.unlogged.length(i);
      while (from < end) {
        long page = from / blockSize;
        int start = (int) (from % blockSize);
        int length = (int) Math.min(end - from, blockSize - start);
        byte[] bytes = new byte[length];
        MemorySegment frame = core.frames.frame(file.frame(page));
        MemorySegment.copy(frame, ValueLayout.JAVA_BYTE, start, bytes, 0, length);
        pieces.add(new LoggedWrites.Piece(from, length, bytes));
        from += length;
      }
    }
    return pieces;
  }

  /** Flushes the files that keep bytes for the log, so that a checkpoint need not log them anew. */
  void flushLogged() throws IOException {
    Map<DirtyFile, Root> files = core.treeLock.read(core.log::loggedFiles);
    for (Map.Entry<DirtyFile, Root> entry : files.entrySet()) {
      flush(entry.getValue(), entry.getValue().current(), entry.getKey());
    }
  }

  /** Flushes such files if there are so many that a checkpoint could not log them anew. */
  void makeRoomForBytes() throws IOException {
    boolean room = core.treeLock.read(() -> core.log.hasRoomForBytes(PIECE_OVERHEAD_BYTES));
    if (!room) {
      try (CauseScope _ = CauseScope.enter(WriteCause.LOG_FULL)) {
        flushLogged();
      }
    }
  }

  private void flush(Root root, Overlay overlay, DirtyFile file) throws IOException {
    settleFrozen(root, file.inode);
    flush(overlay, file);
  }

  /** Brings everything that is dirty of a file to its place. */
  void flush(Root root, long inode) throws IOException {
    settleFrozen(root, inode);
    Overlay overlay = root.current();
    DirtyFile file = overlay.get(inode);
    if (file != null) {
      flush(overlay, file);
    }
  }

  /** Flushes what the last snapshot of a root froze. */
  void settleFrozen(Root root) throws IOException {
    Overlay frozen = root.frozen();
    if (frozen == null) {
      return;
    }
    try (CauseScope _ = CauseScope.enter(WriteCause.SNAPSHOT)) {
      for (DirtyFile file : frozen.files()) {
        flush(frozen, file);
      }
    }
    core.treeLock.modify(
        () -> {
          if (frozen.isEmpty()) {
            frozen.sharers().forEach(sharer -> sharer.dropFrozen(frozen));
          }
        });
  }

  /**
   * Flushes what the last snapshot froze of one file. Nothing may be taken out of that file's
   * content before.
   */
  void settleFrozen(Root root, long inode) throws IOException {
    Overlay frozen = root.frozen();
    DirtyFile file = frozen == null ? null : frozen.get(inode);
    if (frozen != null && file != null) {
      try (CauseScope _ = CauseScope.enter(WriteCause.SNAPSHOT)) {
        flush(frozen, file);
      }
    }
  }

  /** Forgets everything that is dirty in a root which nobody can open any more. */
  void forget(Root root) throws IOException {
    for (DirtyFile file : root.current().files()) {
      forget(root, file);
    }
  }

  /** Forgets what is dirty of a file that is about to be freed. */
  void forget(Root root, DirtyFile file) throws IOException {
    file.flushLock.lock();
    try {
      core.treeLock.modify(
          () -> {
            synchronized (file) {
              if (root.current().get(file.inode) == file) {
                core.endPromise(file.dropPages(0, Long.MAX_VALUE, core.frames));
                file.attributesDropped();
                file.logged().dropPages(0, Long.MAX_VALUE, blockSize);
                file.logged().dropAttributes();
                core.log.keptChanged(root, file);
                file.removed = true;
                root.current().remove(file);
              }
            }
          });
    } finally {
      file.flushLock.unlock();
    }
  }

  // ---- one file ----

  private void flush(Overlay overlay, DirtyFile file) throws IOException {
    file.flushLock.lock();
    try {
      flushLocked(overlay, file);
    } finally {
      file.flushLock.unlock();
    }
  }

  private void flushLocked(Overlay overlay, DirtyFile file) throws IOException {
    core.requireHealthy();
    long[] pages;
    long size;
    synchronized (file) {
      if (file.removed) {
        return;
      }
      pages = file.beginFlush();
      size = file.size;
    }
    boolean done = false;
    try {
      if (pages.length == 0) {
        // Only size and times.
        install(overlay, file, size, null, new boolean[1]);
      } else if (isInline(overlay, file, pages, size)) {
        install(overlay, file, size, Change.INLINE, new boolean[1]);
      } else {
        writeRuns(overlay, file, pages, size);
      }
      done = true;
    } finally {
      synchronized (file) {
        if (done) {
          file.endFlush();
        } else {
          core.renewPromise(file.abortFlush(core.frames));
        }
        if (file.isClean()) {
          file.removed = true;
          overlay.remove(file);
        }
      }
    }
  }

  /** A file whose content is its first page, small, and not in blocks yet goes into the tree. */
  private boolean isInline(Overlay overlay, DirtyFile file, long[] pages, long size)
      throws IOException {
    if (size > core.inlineLimit || pages.length != 1 || pages[0] != 0) {
      return false;
    }
    Root owner = overlay.sharers().getFirst();
    return core.treeLock.read(
        () -> {
          Inode inode = new Inode();
          return Inodes.find(owner.tree, file.inode, inode) && inode.blockCount == 0;
        });
  }

  private void writeRuns(Overlay overlay, DirtyFile file, long[] pages, long size)
      throws IOException {
    Compression own = file.compression;
    Root owner = overlay.sharers().getFirst();
    Compression how = own == null ? owner.compression : own;
    int from = 0;
    while (from < pages.length) {
      int to = from + 1;
      while (to < pages.length
          && to - from < MAX_RUN_BLOCKS
          && pages[to] == pages[from] + (to - from)) {
        to++;
      }
      if (how.isOff()) {
        from += writeRun(overlay, file, pages[from], to - from, size);
      } else {
        FileState state = owner.fileState(file.inode);
        CompressionBackOff backOff = state == null ? new CompressionBackOff() : state.backOff;
        Packing packing = new Packing(how, backOff, size);
        writeCompressed(overlay, file, pages[from], pages[from] + (to - from), packing);
        from = to;
      }
    }
  }

  /** How a flush compresses: the method, whether to try, and the size of the file. */
  private record Packing(Compression how, CompressionBackOff backOff, long size) {}

  private void writeWhole(Overlay overlay, DirtyFile file, long from, long to, long size)
      throws IOException {
    for (long next = from; next < to; ) {
      next += writeRun(overlay, file, next, (int) (to - next), size);
    }
  }

  /** Writes a run of pages, in clusters as far as these are worth it. */
  private void writeCompressed(
      Overlay overlay, DirtyFile file, long first, long end, Packing packing) throws IOException {
    int clusterPages = Cluster.maxCount(blockSize);
    long waiting = first;
    ClusterBuffer buffer = core.clusters.take();
    try {
      for (long at = first, next; at < end; at = next) {
        next = Math.min(end, (at / clusterPages + 1) * clusterPages);
        Packed packed = compress(file, at, (int) (next - at), buffer, packing);
        if (packed != null) {
          writeWhole(overlay, file, waiting, at, packing.size());
          waiting = writeCluster(overlay, file, packed, packing) ? next : at;
        }
      }
    } finally {
      core.clusters.giveBack(buffer);
    }
    writeWhole(overlay, file, waiting, end, packing.size());
  }

  /**
   * Pages that were compressed.
   *
   * @param length how many bytes they became for the device
   * @param tail those besides
   * @param checksum of both
   * @param sectors the first, with zeros up to the end of a sector
   * @param dataBytes of the length, for what of the pages a program wrote
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Packed(
      long firstPage,
      int count,
      int length,
      byte[] tail,
      int checksum,
      MemorySegment sectors,
      long dataBytes) {}

  /** Compresses pages; null if they are better stored as they are. */
  private @Nullable Packed compress(
      DirtyFile file, long firstPage, int count, ClusterBuffer buffer, Packing packing) {
    if (!packing.backOff().isDue()) {
      return null;
    }
    int bytes = count * blockSize;
    MemorySegment plain = buffer.forPlain(bytes);
    long written = 0;
    for (int i = 0; i < count; i++) {
      int frame = flushingFrame(file, firstPage + i);
      MemorySegment.copy(core.frames.frame(frame), 0, plain, (long) i * blockSize, blockSize);
      written += core.frames.writtenBytes(frame);
    }
    int sectorSize = core.geometry.sectorSize();
    int length = buffer.compress(packing.how(), bytes, sectorSize);
    if (length == 0) {
      packing.backOff().failed();
      return null;
    }
    packing.backOff().succeeded();
    int checksum = Checksums.crc32c(buffer.compressed(length));
    int stored = length - Cluster.tailBytes(length, sectorSize);
    byte[] tail = buffer.compressed(length).asSlice(stored).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment sectors = buffer.sectors(stored, sectorSize);
    // Nobody can tell which of the compressed bytes stand for which of the others.
    long dataBytes = (stored * written + bytes / 2) / bytes;
    return new Packed(firstPage, count, stored, tail, checksum, sectors, dataBytes);
  }

  /** Writes what was compressed; false if there are no blocks for it side by side. */
  private boolean writeCluster(Overlay overlay, DirtyFile file, Packed packed, Packing packing)
      throws IOException {
    int length = packed.length();
    int wanted = core.geometry.blocksFor(length);
    BlockRange range = reserve(wanted);
    if (range.count() < wanted) {
      core.space.release(range.start(), range.count());
      return false;
    }
    core.endPromise(packed.count());
    boolean[] claimed = {false};
    try {
      long root = overlay.sharers().getFirst().id;
      writeData(
          range.start() * blockSize,
          packed.sectors(),
          shares(root, packed.dataBytes(), packed.sectors().byteSize()));
      Cluster cluster =
          new Cluster(
              packing.how().codec(),
              0,
              packed.count(),
              wanted,
              wanted * blockSize - length,
              packed.checksum(),
              packed.tail());
      Extent blocks = new Extent(packed.firstPage(), range.start(), packed.count(), 0, cluster);
      install(overlay, file, packing.size(), new Change(blocks), claimed);
    } finally {
      if (!claimed[0]) {
        core.space.release(range.start(), range.count());
      }
    }
    return true;
  }

  /**
   * Writes the beginning of a run of pages, as far as there are free blocks side by side; returns
   * how many.
   */
  private int writeRun(Overlay overlay, DirtyFile file, long firstPage, int wanted, long size)
      throws IOException {
    BlockRange range = reserve(wanted);
    int[] checksums = new int[range.count()];
    core.endPromise(range.count());
    boolean[] claimed = {false};
    try {
      writeBlocks(overlay.sharers().getFirst(), file, firstPage, range, checksums);
      Extent blocks = new Extent(firstPage, range.start(), range.count(), 0, checksums);
      install(overlay, file, size, new Change(blocks), claimed);
    } finally {
      // An update that ends half done may have claimed them; and what one root has taken stays,
      // even if another could not be read.
      if (!claimed[0]) {
        core.space.release(range.start(), range.count());
      }
    }
    return range.count();
  }

  private BlockRange reserve(int wanted) throws IOException {
    for (int attempt = 1; ; attempt++) {
      BlockRange range = reserveSparingly(wanted);
      if (range != null) {
        return range;
      }
      if (attempt == SPACE_ATTEMPTS) {
        throw new FsException(FsError.NO_SPACE, core.device.name() + " is full");
      }
      if (core.log.isEnabled()) {
        try (CauseScope _ = CauseScope.enter(WriteCause.SPACE_PRESSURE)) {
          checkpoints.commitAndReclaim();
        }
      } else {
        // While the log is replayed, a checkpoint would lose what is dirty.
        checkpoints.reclaim();
      }
    }
  }

  /**
   * Leaves what the next checkpoint needs, without which the blocks that wait for it never become
   * free; null if there is no more than that.
   */
  private synchronized @Nullable BlockRange reserveSparingly(int wanted) {
    long most = core.blocksBesideCheckpoint();
    try {
      return most <= 0 ? null : core.space.reserve((int) Math.min(wanted, most), Zone.DATA);
    } catch (NoSpaceException e) {
      return null; // the nodes of a checkpoint have just taken it
    }
  }

  /** Writes pages of a root's file; where several share them, one root stands for all. */
  private void writeBlocks(
      Root root, DirtyFile file, long firstPage, BlockRange range, int[] checksums)
      throws IOException {
    int perWrite = Math.max(1, BUFFER_BYTES / blockSize);
    for (int done = 0; done < range.count(); done += perWrite) {
      int count = Math.min(perWrite, range.count() - done);
      MemorySegment buffer = buffers.get().transfer.ofSize((long) count * blockSize);
      long written = 0;
      for (int i = 0; i < count; i++) {
        // The frames of a flush change no more and stay until it ends.
        int frame = flushingFrame(file, firstPage + done + i);
        MemorySegment block = buffer.asSlice((long) i * blockSize, blockSize);
        block.copyFrom(core.frames.frame(frame));
        checksums[done + i] = Checksums.crc32c(block);
        written += core.frames.writtenBytes(frame);
      }
      writeData(
          (range.start() + done) * blockSize, buffer, shares(root.id, written, buffer.byteSize()));
    }
  }

  /** Content of so many bytes, of which a program wrote some. */
  private WriteShares shares(long root, long written, long bytes) {
    return buffers
        .get()
        .shares
        .clear()
        .add(root, WriteCategory.DATA, written)
        .add(root, WriteCategory.FILLER, bytes - written);
  }

  private void writeData(long offset, MemorySegment buffer, WriteShares shares) throws IOException {
    try {
      core.device.write(offset, buffer, WriteCategory.DATA, shares);
    } catch (IOException e) {
      core.fail(e);
      throw e;
    }
  }

  private static int flushingFrame(DirtyFile file, long page) {
    synchronized (file) {
      return file.flushingFrame(page);
    }
  }

  // ---- into the trees ----

  /**
   * What a flush changes in a file: blocks for a run of pages, or its first page as inline content.
   *
   * @param blocks null for inline content
   */
  private record Change(long firstPage, int count, @Nullable Extent blocks) {
    static final Change INLINE = new Change(0, 1, null);

    Change(Extent blocks) {
      this(blocks.first(), blocks.count(), blocks);
    }

    boolean isInline() {
      return blocks == null;
    }
  }

  /**
   * Installs a change in every root that shares the overlay.
   *
   * @param claimed becomes true once the reserved blocks are in use, also if this throws later
   */
  private void install(
      Overlay overlay, DirtyFile file, long size, @Nullable Change change, boolean[] claimed)
      throws IOException {
    boolean last = false;
    for (int i = 0; !last; i++) {
      Root root = overlay.sharers().get(i);
      FileState state = root.acquireFile(file.inode);
      state.mutex.lock();
      try {
        int index = i;
        last =
            core.treeLock.update(
                () -> {
                  installInto(root, file, size, change, claimed);
                  // A snapshot can only join under this lock; one that comes later shares the tree
                  // as it is now.
                  boolean end = index == overlay.sharers().size() - 1;
                  if (end) {
                    endChange(root, file, change);
                  }
                  return end;
                });
      } finally {
        state.mutex.unlock();
        root.releaseFile(file.inode);
      }
    }
  }

  private void installInto(
      Root root, DirtyFile file, long size, @Nullable Change change, boolean[] claimed)
      throws IOException {
    Inode inode = new Inode();
    if (!Inodes.find(root.tree, file.inode, inode)) {
      return; // deleted since
    }
    Inodes.prepare(root.tree, file.inode);
    boolean inline = change != null && change.isInline();
    Extent blocks = change == null ? null : change.blocks();
    if (blocks != null) {
      boolean shared = claimed[0];
      installBlocks(root, inode, blocks, claimed);
      core.log.extent(root, file.inode, shared, blocks);
    }
    boolean attributes;
    synchronized (file) {
      attributes = file.attributesFlushing();
      if (attributes) {
        inode.size = size;
        inode.modify.set(file.modify);
        if (file.change.isAfter(inode.change)) {
          inode.change.set(file.change);
        }
      }
    }
    if (attributes || inline) {
      core.log.beginItems(root);
      try {
        if (inline) {
          installInline(root, file, inode, (int) size);
        }
        Inodes.put(root.tree, inode);
      } finally {
        core.log.endItems(root);
      }
      core.log.flushed(root, file.inode, attributes, inline);
    } else {
      // Replaying the extent comes to the same block count.
      Inodes.put(root.tree, inode);
    }
    core.markChanged(root);
  }

  private void installBlocks(Root root, Inode inode, Extent blocks, boolean[] claimed)
      throws IOException {
    List<Extent> overlapped =
        Extents.prepare(root.tree, inode.number, blocks.first(), blocks.count());
    if (inode.inline && blocks.first() == 0) {
      dropInline(root, inode);
    }
    if (claimed[0]) {
      core.space.increment(blocks.address(), blocks.storedBlocks());
    } else {
      core.space.claim(blocks.address(), blocks.storedBlocks(), 1);
      claimed[0] = true;
    }
    long grown =
        Extents.replace(
            root.tree,
            core.space,
            inode.number,
            blocks.first(),
            blocks.count(),
            overlapped,
            blocks.ofGeneration(core.space.openGeneration()));
    inode.blockCount += grown;
    root.referencedBytes += grown * blockSize;
  }

  /** Installs blocks that the log names; false if the file is gone, and so the blocks not used. */
  boolean replayExtent(Root root, LogEntry.Extent extent) throws IOException {
    return core.treeLock.update(
        () -> {
          Inode inode = new Inode();
          if (!Inodes.find(root.tree, extent.inode(), inode)) {
            return false;
          }
          requireFits(inode, extent);
          Inodes.prepare(root.tree, inode.number);
          installBlocks(root, inode, extent.run(), new boolean[] {extent.shared()});
          Inodes.put(root.tree, inode);
          core.markChanged(root);
          return true;
        });
  }

  /** Before anything is changed. */
  private void requireFits(Inode inode, LogEntry.Extent extent) throws CorruptBlockException {
    if (!inode.isRegularFile()) {
      throw new CorruptBlockException(
          "inode %d is not a regular file, and cannot have extents".formatted(inode.number));
    }
    for (int i = 0; extent.shared() && i < extent.storedBlocks(); i++) {
      if (core.space.references(extent.address() + i) == 0) {
        throw new CorruptBlockException(
            "block %d of inode %d is shared with nobody"
                .formatted(extent.address() + i, inode.number));
      }
    }
  }

  private void dropInline(Root root, Inode inode) throws IOException {
    long high = ItemKey.high(inode.number, ItemKey.INLINE);
    int length = Blob.read(root.tree, high, 0, Integer.MAX_VALUE).length;
    Blob.prepare(root.tree, high, 0, length, 0);
    Blob.replace(root.tree, high, 0, length, new byte[0], 0);
    inode.inline = false;
  }

  private void installInline(Root root, DirtyFile file, Inode inode, int size) throws IOException {
    long high = ItemKey.high(inode.number, ItemKey.INLINE);
    int oldLength = inode.inline ? Blob.read(root.tree, high, 0, Integer.MAX_VALUE).length : 0;
    byte[] content = new byte[size];
    MemorySegment.ofArray(content)
        .copyFrom(core.frames.frame(flushingFrame(file, 0)).asSlice(0, size));
    Blob.prepare(root.tree, high, 0, oldLength, size);
    Blob.replace(root.tree, high, 0, oldLength, content, size);
    inode.inline = true;
  }

  /** The trees have the change now; readers that come later find it there. */
  private void endChange(Root root, DirtyFile file, @Nullable Change change) {
    if (change != null) {
      endPages(file, change);
      file.logged().dropPages(change.firstPage(), change.firstPage() + change.count(), blockSize);
    }
    synchronized (file) {
      if (file.attributesFlushing()) {
        file.logged().dropAttributes();
        file.attributesFlushed();
      }
    }
    core.log.keptChanged(root, file);
  }

  private void endPages(DirtyFile file, Change change) {
    int[] frames = new int[change.count()];
    synchronized (file) {
      Arrays.setAll(frames, i -> file.flushed(change.firstPage() + i));
    }
    for (int frame : frames) {
      if (frame != DirtyFile.NO_FRAME) {
        core.frames.release(frame);
      }
    }
    if (change.isInline()) {
      core.endPromise(frames.length);
    }
  }
}
