package io.mucca.device;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a {@link CountingDevice} had counted at one moment.
 *
 * @param written bytes handed to the device
 * @param writes write operations by the category that they are named after; every one is there
 * @param bytesDiscarded bytes that the device was told to be of no use
 */
public record DeviceCounters(
    WrittenBytes written,
    Map<WriteCategory, Long> writes,
    long bytesRead,
    long reads,
    long syncs,
    long bytesDiscarded) {

  /** Nothing. */
  public static final DeviceCounters NONE =
      new DeviceCounters(WrittenBytes.NONE, Map.of(), 0, 0, 0, 0);

  public DeviceCounters {
    Map<WriteCategory, Long> given = writes;
    writes = Collections.unmodifiableMap(byCategory(category -> given.getOrDefault(category, 0L)));
  }

  /** Bytes written by category; every one is there. */
  public Map<WriteCategory, Long> bytesWritten() {
    return byCategory(written::of);
  }

  /** Bytes written of one category. */
  public long bytesWritten(WriteCategory category) {
    return written.of(category);
  }

  /** Write operations for one purpose. */
  public long writes(WriteCategory category) {
    return writes.getOrDefault(category, 0L);
  }

  /** Bytes written, over all categories. */
  public long totalBytesWritten() {
    return written.total();
  }

  /** Write operations, over all categories. */
  public long totalWrites() {
    return writes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** These and others together. */
  public DeviceCounters plus(DeviceCounters others) {
    return new DeviceCounters(
        written.plus(others.written),
        byCategory(category -> writes(category) + others.writes(category)),
        bytesRead + others.bytesRead,
        reads + others.reads,
        syncs + others.syncs,
        bytesDiscarded + others.bytesDiscarded);
  }

  /** These, with a root that is gone counted among all that are. */
  public DeviceCounters folded(long root) {
    return new DeviceCounters(
        written.folded(root), writes, bytesRead, reads, syncs, bytesDiscarded);
  }

  /** What happened between an earlier moment and this one. */
  public DeviceCounters since(DeviceCounters earlier) {
    return new DeviceCounters(
        written.since(earlier.written),
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
