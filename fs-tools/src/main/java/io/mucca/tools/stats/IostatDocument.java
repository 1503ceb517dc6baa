package io.mucca.tools.stats;

import io.mucca.account.Accounting;
import java.time.Instant;
import java.util.Map;

/**
 * What happened in an interval, as one line of JSON.
 *
 * @param time the end of the interval
 * @param seconds its length
 * @param sinceOpened the interval began with the opening of the image
 */
public record IostatDocument(
    int schema,
    Instant time,
    double seconds,
    boolean sinceOpened,
    AccountDocument account,
    Map<String, OperationDocument> operations) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** The document of an interval that ends now. */
  public static IostatDocument of(
      int schema, Instant time, boolean sinceOpened, Accounting interval) {
    return new IostatDocument(
        schema,
        time,
        interval.openNanos() / NANOS_PER_SECOND,
        sinceOpened,
        AccountDocument.of(interval.sinceOpened(), interval),
        OperationDocument.all(interval));
  }
}
