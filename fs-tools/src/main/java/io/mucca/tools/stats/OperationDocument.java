package io.mucca.tools.stats;

import io.mucca.account.Accounting;
import io.mucca.account.Latencies;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often programs did something, and how long it took, as JSON; percentiles are at most 1/16 too
 * long.
 */
public record OperationDocument(
    long count, long meanNanos, long p50Nanos, long p90Nanos, long p99Nanos, long maxNanos) {
  static OperationDocument of(Latencies latencies) {
    return new OperationDocument(
        latencies.count(),
        Math.round(latencies.meanNanos()),
        latencies.percentileNanos(50),
        latencies.percentileNanos(90),
        latencies.percentileNanos(99),
        latencies.maxNanos());
  }

  /** Those that happened, by their labels. */
  public static Map<String, OperationDocument> all(Accounting accounting) {
    Map<String, OperationDocument> documents = new LinkedHashMap<>();
    accounting
        .operations()
        .forEach((kind, latencies) -> documents.put(AccountNames.label(kind), of(latencies)));
    return documents;
  }
}
