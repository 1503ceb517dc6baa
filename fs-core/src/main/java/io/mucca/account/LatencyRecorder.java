package io.mucca.account;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often something took how long. The buckets are those of {@link Latencies}.
 *
 * <p>Thread-safe without locks: threads count in one of a few stripes each, and a stripe has its
 * memory, 5 KiB, from its first use on. Recording makes no objects.
 */
public final class LatencyRecorder {
  private static final int STRIPES = 4;

  /** Behind the buckets of a stripe: the sum of all times. */
  private static final int TOTAL = Latencies.BUCKETS;

  private final AtomicReferenceArray<@Nullable AtomicLongArray> stripes =
      new AtomicReferenceArray<>(STRIPES);

  /** Counts one operation. */
  public void record(long nanos) {
    long time = Math.max(0, nanos);
    AtomicLongArray stripe = stripe((int) (Thread.currentThread().threadId() % STRIPES));
    stripe.getAndIncrement(Latencies.bucketOf(time));
    stripe.getAndAdd(TOTAL, time);
  }

  private AtomicLongArray stripe(int index) {
    AtomicLongArray stripe = stripes.get(index);
    if (stripe != null) {
      return stripe;
    }
    AtomicLongArray fresh = new AtomicLongArray(TOTAL + 1);
    AtomicLongArray other = stripes.compareAndExchange(index, null, fresh);
    return other == null ? fresh : other;
  }

  /** The counts so far. */
  public Latencies counts() {
    long[] buckets = new long[Latencies.BUCKETS];
    long total = 0;
    for (int index = 0; index < STRIPES; index++) {
      AtomicLongArray stripe = stripes.get(index);
      if (stripe != null) {
        for (int bucket = 0; bucket < buckets.length; bucket++) {
          buckets[bucket] += stripe.get(bucket);
        }
        total += stripe.get(TOTAL);
      }
    }
    return new Latencies(buckets, total);
  }
}
