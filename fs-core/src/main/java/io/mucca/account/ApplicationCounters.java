package io.mucca.account;

/**
 * What programs asked of a root, in bytes and calls that succeeded.
 *
 * @param bytesWritten bytes that programs gave to write and append, as often as they did
 * @param writes calls of write and append
 * @param bytesRead bytes that programs got
 * @param reads calls of read
 * @param syncs calls of fsync, and of sync for the whole root
 */
public record ApplicationCounters(
    long bytesWritten, long writes, long bytesRead, long reads, long syncs) {
  public static final ApplicationCounters NONE = new ApplicationCounters(0, 0, 0, 0, 0);

  /** These and others together. */
  public ApplicationCounters plus(ApplicationCounters others) {
    return new ApplicationCounters(
        bytesWritten + others.bytesWritten,
        writes + others.writes,
        bytesRead + others.bytesRead,
        reads + others.reads,
        syncs + others.syncs);
  }

  /** What came between an earlier moment and this one. */
  public ApplicationCounters since(ApplicationCounters earlier) {
    return new ApplicationCounters(
        bytesWritten - earlier.bytesWritten,
        writes - earlier.writes,
        bytesRead - earlier.bytesRead,
        reads - earlier.reads,
        syncs - earlier.syncs);
  }
}
