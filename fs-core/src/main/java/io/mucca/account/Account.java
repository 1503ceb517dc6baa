package io.mucca.account;

import io.mucca.device.DeviceCounters;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What programs asked for in some time, beside what it cost on the device.
 *
 * @param device what was handed to the device and read from it
 * @param applications what programs asked of each root, by its identity; of those that are gone
 *     under {@link WrittenBytes#DESTROYED}
 */
public record Account(DeviceCounters device, SortedMap<Long, ApplicationCounters> applications) {
  public static final Account NONE = new Account(DeviceCounters.NONE, new TreeMap<>());

  public Account {
    SortedMap<Long, ApplicationCounters> counters = new TreeMap<>(applications);
    counters.values().removeIf(ApplicationCounters.NONE::equals);
    applications = Collections.unmodifiableSortedMap(counters);
  }

  /** What programs asked of all roots. */
  public ApplicationCounters application() {
    return applications.values().stream()
        .reduce(ApplicationCounters.NONE, ApplicationCounters::plus);
  }

  /** What programs asked of one root. */
  public ApplicationCounters application(long root) {
    return applications.getOrDefault(root, ApplicationCounters.NONE);
  }

  /**
   * Bytes handed to the device for each byte that programs wrote; 0 if they wrote none. Over a
   * short time what is written late counts in another one than what it is for.
   */
  public double writeAmplification() {
    return ratio(device.written().total(), application().bytesWritten());
  }

  /** Bytes read from the device for each byte that programs read; 0 if they read none. */
  public double readAmplification() {
    return ratio(device.bytesRead(), application().bytesRead());
  }

  private static double ratio(long cost, long asked) {
    return asked == 0 ? 0 : (double) cost / asked;
  }

  /** This and another one together. */
  public Account plus(Account other) {
    SortedMap<Long, ApplicationCounters> sums = new TreeMap<>(applications);
    other.applications.forEach(
        (root, counters) -> sums.merge(root, counters, ApplicationCounters::plus));
    return new Account(device.plus(other.device), sums);
  }

  /** This one, with a root that is gone counted among all that are. */
  public Account folded(long root) {
    SortedMap<Long, ApplicationCounters> counters = new TreeMap<>(applications);
    ApplicationCounters gone = counters.remove(root);
    if (gone != null) {
      counters.merge(WrittenBytes.DESTROYED, gone, ApplicationCounters::plus);
    }
    return new Account(device.folded(root), counters);
  }

  /** What came between an earlier moment and this one. */
  public Account since(Account earlier) {
    SortedMap<Long, ApplicationCounters> differences = new TreeMap<>(applications);
    earlier.applications.forEach(
        (root, counters) -> {
          boolean isGone = root > WriteShares.IMAGE && !applications.containsKey(root);
          differences.merge(
              isGone ? WrittenBytes.DESTROYED : root,
              ApplicationCounters.NONE.since(counters),
              ApplicationCounters::plus);
        });
    return new Account(device.since(earlier.device), differences);
  }
}
