package io.mucca.account;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How often something took how long, in buckets that grow with the time: 16 between each power of
 * two nanoseconds and the next, so that a time is known to 1/16. What took more than two hours is
 * in the last one. Immutable.
 */
public final class Latencies {
  public static final Latencies NONE = new Latencies(new long[0], 0);

  private static final int SUB_BITS = 4;
  private static final int SUB_BUCKETS = 1 << SUB_BITS;
  private static final int MAX_BITS = 43;
  static final int BUCKETS = bucketOf((1L << MAX_BITS) - 1) + 1;

  /** Without the empty ones at the end. */
  private final long[] buckets;

  private final long count;
  private final long totalNanos;

  /**
   * Takes counts as {@link #buckets} gives them.
   *
   * @param totalNanos the sum of all times
   * @throws IllegalArgumentException if there are more buckets than times
   */
  public Latencies(long[] buckets, long totalNanos) {
    int length = buckets.length;
    while (length > 0 && buckets[length - 1] == 0) {
      length--;
    }
    if (length > BUCKETS) {
      throw new IllegalArgumentException("there are " + BUCKETS + " buckets, not " + length);
    }
    this.buckets = Arrays.copyOf(buckets, length);
    this.totalNanos = totalNanos;
    count = Arrays.stream(buckets).sum();
  }

  static int bucketOf(long nanos) {
    long time = Math.min(nanos, (1L << MAX_BITS) - 1);
    int shift = Math.max(0, 63 - SUB_BITS - Long.numberOfLeadingZeros(time));
    return shift * SUB_BUCKETS + (int) (time >>> shift);
  }

  /** The longest time that counts in a bucket. */
  private static long mostOf(int bucket) {
    int shift = Math.max(0, bucket / SUB_BUCKETS - 1);
    return ((bucket - shift * SUB_BUCKETS + 1L) << shift) - 1;
  }

  /** Counts by bucket, up to the last that is not empty. */
  public long[] buckets() {
    return buckets.clone();
  }

  public long count() {
    return count;
  }

  /** The sum of all times. */
  public long totalNanos() {
    return totalNanos;
  }

  public double meanNanos() {
    return count == 0 ? 0 : (double) totalNanos / count;
  }

  /**
   * A time that so many percent did not exceed, at most 1/16 too long; 0 if there is none.
   *
   * @param percent from 0 to 100
   */
  public long percentileNanos(double percent) {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException(percent + " percent");
    }
    long wanted = Math.max(1, (long) Math.ceil(count * percent / 100));
    long seen = 0;
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      seen += buckets[bucket];
      if (seen >= wanted) {
        return mostOf(bucket);
      }
    }
    return 0;
  }

  /** The longest time, at most 1/16 too long; 0 if there is none. */
  public long maxNanos() {
    return percentileNanos(100);
  }

  /** These and others together. */
  public Latencies plus(Latencies others) {
    long[] sums = Arrays.copyOf(buckets, Math.max(buckets.length, others.buckets.length));
    for (int bucket = 0; bucket < others.buckets.length; bucket++) {
      sums[bucket] += others.buckets[bucket];
    }
    return new Latencies(sums, totalNanos + others.totalNanos);
  }

  /** What was counted between an earlier moment and this one. */
  public Latencies since(Latencies earlier) {
    long[] difference = buckets.clone();
    for (int bucket = 0; bucket < earlier.buckets.length; bucket++) {
      difference[bucket] -= earlier.buckets[bucket];
    }
    return new Latencies(difference, totalNanos - earlier.totalNanos);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Latencies that
        && totalNanos == that.totalNanos
        && Arrays.equals(buckets, that.buckets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(buckets) * 31 + Long.hashCode(totalNanos);
  }

  @Override
  public String toString() {
    return "Latencies[%d, mean %.0f ns, 50 %% %d ns, 99 %% %d ns]"
        .formatted(count, meanNanos(), percentileNanos(50), percentileNanos(99));
  }
}
