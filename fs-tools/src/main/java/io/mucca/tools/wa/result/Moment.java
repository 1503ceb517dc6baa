package io.mucca.tools.wa.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What had gone to the device by a certain moment, since the workload began.
 *
 * @param countedBytes what the kernel counted as written on the device; null without a block device
 * @param submittedBytes what the filesystem handed to the device, where it can say so
 * @param residualBytes counted − submitted, 0 on a block device of mucca's own; null if one of both
 *     is unknown
 * @param writes write requests that the kernel counted, or else that were submitted
 * @param syncs flush requests likewise
 * @param readBytes bytes read from the device
 * @param writeAmplification device bytes (counted, else submitted) / application bytes; null if the
 *     application wrote none
 * @param uniqueAmplification the same by unique bytes
 * @param bytesPerOperation device bytes / operations
 * @param usedBytes space in use in the filesystem, more than before the workload; negative where
 *     the filesystem gave back what it had set aside before
 * @param spaceAmplification usedBytes / unique bytes; null if the application wrote none, or the
 *     filesystem gave space back
 * @param breakdown submitted bytes by category and cause; sums to submittedBytes; empty where the
 *     filesystem cannot say
 * @param roots submitted bytes by root; sums to submittedBytes; empty likewise
 */
public record Moment(
    @Nullable Long countedBytes,
    @Nullable Long submittedBytes,
    @Nullable Long residualBytes,
    long writes,
    long syncs,
    long readBytes,
    @Nullable Double writeAmplification,
    @Nullable Double uniqueAmplification,
    double bytesPerOperation,
    long usedBytes,
    @Nullable Double spaceAmplification,
    List<Part> breakdown,
    List<RootPart> roots) {
  public Moment {
    breakdown = List.copyOf(breakdown);
    roots = List.copyOf(roots);
  }

  /**
   * Bytes of one category that one cause made.
   *
   * @param category such as {@code data} or {@code log-record}
   * @param cause such as {@code fsync}
   */
  public record Part(String category, String cause, long bytes) {}

  /** Bytes written for one root; {@code image} for what belongs to no single one. */
  public record RootPart(String root, long bytes) {}
}
