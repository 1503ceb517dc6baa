package io.mucca.fs;

import io.mucca.account.ApplicationCounters;
import java.util.concurrent.atomic.LongAdder;

/** Counts what programs ask of one root. Thread-safe. */
final class RootTraffic {
  private final LongAdder bytesWritten = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private final LongAdder syncs = new LongAdder();

  void written(long bytes) {
    bytesWritten.add(bytes);
    writes.increment();
  }

  void read(long bytes) {
    bytesRead.add(bytes);
    reads.increment();
  }

  void synced() {
    syncs.increment();
  }

  ApplicationCounters counters() {
    return new ApplicationCounters(
        bytesWritten.sum(), writes.sum(), bytesRead.sum(), reads.sum(), syncs.sum());
  }
}
