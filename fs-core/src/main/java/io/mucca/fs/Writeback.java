package io.mucca.fs;

import io.mucca.block.BlockRange;
import io.mucca.block.Checksums;
import io.mucca.block.NoSpaceException;
import io.mucca.block.Zone;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
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

  private final ImageCore core;
  private final Checkpoints checkpoints;
  private final int blockSize;
  private final ThreadLocal<MemorySegment> buffers =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(BUFFER_BYTES, 4096));

  Writeback(ImageCore core, Checkpoints checkpoints) {
    this.core = core;
    this.checkpoints = checkpoints;
    this.blockSize = core.geometry.blockSize();
  }

  // ---- what to flush ----

  /** Flushes everything that is dirty in a root now. */
  void flush(Root root) throws IOException {
    settleFrozen(root);
    Overlay overlay = root.current();
    for (DirtyFile file : overlay.files()) {
      flush(root, overlay, file);
    }
  }

  /** Flushes one file of a root. */
  void flush(Root root, long inode) throws IOException {
    settleFrozen(root, inode);
    Overlay overlay = root.current();
    DirtyFile file = overlay.get(inode);
    if (file != null) {
      flush(root, overlay, file);
    }
  }

  private void flush(Root root, Overlay overlay, DirtyFile file) throws IOException {
    settleFrozen(root, file.inode);
    flush(overlay, file);
  }

  /** Flushes what the last snapshot of a root froze. */
  void settleFrozen(Root root) throws IOException {
    Overlay frozen = root.frozen();
    if (frozen == null) {
      return;
    }
    for (DirtyFile file : frozen.files()) {
      flush(frozen, file);
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
      flush(frozen, file);
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
        install(overlay, file, size, null);
      } else if (isInline(overlay, file, pages, size)) {
        install(overlay, file, size, new Change(0, 1, 0, new int[0]));
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
    int from = 0;
    while (from < pages.length) {
      int to = from + 1;
      while (to < pages.length
          && to - from < MAX_RUN_BLOCKS
          && pages[to] == pages[from] + (to - from)) {
        to++;
      }
      from += writeRun(overlay, file, pages[from], to - from, size);
    }
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
    boolean installed = false;
    try {
      writeBlocks(file, firstPage, range, checksums);
      installed =
          install(
              overlay, file, size, new Change(firstPage, range.count(), range.start(), checksums));
    } finally {
      if (!installed) {
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
      checkpoints.commitAndReclaim();
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

  private void writeBlocks(DirtyFile file, long firstPage, BlockRange range, int[] checksums)
      throws IOException {
    int perWrite = Math.max(1, BUFFER_BYTES / blockSize);
    for (int done = 0; done < range.count(); done += perWrite) {
      int count = Math.min(perWrite, range.count() - done);
      MemorySegment buffer = buffers.get().asSlice(0, (long) count * blockSize);
      for (int i = 0; i < count; i++) {
        // The frames of a flush change no more and stay until it ends.
        int frame = flushingFrame(file, firstPage + done + i);
        MemorySegment block = buffer.asSlice((long) i * blockSize, blockSize);
        block.copyFrom(core.frames.frame(frame));
        checksums[done + i] = Checksums.crc32c(block);
      }
      writeData((range.start() + done) * blockSize, buffer);
    }
  }

  private void writeData(long offset, MemorySegment buffer) throws IOException {
    try {
      core.device.write(offset, buffer, WriteCategory.DATA);
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
   * What a flush changes in a file: blocks for a run of pages, or (address 0) its first page as
   * inline content.
   */
  private record Change(long firstPage, int count, long address, int[] checksums) {
    boolean isInline() {
      return address == 0;
    }
  }

  /**
   * Installs a change in every root that shares the overlay; true if at least one took the blocks.
   */
  private boolean install(Overlay overlay, DirtyFile file, long size, @Nullable Change change)
      throws IOException {
    boolean[] claimed = {false};
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
                  if (end && change != null) {
                    endPages(file, change);
                  }
                  return end;
                });
      } finally {
        state.mutex.unlock();
        root.releaseFile(file.inode);
      }
    }
    return claimed[0];
  }

  private void installInto(
      Root root, DirtyFile file, long size, @Nullable Change change, boolean[] claimed)
      throws IOException {
    Inode inode = new Inode();
    if (!Inodes.find(root.tree, file.inode, inode)) {
      return; // deleted since
    }
    Inodes.prepare(root.tree, file.inode);
    if (change != null && change.isInline()) {
      installInline(root, file, inode, (int) size);
    } else if (change != null) {
      installBlocks(root, inode, change, claimed);
    }
    synchronized (file) {
      if (file.attributesFlushing()) {
        inode.size = size;
        inode.modify.set(file.modify);
        if (file.change.isAfter(inode.change)) {
          inode.change.set(file.change);
        }
      }
    }
    Inodes.put(root.tree, inode);
    core.markChanged(root);
  }

  private void installBlocks(Root root, Inode inode, Change change, boolean[] claimed)
      throws IOException {
    List<Extent> overlapped =
        Extents.prepare(root.tree, inode.number, change.firstPage(), change.count());
    if (inode.inline && change.firstPage() == 0) {
      dropInline(root, inode);
    }
    if (claimed[0]) {
      core.space.increment(change.address(), change.count());
    } else {
      core.space.claim(change.address(), change.count(), 1);
      claimed[0] = true;
    }
    Extent extent =
        new Extent(
            change.firstPage(),
            change.address(),
            change.count(),
            core.space.openGeneration(),
            change.checksums());
    long grown =
        Extents.replace(
            root.tree,
            core.space,
            inode.number,
            change.firstPage(),
            change.count(),
            overlapped,
            extent,
            core.maxExtentBlocks);
    inode.blockCount += grown;
    root.referencedBytes += grown * blockSize;
  }

  private void dropInline(Root root, Inode inode) throws IOException {
    long high = ItemKey.high(inode.number, ItemKey.INLINE);
    int length = Blob.read(root.tree, high, 0, Integer.MAX_VALUE).length;
    Blob.prepare(root.tree, high, 0, length, 0, core.maxValueLength);
    Blob.replace(root.tree, high, 0, length, new byte[0], 0, core.maxValueLength);
    inode.inline = false;
  }

  private void installInline(Root root, DirtyFile file, Inode inode, int size) throws IOException {
    long high = ItemKey.high(inode.number, ItemKey.INLINE);
    int oldLength = inode.inline ? Blob.read(root.tree, high, 0, Integer.MAX_VALUE).length : 0;
    byte[] content = new byte[size];
    MemorySegment.ofArray(content)
        .copyFrom(core.frames.frame(flushingFrame(file, 0)).asSlice(0, size));
    Blob.prepare(root.tree, high, 0, oldLength, size, core.maxValueLength);
    Blob.replace(root.tree, high, 0, oldLength, content, size, core.maxValueLength);
    inode.inline = true;
  }

  /** The trees have the pages now; readers that come later find them there. */
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
