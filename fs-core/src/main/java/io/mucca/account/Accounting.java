package io.mucca.account;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The books of an image at one moment.
 *
 * @param openNanos time since the image was opened
 * @param sinceOpened what was counted in that time
 * @param sinceFormatted what was counted since the image was made, over all the times that it was
 *     open. What a crash kept from being stored is known as far as the log tells
 * @param operations calls of programs in that time, and how long they took; kinds that never
 *     happened are missing
 * @param rootNames of the roots that there are, by their identity
 */
public record Accounting(
    long openNanos,
    Account sinceOpened,
    Account sinceFormatted,
    Map<OperationKind, Latencies> operations,
    SortedMap<Long, String> rootNames) {
  public Accounting {
    Map<OperationKind, Latencies> counted = new EnumMap<>(OperationKind.class);
    counted.putAll(operations);
    counted.values().removeIf(latencies -> latencies.count() == 0);
    operations = Collections.unmodifiableMap(counted);
    rootNames = Collections.unmodifiableSortedMap(new TreeMap<>(rootNames));
  }

  /** How often an operation was called, and how long it took. */
  public Latencies operations(OperationKind kind) {
    return operations.getOrDefault(kind, Latencies.NONE);
  }

  /** Calls of all kinds. */
  public long operationCount() {
    return operations.values().stream().mapToLong(Latencies::count).sum();
  }

  /** What came between an earlier moment, since the image was opened, and this one. */
  public Accounting since(Accounting earlier) {
    Map<OperationKind, Latencies> differences = new EnumMap<>(OperationKind.class);
    operations.forEach(
        (kind, latencies) -> differences.put(kind, latencies.since(earlier.operations(kind))));
    return new Accounting(
        openNanos - earlier.openNanos,
        sinceOpened.since(earlier.sinceOpened),
        sinceFormatted.since(earlier.sinceFormatted),
        differences,
        rootNames);
  }
}
