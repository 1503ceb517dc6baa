package io.mucca.fs;

import io.mucca.block.LogAnchor;
import io.mucca.btree.ItemListener;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteShares;
import io.mucca.log.LogRecord;
import io.mucca.log.LogWriter;
import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The changes since the last checkpoint, in the one order in which the trees took them, and how
 * they become durable without another checkpoint.
 *
 * <p>Every change is <i>appended</i> in memory, under the tree lock held alone, and gets a
 * <i>ticket</i>, one more than the change before. {@link #commit} writes what has gathered as one
 * record and syncs the device once; who comes meanwhile shares the next record. Data is on its way
 * to the device before its change is appended, so that the sync is for both.
 *
 * <p>Where there is too much to log, or no room, a checkpoint takes its place: what has gathered is
 * forgotten when one is frozen, and a gap left in the log.
 *
 * <p>Thread-safe. What is appended needs the tree lock alone; the monitor of this object is taken
 * inside it, for memory operations only.
 */
final class IntentLog implements ItemListener {
  /** With less than this to log, a record is always better than a checkpoint. */
  private static final int LARGE_BYTES = 64 << 10;

  /** A checkpoint that writes no more than this many times what a record would is better. */
  private static final int CHECKPOINT_WORTH = 3;

  /** What a checkpoint meets unwritten is still written if it is short, so that nobody waits. */
  private static final int SHORT_BYTES = 8 << 10;

  private static final long AWAIT_MILLIS = 1000;

  private final ImageCore core;
  private final LogAnchor place;
  private final LogWriter writer;
  private final int maxRecordBytes;

  /** Used by the one thread that writes. */
  private final WriteShares shares = new WriteShares();

  /** Nothing is appended while an image is being made, replayed or only read. */
  private volatile boolean enabled;

  private @Nullable Root followed;

  /** Files whose logged bytes or attributes no tree has. Guarded by the tree lock held alone. */
  private final Map<DirtyFile, Kept> loggedFiles = new HashMap<>();

  /** What logging all of them anew would take. Guarded by the tree lock held alone. */
  private long keptBytes;

  /** As long as there are any, no more bytes are logged. */
  private final AtomicInteger byteStops = new AtomicInteger();

  /** A file in {@link #loggedFiles}. */
  private record Kept(Root root, int logBytes) {}

  // ---- guarded by this object's monitor ----

  private Batch pending = new Batch();
  private @Nullable Batch spare;

  /** Sealed and not durable; written in this order. */
  private final ArrayDeque<Batch> sealed = new ArrayDeque<>();

  private long appended;
  private volatile long durable;

  /** What was appended since the last record is no longer known; only a checkpoint has it. */
  private boolean overflown;

  /** What was appended before the gap is durable with the checkpoint that is being written. */
  private boolean gapOpen;

  private long gapTicket;
  private long durableBehindGap;

  /** Somebody writes records. */
  private boolean leading;

  /** What becomes one record. */
  private static final class Batch {
    final ByteWriter bytes = new ByteWriter(4096);
    final LongOpenHashSet inodes = new LongOpenHashSet();
    final ExtentChain extents = new ExtentChain();

    /** Bytes of entries by root, for the account of what was written. */
    final Long2LongOpenHashMap bytesOfRoots = new Long2LongOpenHashMap();

    long ticket;
    LogWriter.@Nullable Sealed place;

    Batch clear() {
      bytes.clear().putZeros(LogWriter.HEADER_BYTES);
      inodes.clear();
      extents.clear();
      bytesOfRoots.clear();
      place = null;
      return this;
    }

    boolean isEmpty() {
      return bytes.length() == LogWriter.HEADER_BYTES;
    }
  }

  /**
   * @param anchor where the records of the checkpoint in use begin
   */
  IntentLog(ImageCore core, LogAnchor anchor, long volumeIdLow) {
    this.core = core;
    place = anchor;
    writer = new LogWriter(core.device, core.geometry, anchor, volumeIdLow);
    maxRecordBytes = writer.maxRecordBytes();
    pending.clear();
  }

  // ---- its state ----

  /** Begins to take changes. */
  void enable() {
    enabled = true;
  }

  /** Goes on behind what was replayed. */
  void continueAfter(LogRecord last) {
    writer.continueAfter(last);
  }

  /**
   * What was replayed, and what could not be, is never met again: records get numbers that none has
   * had.
   */
  synchronized void skipRound() {
    writer.skipRound();
  }

  /** Whether changes are taken, and not made from a log. */
  boolean isEnabled() {
    return enabled;
  }

  /** A checkpoint should soon give sectors back: half of them are in use. */
  synchronized boolean isHalfFull() {
    return writer.usedSectors() > writer.sectorCount() / 2;
  }

  /** Nothing was logged, or is to be, since the last checkpoint. */
  synchronized boolean isIdle() {
    return writer.usedSectors() == 0 && pending.isEmpty() && !overflown;
  }

  /** So much is waiting to be logged that more had better go to the trees. */
  synchronized boolean isCrowded() {
    return overflown || pending.bytes.length() > LARGE_BYTES / 2;
  }

  /** Sectors in use since the last checkpoint. */
  synchronized long usedSectors() {
    return writer.usedSectors();
  }

  long sectorCount() {
    return writer.sectorCount();
  }

  int sectorSize() {
    return writer.sectorSize();
  }

  /** The ticket of the last change. */
  synchronized long ticket() {
    return appended;
  }

  /** Every change is durable, by a record or a checkpoint. */
  synchronized boolean isDurable() {
    return durable == appended;
  }

  /** A ticket that covers all changes of an inode; 0 if they are durable. */
  synchronized long ticketOf(Root root, long inode) {
    if (overflown || gapOpen) {
      return appended;
    }
    long key = inodeKey(root.id, inode);
    if (pending.inodes.contains(key)) {
      return appended;
    }
    long ticket = 0;
    for (Batch batch : sealed) {
      ticket = batch.inodes.contains(key) ? batch.ticket : ticket;
    }
    return ticket;
  }

  /** Two inodes with one key only make a sync do more than it must. */
  private static long inodeKey(long root, long inode) {
    return root * 0x9e3779b97f4a7c15L + inode;
  }

  // ---- appending ----

  /** Writes one entry. */
  private interface Entry {
    void encode(ByteWriter out);
  }

  private void append(long root, long inode, Entry entry) {
    if (!enabled) {
      return;
    }
    synchronized (this) {
      appended++;
      if (overflown) {
        return;
      }
      int before = pending.bytes.length();
      entry.encode(pending.bytes);
      pending.bytesOfRoots.addTo(root, pending.bytes.length() - before);
      pending.inodes.add(inodeKey(root, inode));
      if (pending.bytes.length() > maxRecordBytes) {
        pending.clear();
        overflown = true;
      }
    }
  }

  /** Appends what happens to a root's items from now on, up to {@link #endItems}. */
  void beginItems(Root root) {
    followed = root;
    root.tree.setListener(this);
  }

  void endItems(Root root) {
    root.tree.setListener(null);
    followed = null;
  }

  private static Root require(@Nullable Root root) {
    if (root == null) {
      throw new IllegalStateException("nobody's items are being logged");
    }
    return root;
  }

  @Override
  public void put(long keyHigh, long keyLow, byte[] value, int offset, int length) {
    long root = require(followed).id;
    append(
        root,
        ItemKey.inode(keyHigh),
        out -> LogEncoder.put(out, root, keyHigh, keyLow, value, offset, length));
  }

  @Override
  public void removed(long keyHigh, long keyLow) {
    long root = require(followed).id;
    append(root, ItemKey.inode(keyHigh), out -> LogEncoder.remove(out, root, keyHigh, keyLow));
  }

  /**
   * Blocks of a file.
   *
   * @param shared another root was given them before
   */
  void extent(Root root, long inode, boolean shared, Extent extent) {
    // Entries are written under the monitor that guards what is pending.
    append(
        root.id,
        inode,
        out -> LogEncoder.extent(out, pending.extents, root.id, inode, shared, extent));
  }

  /** Size and times of a file, or its first page, have come into the tree. */
  void flushed(Root root, long inode, boolean attributes, boolean inline) {
    append(root.id, inode, out -> LogEncoder.flushed(out, root.id, inode, attributes, inline));
  }

  /**
   * A file has another size.
   *
   * @param inTree its item has it, and not only the dirty file
   */
  void truncate(Root root, long inode, long size, boolean inTree, Timestamp time) {
    append(root.id, inode, out -> LogEncoder.truncate(out, root.id, inode, size, inTree, time));
  }

  void cut(Root root, long inode) {
    append(root.id, inode, out -> LogEncoder.cut(out, root.id, inode));
  }

  void punch(Root root, long inode, long first, long end, Timestamp time) {
    append(root.id, inode, out -> LogEncoder.punch(out, root.id, inode, first, end, time));
  }

  /** Pages of a file have become those of another. */
  void share(Root root, LogEntry.Share entry) {
    append(root.id, entry.target(), out -> LogEncoder.share(out, entry));
  }

  void volume(Root root) {
    append(root.id, 0, out -> LogEncoder.volume(out, root));
  }

  void copy(Root source, List<Root> made, boolean complete) {
    append(source.id, 0, out -> LogEncoder.copy(out, source, made, complete));
  }

  void complete(Root root) {
    append(root.id, 0, out -> LogEncoder.complete(out, root));
  }

  void destroy(Root root) {
    append(root.id, 0, out -> LogEncoder.destroy(out, root));
  }

  void compression(Root root) {
    append(root.id, 0, out -> LogEncoder.compression(out, root));
  }

  void readOnly(Root root) {
    append(root.id, 0, out -> LogEncoder.readOnly(out, root));
  }

  // ---- bytes of dirty files ----

  /**
   * Whether so many bytes can be logged now, and with all that files keep again by a checkpoint, in
   * one record. Needs the tree lock.
   */
  boolean hasRoomForBytes(int bytes) {
    return enabled && byteStops.get() == 0 && keptBytes + bytes <= maxRecordBytes / 2;
  }

  /** From now on written pages are flushed instead; to be ended with {@link #startBytes}. */
  void stopBytes() {
    byteStops.incrementAndGet();
  }

  void startBytes() {
    byteStops.decrementAndGet();
  }

  /** Logs some pieces and the attributes of a file; they stay with the file until it is flushed. */
  void bytes(Root root, DirtyFile file, List<LoggedWrites.Piece> pieces) {
    if (enabled) {
      appendBytes(root, file, pieces);
      pieces.forEach(file.logged()::add);
    }
  }

  private void appendBytes(Root root, DirtyFile file, List<LoggedWrites.Piece> pieces) {
    append(
        root.id,
        file.inode,
        out -> {
          LogEncoder.bytes(out, root.id, file.inode, file.logged());
          LogEncoder.pieces(out, pieces);
        });
  }

  /**
   * To be called when what a file keeps for the log has changed.
   *
   * @param root the one that the file belongs to
   */
  void keptChanged(Root root, DirtyFile file) {
    LoggedWrites logged = file.logged();
    Kept now = logged.isEmpty() || !enabled ? null : new Kept(root, logged.logBytes());
    Kept before = now == null ? loggedFiles.remove(file) : loggedFiles.put(file, now);
    keptBytes += (now == null ? 0 : now.logBytes()) - (before == null ? 0 : before.logBytes());
  }

  /** The files that keep bytes for the log, each with its root. Needs the tree lock. */
  Map<DirtyFile, Root> loggedFiles() {
    Map<DirtyFile, Root> files = new HashMap<>();
    loggedFiles.forEach((file, kept) -> files.put(file, kept.root()));
    return files;
  }

  /** Whether any file of a root keeps bytes for the log. Needs the tree lock. */
  boolean hasLoggedFiles(Root root) {
    return loggedFiles.values().stream().anyMatch(kept -> kept.root() == root);
  }

  // ---- becoming durable ----

  /** What has to happen before everything up to a ticket is durable. */
  enum Next {
    /** Nothing: it is. */
    NOTHING,
    /** A checkpoint must be made: there is too much to log, or no room for it. */
    CHECKPOINT,
    /** The checkpoint that is being written must be durable. */
    AWAIT_CHECKPOINT
  }

  /** Makes everything up to a ticket durable, as far as the log can. To be called without locks. */
  Next commit(long ticket) throws IOException {
    while (true) {
      core.requireHealthy();
      synchronized (this) {
        if (durable >= ticket) {
          return Next.NOTHING;
        }
        if (gapOpen) {
          return Next.AWAIT_CHECKPOINT;
        }
        if (overflown) {
          return Next.CHECKPOINT;
        }
        if (!startLeading()) {
          continue;
        }
      }
      boolean written = false;
      try {
        written = core.treeLock.read(this::sealPending);
        if (written) {
          writeSealed();
        }
      } finally {
        stopLeading();
      }
      if (!written) {
        return Next.CHECKPOINT;
      }
    }
  }

  /** Makes durable what has been sealed up to a ticket, for a checkpoint that needs it. */
  void commitSealed(long ticket) throws IOException {
    while (true) {
      synchronized (this) {
        Batch last = sealed.peekLast();
        if (last == null || durable >= ticket || durableBehindGap >= ticket) {
          return;
        }
        if (!startLeading()) {
          continue;
        }
      }
      try {
        writeSealed();
      } finally {
        stopLeading();
      }
    }
  }

  /** Returns false after a while of waiting if somebody else leads. */
  private synchronized boolean startLeading() {
    if (leading) {
      awaitChange();
      return false;
    }
    leading = true;
    return true;
  }

  private synchronized void stopLeading() {
    leading = false;
    notifyAll();
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private synchronized void awaitChange() {
    // Whoever asked for durability gets it; the thread learns later that it was interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      wait(AWAIT_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives what has gathered its place; false if a checkpoint is better. Needs the tree lock. */
  private synchronized boolean sealPending() {
    if (overflown) {
      return false;
    }
    if (pending.isEmpty()) {
      return true;
    }
    if (isBetterInTrees() || !hasRoom(pending.bytes.length() + maxRecordBytes)) {
      return false;
    }
    seal();
    return true;
  }

  private boolean isBetterInTrees() {
    long bytes = pending.bytes.length();
    return bytes >= LARGE_BYTES && core.nodes.openBytes() <= bytes * CHECKPOINT_WORTH;
  }

  private boolean hasRoom(long bytes) {
    return Math.ceilDiv(bytes, writer.sectorSize()) + 1 <= writer.freeSectors();
  }

  private void seal() {
    Batch batch = pending;
    batch.ticket = appended;
    batch.place = writer.seal(batch.bytes.bytes(), batch.bytes.length());
    sealed.add(batch);
    Batch next = spare;
    spare = null;
    pending = (next == null ? new Batch() : next).clear();
  }

  /** To be called by the one who leads. */
  private void writeSealed() throws IOException {
    List<Batch> batches;
    synchronized (this) {
      batches = List.copyOf(sealed);
    }
    if (batches.isEmpty()) {
      return;
    }
    try {
      long end = 0;
      for (Batch batch : batches) {
        LogWriter.Sealed at = batch.place;
        if (at != null) {
          writer.write(at, batch.bytes.bytes(), batch.bytes.length(), shares(batch));
          end = at.end();
        }
      }
      core.device.sync();
      writer.durable(end);
    } catch (IOException | RuntimeException e) {
      core.fail(e);
      throw e;
    }
    written(batches);
  }

  /** Entries belong to their roots, the header to none. */
  private WriteShares shares(Batch batch) {
    shares.clear().add(WriteShares.IMAGE, WriteCategory.LOG_RECORD, LogWriter.HEADER_BYTES);
    for (Long2LongMap.Entry entry : batch.bytesOfRoots.long2LongEntrySet()) {
      shares.add(entry.getLongKey(), WriteCategory.LOG_RECORD, entry.getLongValue());
    }
    return shares;
  }

  private synchronized void written(List<Batch> batches) {
    for (Batch batch : batches) {
      sealed.remove(batch);
      if (gapOpen && batch.ticket > gapTicket) {
        durableBehindGap = Math.max(durableBehindGap, batch.ticket);
      } else {
        durable = Math.max(durable, batch.ticket);
      }
      spare = batch;
    }
    notifyAll();
  }

  // ---- checkpoints ----

  /**
   * Where a checkpoint cuts the log.
   *
   * @param anchor where the records begin that the checkpoint does not hold
   * @param ticket of the last change that it holds
   * @param carriedTicket what must be durable in the log before the checkpoint is
   */
  record Cut(LogAnchor anchor, long ticket, long carriedTicket) {
    boolean carriesBytes() {
      return carriedTicket > ticket;
    }
  }

  /**
   * A checkpoint is frozen: changes from here on are for the records behind it. What dirty files
   * keep for the log is logged anew. Needs the tree lock alone.
   */
  synchronized Cut cut() {
    int length = pending.bytes.length();
    if (!overflown && length <= SHORT_BYTES && hasRoom((long) length + maxRecordBytes)) {
      if (!pending.isEmpty()) {
        seal();
      }
    } else {
      pending.clear();
      overflown = false;
      writer.leaveGap();
      gapOpen = true;
      gapTicket = appended;
    }
    LogAnchor anchor =
        new LogAnchor(place.address(), place.blockCount(), writer.next(), writer.chain());
    long ticket = appended;
    loggedFiles.forEach((file, kept) -> appendBytes(kept.root(), file, file.logged().pieces()));
    if (!pending.isEmpty()) {
      seal();
    }
    return new Cut(anchor, ticket, appended);
  }

  /** The checkpoint with this cut is durable. */
  synchronized void checkpointDurable(Cut cut) {
    writer.release(cut.anchor().sequence());
    durable = Math.max(durable, cut.ticket());
    if (gapOpen) {
      gapOpen = false;
      durable = Math.max(durable, durableBehindGap);
    }
    notifyAll();
  }
}
