package io.mucca.tools.wa.engine;

import io.mucca.tools.wa.result.Moment.Part;
import io.mucca.tools.wa.result.Moment.RootPart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What had gone to the device at one moment, seen from two sides that are never mixed.
 *
 * @param kernel null without a block device
 * @param submitted null where the filesystem cannot say
 * @param usedBytes space in use in the filesystem
 * @param capacityBytes all the space there is in it
 */
public record Counters(
    @Nullable Kernel kernel, @Nullable Submitted submitted, long usedBytes, long capacityBytes) {
  /** What the kernel counted on a block device; flushes are 0 where it does not count those. */
  public record Kernel(long writtenBytes, long writes, long flushes, long readBytes) {}

  /**
   * What the filesystem handed to the device.
   *
   * @param breakdown by category and cause
   * @param roots by root; empty where the filesystem cannot say
   * @param writes calls; 0 where unknown, as syncs and readBytes
   */
  public record Submitted(
      List<Part> breakdown, List<RootPart> roots, long writes, long syncs, long readBytes) {
    public Submitted {
      breakdown = List.copyOf(breakdown);
      roots = List.copyOf(roots);
    }

    /** All of them. */
    public long bytes() {
      return breakdown.stream().mapToLong(Part::bytes).sum();
    }
  }
}
