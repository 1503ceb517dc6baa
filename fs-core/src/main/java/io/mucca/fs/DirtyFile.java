package io.mucca.fs;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has been written to one file since its last flush: pages and, with them, size and times.
 *
 * <p>A flush moves {@link #pages} to {@link #flushing} and writes them while new writes go to fresh
 * frames; readers see both. The pages are guarded by this object's monitor, which is held for
 * memory operations only. {@link #flushLock} is held across a whole flush, so that there is one at
 * a time.
 */
final class DirtyFile {
  static final int NO_FRAME = -1;

  final long inode;
  final ReentrantLock flushLock = new ReentrantLock();

  private Long2IntOpenHashMap pages = newMap();
  private @Nullable Long2IntOpenHashMap flushing;

  /** The file's own; null where that of its root is meant. */
  volatile @Nullable Compression compression;

  /** Taken out of its overlay, so that nothing may be added any more. */
  boolean removed;

  /** Size and times below are newer than those that the tree has or is about to get. */
  private boolean attributesDirty;

  /** A flush is about to bring size and times into the tree. */
  private boolean attributesFlushing;

  /** What a commit has to bring to the log, or to the device. */
  final UnloggedWrites unlogged = new UnloggedWrites();

  private final LoggedWrites logged = new LoggedWrites();

  long size;
  final Timestamp modify = new Timestamp();
  final Timestamp change = new Timestamp();

  DirtyFile(long inode, long size, @Nullable Compression compression) {
    this.inode = inode;
    this.size = size;
    this.compression = compression;
  }

  private static Long2IntOpenHashMap newMap() {
    Long2IntOpenHashMap map = new Long2IntOpenHashMap();
    map.defaultReturnValue(NO_FRAME);
    return map;
  }

  /** What the log says of the file and the tree does not. Needs the tree lock alone. */
  LoggedWrites logged() {
    return logged;
  }

  void attributesChanged() {
    attributesDirty = true;
  }

  /** The tree has size and times. */
  void attributesDropped() {
    attributesDirty = false;
  }

  boolean attributesFlushing() {
    return attributesFlushing;
  }

  /** All trees have the size and times that the flush began with; its other runs need not. */
  void attributesFlushed() {
    attributesFlushing = false;
  }

  /** True if size and times here count, and not those in the tree. */
  boolean hasAttributes() {
    return attributesDirty || attributesFlushing;
  }

  /** The newest frame of a page, or {@link #NO_FRAME}. */
  int frame(long page) {
    int frame = pages.get(page);
    Long2IntOpenHashMap old = flushing;
    return frame != NO_FRAME || old == null ? frame : old.get(page);
  }

  /** The frame of a page that may be changed, or {@link #NO_FRAME}. */
  int writableFrame(long page) {
    return pages.get(page);
  }

  void putFrame(long page, int frame) {
    pages.put(page, frame);
  }

  boolean isClean() {
    return pages.isEmpty() && flushing == null && !hasAttributes();
  }

  boolean hasPages() {
    return !pages.isEmpty() || flushing != null;
  }

  boolean hasPagesBefore(long page) {
    return nextPage(0) < page;
  }

  int pageCount() {
    return pages.size();
  }

  /**
   * Begins a flush: gives the page numbers, sorted. The frames stay readable until {@link
   * #flushed}.
   */
  long[] beginFlush() {
    if (flushing != null) {
      throw new IllegalStateException("inode " + inode + " is being flushed already");
    }
    long[] sorted = pages.keySet().toLongArray();
    Arrays.sort(sorted);
    flushing = pages;
    pages = newMap();
    attributesFlushing = attributesDirty;
    attributesDirty = false;
    unlogged.clear();
    return sorted;
  }

  int flushingFrame(long page) {
    Long2IntOpenHashMap old = flushing;
    return old == null ? NO_FRAME : old.get(page);
  }

  /** Ends the flush of one page and returns its frame. */
  int flushed(long page) {
    Long2IntOpenHashMap old = flushing;
    return old == null ? NO_FRAME : old.remove(page);
  }

  void endFlush() {
    flushing = null;
    attributesFlushing = false;
  }

  /**
   * After a failed flush: what was not written stays dirty, unless it has been written anew since.
   *
   * @return pages that stay dirty
   */
  int abortFlush(FramePool frames) {
    int before = pages.size();
    Long2IntOpenHashMap old = flushing;
    flushing = null;
    attributesDirty |= attributesFlushing;
    attributesFlushing = false;
    unlogged.addUnknown();
    if (old != null) {
      old.long2IntEntrySet()
          .fastForEach(
              entry -> {
                if (pages.containsKey(entry.getLongKey())) {
                  frames.release(entry.getIntValue());
                } else {
                  pages.put(entry.getLongKey(), entry.getIntValue());
                }
              });
    }
    return pages.size() - before;
  }

  /**
   * Forgets the pages from one number (inclusive) to another (exclusive); no flush may be under
   * way.
   */
  int dropPages(long from, long to, FramePool frames) {
    int before = pages.size();
    pages
        .long2IntEntrySet()
        .removeIf(
            entry -> {
              boolean drop = entry.getLongKey() >= from && entry.getLongKey() < to;
              if (drop) {
                frames.release(entry.getIntValue());
              }
              return drop;
            });
    return before - pages.size();
  }

  /** The first page at or after {@code from} that is here, or {@link Long#MAX_VALUE}. */
  long nextPage(long from) {
    long next = nextIn(pages, from);
    Long2IntOpenHashMap old = flushing;
    return old == null ? next : Math.min(next, nextIn(old, from));
  }

  private static long nextIn(Long2IntOpenHashMap map, long from) {
    long next = Long.MAX_VALUE;
    for (long page : map.keySet()) {
      if (page >= from && page < next) {
        next = page;
      }
    }
    return next;
  }
}
