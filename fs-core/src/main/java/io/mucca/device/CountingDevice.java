package io.mucca.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts what goes to and comes from a device.
 *
 * <p>A write is counted before it is handed on, and so also where it then fails: part of it may
 * have reached the device. Reads, syncs and discards are counted when they have succeeded.
 */
public final class CountingDevice extends FilterDevice {
  private final LongAdder[] bytesWritten = adderPerCategory();
  private final LongAdder[] writes = adderPerCategory();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private final LongAdder syncs = new LongAdder();
  private final LongAdder bytesDiscarded = new LongAdder();

  public CountingDevice(BlockDevice delegate) {
    super(delegate);
  }

  private static LongAdder[] adderPerCategory() {
    return Stream.generate(LongAdder::new)
        .limit(WriteCategory.values().length)
        .toArray(LongAdder[]::new);
  }

  /** The counts so far; operations under way may be in some of them and not in others. */
  public DeviceCounters counters() {
    return new DeviceCounters(
        DeviceCounters.byCategory(category -> bytesWritten[category.ordinal()].sum()),
        DeviceCounters.byCategory(category -> writes[category.ordinal()].sum()),
        bytesRead.sum(),
        reads.sum(),
        syncs.sum(),
        bytesDiscarded.sum());
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
    bytesWritten[category.ordinal()].add(source.byteSize());
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
