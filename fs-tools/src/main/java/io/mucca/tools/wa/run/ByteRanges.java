package io.mucca.tools.wa.run;

import java.util.Map;
import java.util.TreeMap;

/** A set of bytes of one file, kept as ranges that neither overlap nor touch. Thread-safe. */
final class ByteRanges {
  private final TreeMap<Long, Long> endByStart = new TreeMap<>(); // Guarded by this.

  /** Adds a range and returns how many of its bytes were not in the set. */
  synchronized long add(long start, long end) {
    long newStart = start;
    long newEnd = end;
    long known = 0;
    Map.Entry<Long, Long> range = endByStart.floorEntry(end);
    while (range != null && range.getValue() >= start) {
      known += Math.max(0, Math.min(end, range.getValue()) - Math.max(start, range.getKey()));
      newStart = Math.min(newStart, range.getKey());
      newEnd = Math.max(newEnd, range.getValue());
      endByStart.remove(range.getKey());
      range = endByStart.floorEntry(end);
    }
    endByStart.put(newStart, newEnd);
    return end - start - known;
  }
}
