package io.mucca.fs;

import io.mucca.block.Checksums;
import io.mucca.block.CorruptBlockException;
import io.mucca.device.TransferBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a root's regular files: what is read comes from dirty pages, the tree (inline) or
 * the device, what is written goes to dirty pages.
 *
 * <p>Invariants: bytes behind the end of a file within its last page are zero, in memory and on the
 * device. Inline content is that of the first page, whatever the size of the file, until that page
 * gets a block. Thread-safe.
 */
final class FileContent {
  /** Reads and writes are done in pieces of at most this many bytes. */
  private static final int PIECE_BYTES = 1 << 20;

  /** Instead of a count of pages: somebody has come in between. */
  private static final long BEGIN_ANEW = -1;

  /** Extents that one hold of the tree lock removes at most. */
  private static final int STEP_EXTENTS = 64;

  private final ImageCore core;
  private final Root root;
  private final Writeback writeback;
  private final Flusher flusher;
  private final int blockSize;
  private final ThreadLocal<ReadBuffers> buffers;

  FileContent(ImageCore core, Root root, Writeback writeback, Flusher flusher) {
    this.core = core;
    this.root = root;
    this.writeback = writeback;
    this.flusher = flusher;
    this.blockSize = core.geometry.blockSize();
    this.buffers = ThreadLocal.withInitial(ReadBuffers::new);
  }

  /** What a reading thread uses again and again. */
  private static final class ReadBuffers {
    final BlockMap map = new BlockMap();
    final Inode inode = new Inode();
    final TransferBuffer aligned = new TransferBuffer();
  }

  // ---- attributes ----

  /** Reads an inode with the size and times that dirty pages brought. Needs the tree lock. */
  void getInode(long number, Inode out) throws IOException {
    Inodes.get(root.tree, number, out);
    Overlay frozen = root.frozen();
    if (frozen != null) {
      apply(frozen.get(number), out);
    }
    apply(root.current().get(number), out);
  }

  private static void apply(@Nullable DirtyFile file, Inode out) {
    if (file == null) {
      return;
    }
    synchronized (file) {
      if (file.hasAttributes() && !file.removed) {
        out.size = file.size;
        out.modify.set(file.modify);
        if (file.change.isAfter(out.change)) {
          out.change.set(file.change);
        }
      }
    }
  }

  private void getFile(long number, Inode out) throws IOException {
    getInode(number, out);
    if (out.isDirectory()) {
      throw new FsException(FsError.IS_A_DIRECTORY, "inode " + number + " is a directory");
    }
    if (!out.isRegularFile()) {
      throw new FsException(FsError.INVALID_ARGUMENT, "inode " + number + " is not a regular file");
    }
  }

  private Inode inode(long number) throws IOException {
    Inode inode = new Inode();
    getFile(number, inode);
    return inode;
  }

  // ---- reading ----

  int read(long inode, long offset, MemorySegment target) throws IOException {
    if (offset < 0) {
      throw new FsException(FsError.INVALID_ARGUMENT, "offset " + offset + " is negative");
    }
    long length = Math.min(target.byteSize(), Integer.MAX_VALUE);
    int total = 0;
    while (true) {
      long at = offset + total;
      long wanted = Math.min(length - total, PIECE_BYTES - at % PIECE_BYTES);
      int count = readPiece(inode, at, target.asSlice(total, wanted));
      total += count;
      if (count < wanted || total == length || at + count < 0) {
        return total;
      }
    }
  }

  private int readPiece(long number, long offset, MemorySegment target) throws IOException {
    ReadBuffers own = buffers.get();
    // Inside the gate, blocks that were found are not used anew, even if others free them
    // meanwhile.
    int side = core.gate.enter();
    try {
      int count = locate(number, offset, target, own);
      readDevice(number, offset, target.asSlice(0, count), own);
      return count;
    } finally {
      core.gate.exit(side);
    }
  }

  /** {@link #readMemory} under the tree lock; a node that cannot be read is told with the file. */
  private int locate(long number, long offset, MemorySegment target, ReadBuffers own)
      throws IOException {
    try {
      return core.treeLock.read(() -> readMemory(number, offset, target, own));
    } catch (FsException e) {
      throw e;
    } catch (IOException e) {
      String message =
          String.format(
              "cannot find byte %d of inode %d in %s: %s",
              offset, number, root.name, e.getMessage());
      IOException named =
          e instanceof CorruptBlockException
              ? new CorruptBlockException(message)
              : new IOException(message);
      named.initCause(e);
      throw named;
    }
  }

  /**
   * Takes what is in memory, and fills the map with where the rest lies. Returns how many bytes
   * there are to read.
   */
  private int readMemory(long number, long offset, MemorySegment target, ReadBuffers own)
      throws IOException {
    BlockMap map = own.map;
    Inode inode = own.inode;
    getFile(number, inode);
    int count = (int) Math.max(0, Math.min(target.byteSize(), inode.size - offset));
    long first = offset / blockSize;
    int pages = count == 0 ? 0 : (int) ((offset + count - 1) / blockSize - first + 1);
    if (pages == 0) {
      map.reset(first, 0);
      return 0;
    }
    Extents.map(root.tree, number, first, pages, map);
    MemorySegment part = target.asSlice(0, count);
    copyDirtyPages(root.current(), number, offset, part, map);
    Overlay frozen = root.frozen();
    if (frozen != null) {
      copyDirtyPages(frozen, number, offset, part, map);
    }
    if (inode.inline && first == 0 && map.addresses[0] != BlockMap.DONE) {
      copyPages(MemorySegment.ofArray(inlinePage(number)), 0, offset, part);
      map.addresses[0] = BlockMap.DONE;
    }
    return count;
  }

  private byte[] inlinePage(long number) throws IOException {
    byte[] content =
        Blob.read(root.tree, ItemKey.high(number, ItemKey.INLINE), 0, Integer.MAX_VALUE);
    if (content.length == 0 || content.length > blockSize) {
      throw new CorruptBlockException(
          "inode %d in %s has %d bytes of inline content"
              .formatted(number, root.name, content.length));
    }
    return Arrays.copyOf(content, blockSize);
  }

  private void copyDirtyPages(
      Overlay overlay, long number, long offset, MemorySegment target, BlockMap map) {
    DirtyFile file = overlay.get(number);
    if (file == null) {
      return;
    }
    synchronized (file) {
      if (!file.hasPages()) {
        return;
      }
      for (int i = 0; i < map.count; i++) {
        int frame = file.frame(map.firstBlock + i);
        if (frame != DirtyFile.NO_FRAME && map.addresses[i] != BlockMap.DONE) {
          copyPages(core.frames.frame(frame), map.firstBlock + i, offset, target);
          map.addresses[i] = BlockMap.DONE;
        }
      }
    }
  }

  /** Copies the part that a read wants of a page, or of several side by side. */
  private void copyPages(MemorySegment pages, long firstPage, long offset, MemorySegment target) {
    long start = firstPage * blockSize;
    long from = Math.max(start, offset);
    // Pages near the largest file size end beyond what a long can say.
    long to = start + Math.min(pages.byteSize(), offset + target.byteSize() - start);
    MemorySegment.copy(pages, from - start, target, from - offset, to - from);
  }

  private void readDevice(long number, long offset, MemorySegment target, ReadBuffers own)
      throws IOException {
    BlockMap map = own.map;
    for (int i = 0; i < map.count; ) {
      int run = map.runLength(i);
      if (map.addresses[i] == 0) {
        zero((map.firstBlock + i) * blockSize, (long) run * blockSize, offset, target);
      } else if (map.addresses[i] != BlockMap.DONE) {
        readStored(number, map, i, run, offset, target, own.aligned);
      }
      i += run;
    }
  }

  private static void zero(long start, long length, long offset, MemorySegment target) {
    long from = Math.max(start, offset) - offset;
    long to = Math.min(length, offset + target.byteSize() - start) + start - offset;
    target.asSlice(from, to - from).fill((byte) 0);
  }

  private void readStored(
      long number,
      BlockMap map,
      int from,
      int run,
      long offset,
      MemorySegment target,
      TransferBuffer aligned)
      throws IOException {
    if (map.addresses[from] == BlockMap.CLUSTER) {
      readCluster(number, map, from, run, offset, target);
    } else {
      readRun(number, map, from, run, offset, target, aligned);
    }
  }

  /** Reads blocks that are all in one cluster. */
  private void readCluster(
      long number, BlockMap map, int from, int run, long offset, MemorySegment target)
      throws IOException {
    ClusterPlace place = map.cluster(from);
    ClusterBuffer buffer = core.clusters.takeFor(place);
    try {
      MemorySegment plain = buffer.read(core.device, core.geometry, place);
      long skip = map.firstBlock + from - place.firstBlock;
      MemorySegment part = plain.asSlice(skip * blockSize, (long) run * blockSize);
      copyPages(part, map.firstBlock + from, offset, target);
    } catch (IOException e) {
      String message =
          String.format(
              "the %d bytes compressed from block %d on of %s: %s; they hold byte %d of inode %d in"
                  + " %s",
              place.storedBytes,
              place.address,
              core.device.name(),
              e.getMessage(),
              (map.firstBlock + from) * blockSize,
              number,
              root.name);
      IOException named =
          e instanceof CorruptBlockException
              ? new CorruptBlockException(message)
              : new IOException(message);
      named.initCause(e);
      throw named;
    } finally {
      core.clusters.giveBack(buffer);
    }
  }

  private void readRun(
      long number,
      BlockMap map,
      int from,
      int run,
      long offset,
      MemorySegment target,
      TransferBuffer aligned)
      throws IOException {
    MemorySegment buffer = aligned.ofSize((long) run * blockSize);
    try {
      core.device.read(map.addresses[from] * blockSize, buffer);
    } catch (IOException e) {
      throw new IOException(
          String.format(
              "cannot read %d blocks from %d on of %s; they hold byte %d of inode %d in %s: %s",
              run,
              map.addresses[from],
              core.device.name(),
              (map.firstBlock + from) * blockSize,
              number,
              root.name,
              e.getMessage()),
          e);
    }
    for (int i = 0; i < run; i++) {
      MemorySegment block = buffer.asSlice((long) i * blockSize, blockSize);
      int actual = Checksums.crc32c(block);
      if (actual != map.checksums[from + i]) {
        throw new CorruptBlockException(
            String.format(
                "block %d of %s has checksum %08x, expected %08x; it holds byte %d of inode %d in"
                    + " %s",
                map.addresses[from + i],
                core.device.name(),
                actual,
                map.checksums[from + i],
                (map.firstBlock + from + i) * blockSize,
                number,
                root.name));
      }
      copyPages(block, map.firstBlock + from + i, offset, target);
    }
  }

  // ---- writing ----

  void write(long inode, long offset, MemorySegment source) throws IOException {
    if (offset < 0) {
      throw new FsException(FsError.INVALID_ARGUMENT, "offset " + offset + " is negative");
    }
    long length = source.byteSize();
    if (length > FileSystem.MAX_FILE_SIZE - offset) {
      throw tooLarge(inode);
    }
    for (long done = 0; done < length; ) {
      long count = Math.min(length - done, PIECE_BYTES - (offset + done) % PIECE_BYTES);
      writePiece(inode, offset + done, source.asSlice(done, count));
      done += count;
    }
  }

  long append(long inode, MemorySegment source) throws IOException {
    if (source.byteSize() > PIECE_BYTES) {
      throw new FsException(
          FsError.INVALID_ARGUMENT, "at most " + PIECE_BYTES + " bytes can be appended at once");
    }
    return writePiece(inode, -1, source);
  }

  private static FsException tooLarge(long inode) {
    return new FsException(FsError.FILE_TOO_LARGE, "inode " + inode + " would become too large");
  }

  /** Writes one piece; at the end of the file if {@code offset} is -1. Returns where it went. */
  private long writePiece(long inode, long offset, MemorySegment source) throws IOException {
    int most = (int) (source.byteSize() / blockSize) + 3;
    try (FrameLoan loan = FrameLoan.forWriting(core, flusher, most)) {
      FileState state = root.acquireFile(inode);
      state.mutex.lock();
      try {
        return writeLocked(inode, offset, source, loan);
      } finally {
        state.mutex.unlock();
        root.releaseFile(inode);
      }
    }
  }

  /** Needs the file's mutex. */
  private long writeLocked(long number, long offset, MemorySegment source, FrameLoan loan)
      throws IOException {
    loan.compact();
    while (true) {
      PageWrite write = core.treeLock.read(() -> plan(number, offset, source, loan));
      write.load();
      boolean done = core.treeLock.read(write::store);
      if (done) {
        return write.offset;
      }
    }
  }

  private PageWrite plan(long number, long offset, MemorySegment source, FrameLoan loan)
      throws IOException {
    Inode inode = inode(number);
    long at = offset < 0 ? inode.size : offset;
    if (source.byteSize() > FileSystem.MAX_FILE_SIZE - at) {
      throw tooLarge(number);
    }
    PageWrite write = new PageWrite(inode, at, source, loan, 0, false, true);
    write.planEdges();
    return write;
  }

  /**
   * Plans to change bytes of one page, with size and times as they are. Needs the file's mutex.
   *
   * @param firstFrame which of the loan's frames to use
   * @param isWritten a program wrote these bytes
   */
  private PageWrite planPiece(
      long number,
      long offset,
      MemorySegment source,
      FrameLoan loan,
      int firstFrame,
      boolean isWritten)
      throws IOException {
    PageWrite write =
        core.treeLock.read(
            () -> {
              PageWrite planned =
                  new PageWrite(inode(number), offset, source, loan, firstFrame, true, isWritten);
              planned.planEdges();
              return planned;
            });
    write.load();
    return write;
  }

  /**
   * One write on its way into dirty pages: first it is seen which pages it covers only in part and
   * where their old content is, then that is read without a lock, then all pages change in one
   * step.
   */
  private final class PageWrite {
    final Inode inode;
    final long offset;
    final MemorySegment source;
    final FrameLoan loan;
    final long firstPage;
    final int pageCount;

    /**
     * Old content to read from the device for the first and the last page; null if there is none
     * there.
     */
    private final @Nullable BlockMap[] edges = new @Nullable BlockMap[2];

    private byte @Nullable [] inlineContent;

    /** Some page's old content is in a dirty page and will be taken from there. */
    private final boolean[] edgeInMemory = new boolean[2];

    private final int firstFrame;

    /** Size and times stay as they are, and the log hears of it from somebody else. */
    private final boolean isPiece;

    /** A program wrote these bytes. */
    private final boolean isWritten;

    PageWrite(
        Inode inode,
        long offset,
        MemorySegment source,
        FrameLoan loan,
        int firstFrame,
        boolean isPiece,
        boolean isWritten) {
      this.isWritten = isWritten;
      this.firstFrame = firstFrame;
      this.isPiece = isPiece;
      this.inode = inode;
      this.offset = offset;
      this.source = source;
      this.loan = loan;
      firstPage = offset / blockSize;
      long length = source.byteSize();
      pageCount = length == 0 ? 0 : (int) ((offset + length - 1) / blockSize - firstPage + 1);
    }

    private boolean isPartial(long page) {
      long start = page * blockSize;
      return start < offset || offset + source.byteSize() - start < blockSize;
    }

    void planEdges() throws IOException {
      if (pageCount > 0) {
        planEdge(0, firstPage);
      }
      if (pageCount > 1) {
        planEdge(1, firstPage + pageCount - 1);
      }
    }

    private void planEdge(int edge, long page) throws IOException {
      if (!isPartial(page)) {
        return;
      }
      edgeInMemory[edge] = isDirty(inode.number, page);
      if (edgeInMemory[edge] || page * blockSize >= inode.size) {
        return;
      }
      if (inode.inline && page == 0) {
        inlineContent = inlinePage(inode.number);
      } else {
        BlockMap map = new BlockMap();
        Extents.map(root.tree, inode.number, page, 1, map);
        edges[edge] = map;
      }
    }

    /** Prepares the frames of partial pages; reads from the device where it must. */
    void load() throws IOException {
      for (int edge = 0; edge < 2; edge++) {
        long page = edge == 0 ? firstPage : firstPage + pageCount - 1;
        int index = edge == 0 ? 0 : pageCount - 1;
        if (edge < pageCount && isPartial(page) && !edgeInMemory[edge]) {
          MemorySegment frame = core.frames.frame(loan.frame(firstFrame + index));
          BlockMap map = edges[edge];
          if (map != null && map.addresses[0] != 0) {
            TransferBuffer aligned = buffers.get().aligned;
            readStored(inode.number, map, 0, 1, page * blockSize, frame, aligned);
          } else if (inlineContent != null && page == 0) {
            frame.copyFrom(MemorySegment.ofArray(inlineContent));
          } else {
            frame.fill((byte) 0);
          }
        }
      }
    }

    /**
     * Changes the pages. Returns false if something that was in memory is not any more; then all
     * begins anew.
     */
    boolean store() throws IOException {
      Overlay overlay = root.current();
      DirtyFile file = overlay.getOrAdd(inode.number, inode.size, inode.compression);
      Overlay frozenOverlay = root.frozen();
      DirtyFile frozen = frozenOverlay == null ? null : frozenOverlay.get(inode.number);
      synchronized (file) {
        if (file.removed) {
          return false;
        }
        if (!edgeStillThere(file, frozen, 0, firstPage)
            || !edgeStillThere(file, frozen, 1, firstPage + pageCount - 1)) {
          return false;
        }
        for (int i = 0; i < pageCount; i++) {
          storePage(file, frozen, i);
        }
        if (!isPiece) {
          storeAttributes(file);
        }
      }
      return true;
    }

    private void storeAttributes(DirtyFile file) {
      if (!file.hasAttributes()) {
        file.size = inode.size;
      }
      file.size = Math.max(file.size, offset + source.byteSize());
      file.modify.setNow(core.clock);
      file.change.set(file.modify);
      file.attributesChanged();
      file.unlogged.add(offset, source.byteSize());
    }

    LoggedWrites.Piece asZeros() {
      return new LoggedWrites.Piece(offset, (int) source.byteSize(), null);
    }

    private boolean edgeStillThere(
        DirtyFile file, @Nullable DirtyFile frozen, int edge, long page) {
      return !edgeInMemory[edge]
          || file.frame(page) != DirtyFile.NO_FRAME
          || frozenFrame(frozen, page) != DirtyFile.NO_FRAME;
    }

    private static int frozenFrame(@Nullable DirtyFile frozen, long page) {
      if (frozen == null) {
        return DirtyFile.NO_FRAME;
      }
      synchronized (frozen) {
        return frozen.frame(page);
      }
    }

    private void storePage(DirtyFile file, @Nullable DirtyFile frozen, int index) {
      long page = firstPage + index;
      int number = file.writableFrame(page);
      if (number == DirtyFile.NO_FRAME) {
        number = loan.frame(firstFrame + index);
        int old = file.frame(page);
        MemorySegment frame = core.frames.frame(number);
        if (isPartial(page) && old != DirtyFile.NO_FRAME) {
          frame.copyFrom(core.frames.frame(old));
        } else if (isPartial(page) && frozen != null) {
          copyFrozen(frozen, page, frame);
        }
        core.frames.clearWritten(number);
        file.putFrame(page, number);
        loan.used(firstFrame + index);
      }
      long start = page * blockSize;
      long from = Math.max(start, offset);
      long to = start + Math.min(blockSize, offset + source.byteSize() - start);
      MemorySegment.copy(source, from - offset, core.frames.frame(number), from - start, to - from);
      if (isWritten) {
        core.frames.addWritten(number, (int) (from - start), (int) (to - start));
      } else {
        core.frames.removeWritten(number, (int) (from - start), (int) (to - start));
      }
    }

    private void copyFrozen(DirtyFile frozen, long page, MemorySegment frame) {
      synchronized (frozen) {
        int old = frozen.frame(page);
        if (old != DirtyFile.NO_FRAME) {
          frame.copyFrom(core.frames.frame(old));
        }
      }
    }
  }

  // ---- taking content away ----

  /** Work on a file while nobody flushes or changes it. */
  @FunctionalInterface
  private interface Exclusive {
    /** Returns false if a snapshot has taken the dirty file over; then all begins anew. */
    boolean run(DirtyFile file) throws IOException;
  }

  private void exclusively(long number, Exclusive body) throws IOException {
    FileState state = root.acquireFile(number);
    try {
      boolean done = false;
      while (!done) {
        writeback.settleFrozen(root, number);
        DirtyFile file = dirtyFile(number);
        file.flushLock.lock();
        state.mutex.lock();
        try {
          done = !file.removed && body.run(file);
        } finally {
          state.mutex.unlock();
          dropIfClean(file);
          file.flushLock.unlock();
        }
      }
    } finally {
      root.releaseFile(number);
    }
  }

  private DirtyFile dirtyFile(long number) throws IOException {
    return core.treeLock.read(
        () -> {
          Inode inode = inode(number);
          return root.current().getOrAdd(number, inode.size, inode.compression);
        });
  }

  /**
   * Whether a dirty file is the newest there is of an inode, and the only one. A snapshot may have
   * frozen it, or one before it: what is frozen has to be flushed first. Needs the tree lock.
   */
  private boolean isSettled(DirtyFile file) {
    Overlay frozen = root.frozen();
    return isCurrent(file) && (frozen == null || frozen.get(file.inode) == null);
  }

  /** Reads the overlay that a snapshot replaces under the tree lock. */
  private boolean isCurrent(DirtyFile file) {
    return root.current().get(file.inode) == file;
  }

  private void dropIfClean(DirtyFile file) throws IOException {
    core.treeLock.inspect(
        () -> {
          synchronized (file) {
            if (file.isClean() && isCurrent(file)) {
              file.removed = true;
              root.current().remove(file);
            }
          }
        });
  }

  void truncate(long number, long newSize) throws IOException {
    if (newSize < 0) {
      throw new FsException(FsError.INVALID_ARGUMENT, "size " + newSize + " is negative");
    }
    writeback.makeRoomForBytes();
    try (FrameLoan loan = FrameLoan.forRemoving(core, flusher, 3)) {
      exclusively(number, file -> truncateLocked(file, newSize, loan));
    }
  }

  /** Makes a hole up to a size, unless the file reaches there. */
  void grow(long number, long size) throws IOException {
    writeback.makeRoomForBytes();
    try (FrameLoan loan = FrameLoan.forRemoving(core, flusher, 3)) {
      exclusively(
          number,
          file ->
              core.treeLock.read(() -> inode(number)).size >= size
                  || truncateLocked(file, size, loan));
    }
  }

  private boolean truncateLocked(DirtyFile file, long newSize, FrameLoan loan) throws IOException {
    long number = file.inode;
    loan.compact();
    if (newSize % blockSize != 0) {
      persistEdges(file, newSize);
    }
    Inode old = core.treeLock.read(() -> inode(number));
    PageWrite edge =
        newSize < old.size
            ? planZeros(old, newSize, Math.min(old.size, pageEnd(newSize)), loan, 0)
            : null;
    long[] next = {-1};
    boolean current =
        core.treeLock.update(
            () -> {
              if (!isSettled(file) || !prepareTruncation(number, newSize, edge)) {
                return false;
              }
              if (!truncateUnlogged(file, newSize)) {
                logZeros(file, edge);
                next[0] = truncateTree(file, newSize, now(), null);
                core.log.keptChanged(root, file);
              }
              return true;
            });
    if (current) {
      cutRest(number, next[0]);
    }
    return current;
  }

  /**
   * Where part of a page is taken away and the log hears of it, it has to know the rest of that
   * page before: after a crash there would be a mixture else that never was. Needs the flush lock
   * and the mutex.
   */
  private void persistEdges(DirtyFile file, long offset) throws IOException {
    boolean known =
        core.treeLock.read(
            () -> {
              synchronized (file) {
                return !file.unlogged.any() || offset >= loggedSize(file);
              }
            });
    if (!known) {
      writeback.persist(root, file);
    }
  }

  private Timestamp now() {
    return Scratch.get().now.setNow(core.clock);
  }

  /**
   * Truncates within what was written behind the end that the log knows of. That end stays as it
   * is: another one would let zeros stand, after a crash, for what was written and not flushed.
   *
   * @return false if the file ends otherwise; nothing is changed then
   */
  private boolean truncateUnlogged(DirtyFile file, long newSize) throws IOException {
    long loggedSize = loggedSize(file);
    synchronized (file) {
      long firstGone = pageCount(newSize);
      if (!file.hasAttributes()
          || Math.min(newSize, file.size) <= loggedSize
          || !file.hasPagesBefore(firstGone)) {
        return false;
      }
      dropPages(file, firstGone, Long.MAX_VALUE);
      file.size = newSize;
      file.modify.setNow(core.clock);
      file.change.set(file.modify);
      file.unlogged.addUnknown();
    }
    return true;
  }

  /** The size that a file has after a crash. Needs the tree lock alone. */
  private long loggedSize(DirtyFile file) throws IOException {
    if (file.logged().hasAttributes()) {
      return file.logged().size;
    }
    Inode inode = Inodes.get(root.tree, file.inode);
    return inode.size;
  }

  /** Makes changeable what a truncation changes, and then zeroes the edge if that can be done. */
  private boolean prepareTruncation(long number, long newSize, @Nullable PageWrite edge)
      throws IOException {
    Inode inode = Inodes.get(root.tree, number);
    Inodes.prepare(root.tree, number);
    root.tree.prepare(ItemKey.ORPHANS, number);
    if (newSize < blockSize) {
      prepareInline(inode);
    }
    if (inode.blockCount > 0) {
      Extents.preparePunch(root.tree, number, pageCount(newSize), Long.MAX_VALUE, STEP_EXTENTS);
    }
    return edge == null || edge.store();
  }

  /** Lets the log know of zeros at the edges of what is taken away, as far as it knows the file. */
  private void logZeros(DirtyFile file, @Nullable PageWrite... edges) throws IOException {
    long loggedSize = loggedSize(file);
    List<LoggedWrites.Piece> pieces = new ArrayList<>(edges.length);
    for (PageWrite edge : edges) {
      if (edge != null && edge.offset < loggedSize) {
        pieces.add(edge.asZeros());
      }
    }
    if (!pieces.isEmpty()) {
      core.log.bytes(root, file, pieces);
    }
  }

  private void cutRest(long number, long from) throws IOException {
    for (long[] next = {from}; next[0] >= 0; ) {
      core.treeLock.modify(
          () -> {
            Inode inode = Inodes.get(root.tree, number);
            next[0] = Cleaner.cutSome(core, root, inode, next[0], STEP_EXTENTS);
          });
    }
  }

  /** The end of the page that a byte count ends in, or the largest size if that is beyond it. */
  private long pageEnd(long bytes) {
    long pages = pageCount(bytes);
    return pages > Long.MAX_VALUE / blockSize ? Long.MAX_VALUE : pages * blockSize;
  }

  private long pageCount(long bytes) {
    return Math.ceilDiv(bytes, blockSize);
  }

  /** Plans to zero part of one page; null if it has no content. Needs the file's mutex. */
  private @Nullable PageWrite planZeros(
      Inode inode, long from, long to, FrameLoan loan, int firstFrame) throws IOException {
    if (from >= to) {
      return null;
    }
    long page = from / blockSize;
    boolean hasContent = core.treeLock.read(() -> nextDataPage(inode, page) == page);
    MemorySegment zeros = MemorySegment.ofArray(new byte[(int) (to - from)]);
    return hasContent ? planPiece(inode.number, from, zeros, loan, firstFrame, false) : null;
  }

  /**
   * Sets the size in one step, after {@link #prepareTruncation}; returns where to go on removing
   * extents, or -1.
   *
   * @param logged what the log says, if it is being replayed
   */
  private long truncateTree(
      DirtyFile file, long newSize, Timestamp time, LogEntry.@Nullable Truncate logged)
      throws IOException {
    long firstGone = pageCount(newSize);
    Inode inode = Inodes.get(root.tree, file.inode);
    Inodes.prepare(root.tree, inode.number);
    root.tree.prepare(ItemKey.ORPHANS, inode.number);
    byte[] inline = newSize < blockSize ? prepareInline(inode) : null;
    long next = -1;
    if (inode.blockCount > 0) {
      long done = Extents.punchSome(core, root, inode, firstGone, Long.MAX_VALUE, STEP_EXTENTS);
      if (done != Long.MAX_VALUE) {
        // Extents behind the end may outlive a crash; the item tells the next mount to remove them.
        root.tree.put(ItemKey.ORPHANS, inode.number, new byte[0]);
        next = done;
      }
    }
    cutInline(inode, inline, newSize);
    boolean inTree;
    synchronized (file) {
      dropPages(file, firstGone, Long.MAX_VALUE);
      // Unless replayed, pages that were written and not logged are there as well.
      inTree = logged == null ? !file.hasPages() : logged.inTree();
      inode.modify.set(time);
      inode.change.set(time);
      file.size = newSize;
      file.modify.set(time);
      file.change.set(time);
      if (inTree) {
        inode.size = newSize;
        file.attributesDropped();
        file.logged().dropAttributes();
        file.unlogged.clear();
      } else {
        inode.size = Math.min(inode.size, newSize);
        file.attributesChanged();
        file.logged().setAttributes(newSize, time, time);
      }
    }
    Inodes.put(root.tree, inode);
    core.log.truncate(root, file.inode, newSize, inTree, time);
    core.markChanged(root);
    return next;
  }

  /** Forgets dirty pages, with what is known of them. Needs the tree lock alone and the monitor. */
  private void dropPages(DirtyFile file, long from, long to) {
    core.endPromise(file.dropPages(from, to, core.frames));
    file.logged().dropPages(from, to, blockSize);
    if (!file.hasPages()) {
      file.unlogged.dropPieces();
    } else if (file.unlogged.any()) {
      file.unlogged.addUnknown();
    }
  }

  /** Makes inline content changeable and returns it; null if there is none. */
  private byte @Nullable [] prepareInline(Inode inode) throws IOException {
    if (!inode.inline) {
      return null;
    }
    long high = ItemKey.high(inode.number, ItemKey.INLINE);
    byte[] content = Blob.read(root.tree, high, 0, Integer.MAX_VALUE);
    Blob.prepare(root.tree, high, 0, content.length, content.length);
    return content;
  }

  /** Shortens inline content, after {@link #prepareInline}. */
  private void cutInline(Inode inode, byte @Nullable [] content, long newLength)
      throws IOException {
    if (content != null && newLength < content.length) {
      long high = ItemKey.high(inode.number, ItemKey.INLINE);
      int length = (int) newLength;
      Blob.replace(root.tree, high, 0, content.length, content, length);
      inode.inline = length > 0;
    }
  }

  /** Throws unless there can be such a range in a file. */
  static void requireRange(long offset, long length) throws FsException {
    if (offset < 0 || length <= 0) {
      throw new FsException(
          FsError.INVALID_ARGUMENT, length + " bytes at " + offset + " are no range of a file");
    }
    if (length > FileSystem.MAX_FILE_SIZE - offset) {
      throw new FsException(
          FsError.FILE_TOO_LARGE, length + " bytes at " + offset + " end beyond the largest file");
    }
  }

  /** Throws unless the holes of a range fit into what is free. */
  void requireRoom(long number, long offset, long length) throws IOException {
    requireRange(offset, length);
    long missing =
        core.treeLock.read(
            () -> holesIn(inode(number), offset / blockSize, pageCount(offset + length)));
    long available = core.freeBlocks();
    if (missing > available) {
      throw new FsException(
          FsError.NO_SPACE,
          "%d blocks are missing in the range, and %d are free".formatted(missing, available));
    }
  }

  /** Needs the tree lock. */
  private long holesIn(Inode inode, long first, long end) throws IOException {
    long missing = 0;
    for (long page = first; page < end; ) {
      long data = Math.min(nextDataPage(inode, page), end);
      missing += data - page;
      page =
          data == end
              ? end
              : Math.min(end, Math.max(data + 1, Extents.nextHole(root.tree, inode.number, data)));
    }
    return missing;
  }

  /** The size that a file has now. */
  long size(long number) throws IOException {
    return core.treeLock.read(() -> inode(number)).size;
  }

  /** Brings everything that was written to a file to its place. */
  void flush(long number) throws IOException {
    writeback.flush(root, number);
  }

  /**
   * Pages to share: from one place in a file to one in another, or in the same.
   *
   * @param sourceEnd in bytes; may be within the last page only where that file ends
   * @param targetEnd in bytes, in the target
   */
  record PageRange(long sourcePage, long targetPage, long sourceEnd, long targetEnd) {}

  /**
   * Lets pages of a file be those that the tree has for another, after {@link #flush}. The file
   * reaches to the end of what is shared then. In steps, each of which is whole after a crash or
   * not there.
   *
   * @return how many pages; 0 if the first has to be copied: it is not whole, or cannot be shared
   */
  long sharePages(long source, long number, PageRange range) throws IOException {
    long[] shared = {BEGIN_ANEW};
    while (shared[0] == BEGIN_ANEW) {
      writeback.flush(root, number);
      exclusively(
          number,
          file -> {
            shared[0] = shareLocked(source, file, range);
            return true;
          });
    }
    return shared[0];
  }

  private long shareLocked(long source, DirtyFile file, PageRange range) throws IOException {
    long done = 0;
    long step = 1;
    while (step > 0) {
      long before = done;
      step = core.treeLock.update(() -> shareStep(source, file, range, before));
      done += Math.max(step, 0);
    }
    return done == 0 ? step : done;
  }

  /** One step of sharing; returns its pages, or {@link #BEGIN_ANEW}. Needs the tree lock alone. */
  private long shareStep(long source, DirtyFile file, PageRange range, long done)
      throws IOException {
    synchronized (file) {
      if (!isSettled(file) || !file.isClean()) {
        return BEGIN_ANEW;
      }
    }
    long left = wholePages(source, file.inode, range) - done;
    if (left <= 0) {
      return 0;
    }
    core.requireSpace();
    Timestamp time = now();
    LogEntry.Share wanted =
        new LogEntry.Share(
            root.id,
            source,
            range.sourcePage() + done,
            file.inode,
            range.targetPage() + done,
            left,
            range.targetEnd(),
            time.seconds,
            time.nanos);
    return shareTree(wanted, STEP_EXTENTS);
  }

  /**
   * How many pages of a range are whole. One that both files end in is, too: what is behind the end
   * is zero. Needs the tree lock.
   */
  private long wholePages(long source, long number, PageRange range) throws IOException {
    long bytes = range.sourceEnd() - range.sourcePage() * blockSize;
    boolean bothEnd =
        inode(source).size == range.sourceEnd() && inode(number).size <= range.targetEnd();
    return bothEnd ? pageCount(bytes) : bytes / blockSize;
  }

  /**
   * Shares the first part of a range in one step, and lets the log know. The target is not dirty.
   * Needs the tree lock alone; returns how many pages.
   */
  private long shareTree(LogEntry.Share wanted, int budget) throws IOException {
    Inode target = inode(wanted.target());
    Inodes.prepare(root.tree, target.number);
    byte[] inline = wanted.targetPage() == 0 ? prepareInline(target) : null;
    long shared = BlockSharing.shareSome(core, root, wanted, target, budget);
    if (shared > 0) {
      cutInline(target, inline, 0);
      LogEntry.Share done = wanted.first(shared, blockSize);
      target.size = Math.max(target.size, done.end());
      target.modify.set(done.seconds(), done.nanos());
      target.change.set(target.modify);
      Inodes.put(root.tree, target);
      core.log.share(root, done);
      core.markChanged(root);
    }
    return shared;
  }

  void punchHole(long number, long offset, long length) throws IOException {
    requireRange(offset, length);
    writeback.makeRoomForBytes();
    try (FrameLoan loan = FrameLoan.forRemoving(core, flusher, 6)) {
      exclusively(number, file -> punchLocked(file, offset, offset + length, loan));
    }
  }

  private boolean punchLocked(DirtyFile file, long offset, long wantedEnd, FrameLoan loan)
      throws IOException {
    long number = file.inode;
    Inode old = core.treeLock.read(() -> inode(number));
    long end = Math.min(wantedEnd, old.size);
    if (offset >= end) {
      return true;
    }
    long first = pageCount(offset);
    long behind = end == old.size ? pageCount(end) : end / blockSize;
    loan.compact();
    persistEdges(file, offset);
    PageWrite left = planZeros(old, offset, Math.min(end, pageEnd(offset)), loan, 0);
    PageWrite right =
        behind * blockSize < end && behind >= first
            ? planZeros(old, behind * blockSize, end, loan, 1)
            : null;
    long[] next = {first};
    boolean current =
        core.treeLock.update(
            () -> {
              if (!isSettled(file) || !preparePunch(file, first, behind, left, right)) {
                return false;
              }
              logZeros(file, left, right);
              next[0] = punchTree(file, first, behind, now());
              core.log.keptChanged(root, file);
              return true;
            });
    while (current && next[0] < behind) {
      current = punchMore(file, next, behind);
    }
    return current;
  }

  private boolean punchMore(DirtyFile file, long[] next, long behind) throws IOException {
    return core.treeLock.update(
        () -> {
          if (!isSettled(file)) {
            return false;
          }
          next[0] = punchTree(file, next[0], behind, now());
          core.log.keptChanged(root, file);
          return true;
        });
  }

  private boolean preparePunch(
      DirtyFile file, long first, long behind, @Nullable PageWrite left, @Nullable PageWrite right)
      throws IOException {
    Inode inode = Inodes.get(root.tree, file.inode);
    Inodes.prepare(root.tree, inode.number);
    if (first == 0) {
      prepareInline(inode);
    }
    Extents.preparePunch(root.tree, inode.number, first, behind, STEP_EXTENTS);
    return (left == null || left.store()) && (right == null || right.store());
  }

  /** Makes a hole of the first part of a range of pages; returns where to go on. */
  private long punchTree(DirtyFile file, long first, long end, Timestamp time) throws IOException {
    Inode inode = Inodes.get(root.tree, file.inode);
    Inodes.prepare(root.tree, inode.number);
    long next = first;
    if (first < end) {
      byte[] inline = first == 0 ? prepareInline(inode) : null;
      next = Extents.punchSome(core, root, inode, first, end, STEP_EXTENTS);
      cutInline(inode, inline, 0);
    }
    synchronized (file) {
      if (first < next) {
        dropPages(file, first, next);
      }
      inode.modify.set(time);
      inode.change.set(time);
      file.modify.set(time);
      file.change.set(time);
      if (file.logged().hasAttributes()) {
        file.logged().setAttributes(file.logged().size, time, time);
      }
    }
    Inodes.put(root.tree, inode);
    core.log.punch(root, file.inode, first, next, time);
    core.markChanged(root);
    return next;
  }

  /** Forgets the dirty pages of an inode that is about to be freed. */
  void forgetDirtyPages(long number) throws IOException {
    writeback.settleFrozen(root, number);
    DirtyFile file = root.current().get(number);
    if (file != null) {
      writeback.forget(root, file);
    }
  }

  // ---- replaying the log: one thread, nobody else is there ----

  /** Takes bytes into dirty pages, as they were when they were logged. */
  void replayBytes(LogEntry.Bytes entry) throws IOException {
    long number = entry.inode();
    LogEntry.Attributes attributes = entry.attributes();
    DirtyFile file = dirtyFile(number);
    long size =
        attributes == null ? core.treeLock.read(() -> inode(number).size) : attributes.size();
    requireWithin(size, file, entry.pieces());
    for (LogEntry.Piece piece : entry.pieces()) {
      replayPiece(number, piece);
    }
    if (attributes != null) {
      synchronized (file) {
        file.size = size;
        file.modify.set(attributes.modifySeconds(), attributes.modifyNanos());
        file.change.set(attributes.changeSeconds(), attributes.changeNanos());
        file.attributesChanged();
      }
    }
    dropIfClean(file);
  }

  /** Only a truncation takes pages away, and none are written behind the end. */
  private void requireWithin(long size, DirtyFile file, List<LogEntry.Piece> pieces)
      throws CorruptBlockException {
    long end = pageCount(size);
    boolean isWithin = pieces.stream().allMatch(piece -> piece.offset() / blockSize < end);
    synchronized (file) {
      isWithin &= size >= file.size || file.nextPage(end) == Long.MAX_VALUE;
    }
    if (!isWithin) {
      throw new CorruptBlockException(
          "inode %d has bytes behind its end at %d".formatted(file.inode, size));
    }
  }

  private void replayPiece(long number, LogEntry.Piece piece) throws IOException {
    byte[] bytes = piece.bytes() == null ? new byte[piece.length()] : piece.bytes();
    MemorySegment source = MemorySegment.ofArray(bytes);
    try (FrameLoan loan = FrameLoan.forReplay(core)) {
      PageWrite write = planPiece(number, piece.offset(), source, loan, 0, piece.bytes() != null);
      core.treeLock.inspect(write::store);
    }
  }

  void replayShare(LogEntry.Share entry) throws IOException {
    core.treeLock.modify(
        () -> {
          DirtyFile file = root.current().get(entry.target());
          if (file != null && !file.isClean()) {
            throw new CorruptBlockException(
                "inode %d of %s has content that is not flushed"
                    .formatted(entry.target(), root.name));
          }
          long shared = shareTree(entry, Integer.MAX_VALUE);
          if (shared < entry.count()) {
            throw new CorruptBlockException(
                "page %d of inode %d of %s cannot be shared"
                    .formatted(entry.firstPage() + shared, entry.source(), root.name));
          }
        });
  }

  void replayTruncate(LogEntry.Truncate entry) throws IOException {
    long number = entry.inode();
    long size = entry.size();
    Timestamp time = new Timestamp().set(entry.seconds(), entry.nanos());
    DirtyFile file = dirtyFile(number);
    long next =
        core.treeLock.update(
            () -> {
              prepareTruncation(number, size, null);
              return truncateTree(file, size, time, entry);
            });
    cutRest(number, next);
    dropIfClean(file);
  }

  /** Removes what lies behind the end of a file. */
  void replayCut(long number) throws IOException {
    Inode inode = core.treeLock.read(() -> inode(number));
    cutRest(number, pageCount(inode.size));
  }

  void replayPunch(LogEntry.Punch entry) throws IOException {
    Timestamp time = new Timestamp().set(entry.seconds(), entry.nanos());
    DirtyFile file = dirtyFile(entry.inode());
    long[] next = {entry.first()};
    do {
      core.treeLock.modify(
          () -> {
            next[0] = punchTree(file, next[0], entry.end(), time);
          });
    } while (next[0] < entry.end());
    dropIfClean(file);
  }

  /** The tree has had pages since; what is dirty of them is older. */
  void replayFlushed(long number, long firstPage, long endPage, boolean attributes)
      throws IOException {
    DirtyFile file = root.current().get(number);
    if (file == null) {
      return;
    }
    core.treeLock.modify(
        () -> {
          synchronized (file) {
            dropPages(file, firstPage, endPage);
            if (attributes) {
              file.attributesDropped();
            }
          }
        });
    dropIfClean(file);
  }

  // ---- holes ----

  long seekData(long number, long offset) throws IOException {
    return core.treeLock.read(
        () -> {
          Inode inode = inode(number);
          if (offset < 0 || offset >= inode.size) {
            return -1L;
          }
          long page = nextDataPage(inode, offset / blockSize);
          long start = page == Long.MAX_VALUE ? Long.MAX_VALUE : page * blockSize;
          return start >= inode.size ? -1L : Math.max(offset, start);
        });
  }

  /**
   * The first page with content at or after one, or {@link Long#MAX_VALUE}. Needs the tree lock.
   */
  private long nextDataPage(Inode inode, long page) throws IOException {
    if (inode.inline && page == 0) {
      return 0;
    }
    long inTree = Extents.nextData(root.tree, inode.number, page);
    long next = inTree < 0 ? Long.MAX_VALUE : inTree;
    next = Math.min(next, nextIn(root.current(), inode.number, page));
    Overlay frozen = root.frozen();
    return frozen == null ? next : Math.min(next, nextIn(frozen, inode.number, page));
  }

  private boolean isDirty(long number, long page) {
    Overlay frozen = root.frozen();
    return hasFrame(root.current(), number, page)
        || (frozen != null && hasFrame(frozen, number, page));
  }

  private static boolean hasFrame(Overlay overlay, long number, long page) {
    DirtyFile file = overlay.get(number);
    if (file == null) {
      return false;
    }
    synchronized (file) {
      return file.frame(page) != DirtyFile.NO_FRAME;
    }
  }

  private static long nextIn(Overlay overlay, long number, long page) {
    DirtyFile file = overlay.get(number);
    if (file == null) {
      return Long.MAX_VALUE;
    }
    synchronized (file) {
      return file.nextPage(page);
    }
  }

  long seekHole(long number, long offset) throws IOException {
    return core.treeLock.read(
        () -> {
          Inode inode = inode(number);
          if (offset < 0 || offset >= inode.size) {
            throw new FsException(
                FsError.INVALID_ARGUMENT, "offset " + offset + " is not within the file");
          }
          // In pages: the one behind the last of the largest file begins where no long reaches.
          long last = (inode.size - 1) / blockSize;
          long page = inode.inline ? Math.max(1, offset / blockSize) : offset / blockSize;
          while (page <= last) {
            long next = Math.max(Extents.nextHole(root.tree, number, page), page);
            if (next == page && !isDirty(number, page)) {
              return Math.max(offset, page * blockSize);
            }
            page = Math.max(next, page + 1);
          }
          return inode.size;
        });
  }
}
