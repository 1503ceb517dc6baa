package io.mucca.device;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a {@link CountingDevice} had counted at one moment.
 *
 * @param bytesWritten bytes by category; every category is there
 * @param writes write operations by category; every category is there
 */
public record DeviceCounters(
    Map<WriteCategory, Long> bytesWritten,
    Map<WriteCategory, Long> writes,
    long bytesRead,
    long reads,
    long syncs,
    long bytesDiscarded) {

  public DeviceCounters {
    bytesWritten = Map.copyOf(bytesWritten);
    writes = Map.copyOf(writes);
  }

  /** Bytes written for one purpose. */
  public long bytesWritten(WriteCategory category) {
    return bytesWritten.getOrDefault(category, 0L);
  }

  /** Write operations for one purpose. */
  public long writes(WriteCategory category) {
    return writes.getOrDefault(category, 0L);
  }

  /** Bytes written, over all categories. */
  public long totalBytesWritten() {
    return bytesWritten.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Write operations, over all categories. */
  public long totalWrites() {
    return writes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What happened between an earlier moment and this one. */
  public DeviceCounters since(DeviceCounters earlier) {
    return new DeviceCounters(
        byCategory(category -> bytesWritten(category) - earlier.bytesWritten(category)),
        byCategory(category -> writes(category) - earlier.writes(category)),
        bytesRead - earlier.bytesRead,
        reads - earlier.reads,
        syncs - earlier.syncs,
        bytesDiscarded - earlier.bytesDiscarded);
  }

  static Map<WriteCategory, Long> byCategory(ToLongFunction<WriteCategory> value) {
    Map<WriteCategory, Long> values = new EnumMap<>(WriteCategory.class);
    for (WriteCategory category : WriteCategory.values()) {
      values.put(category, value.applyAsLong(category));
    }
    return values;
  }
}
