package io.mucca.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts what goes to and comes from a device: written bytes by root, category and cause.
 *
 * <p>A write is counted before it is handed on, and so also where it then fails: part of it may
 * have reached the device. Reads, syncs and discards are counted when they have succeeded.
 */
public final class CountingDevice extends FilterDevice {
  private final WriteLedger ledger = new WriteLedger();
  private final LongAdder[] writes = adderPerCategory();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private final LongAdder syncs = new LongAdder();
  private final LongAdder bytesDiscarded = new LongAdder();

  public CountingDevice(BlockDevice delegate) {
    super(delegate);
  }

  /** The device itself if it counts already, or else one that counts for it. */
  public static CountingDevice over(BlockDevice device) {
    return device instanceof CountingDevice counting ? counting : new CountingDevice(device);
  }

  private static LongAdder[] adderPerCategory() {
    return Stream.generate(LongAdder::new)
        .limit(WriteCategory.values().length)
        .toArray(LongAdder[]::new);
  }

  /** The counts so far; operations under way may be in some of them and not in others. */
  public DeviceCounters counters() {
    return new DeviceCounters(
        ledger.counts(),
        DeviceCounters.byCategory(category -> writes[category.ordinal()].sum()),
        bytesRead.sum(),
        reads.sum(),
        syncs.sum(),
        bytesDiscarded.sum());
  }

  /** What was written of one root so far. */
  public WrittenBytes writtenOf(long root) {
    return ledger.countsOf(root);
  }

  /** How many bytes were written of one root so far. */
  public long writtenBytesOf(long root) {
    return ledger.totalOf(root);
  }

  /** The roots of which something was written, without those that were folded. */
  public Set<Long> roots() {
    return ledger.roots();
  }

  /** Write operations of one category so far. */
  public long writes(WriteCategory category) {
    return writes[category.ordinal()].sum();
  }

  /** A root is gone: what was written of it is from now on counted with all others that are. */
  public void fold(long root) {
    ledger.fold(root);
  }

  @Override
  public void read(long offsetBytes, MemorySegment target) throws IOException {
    super.read(offsetBytes, target);
    bytesRead.add(target.byteSize());
    reads.increment();
  }

  @Override
  public void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    TransferChecks.checkTransfer(this, "write", offsetBytes, source);
    WriteCause cause = CauseScope.current();
    ledger.add(WriteShares.IMAGE, category, cause, source.byteSize());
    writes[category.ordinal()].increment();
    super.write(offsetBytes, source, category);
  }

  @Override
  public void write(
      long offsetBytes, MemorySegment source, WriteCategory category, WriteShares shares)
      throws IOException {
    TransferChecks.checkTransfer(this, "write", offsetBytes, source);
    ledger.add(category, CauseScope.current(), source.byteSize(), shares);
    writes[category.ordinal()].increment();
    super.write(offsetBytes, source, category);
  }

  @Override
  public void sync() throws IOException {
    super.sync();
    syncs.increment();
  }

  @Override
  public void discard(long offsetBytes, long lengthBytes) throws IOException {
    super.discard(offsetBytes, lengthBytes);
    bytesDiscarded.add(lengthBytes);
  }
}
