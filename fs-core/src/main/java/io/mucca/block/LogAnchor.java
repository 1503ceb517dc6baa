package io.mucca.block;

/**
 * Where the intent log lies, and where in it the records begin that a checkpoint does not hold.
 *
 * @param address first block of the log; 0 if there is none
 * @param blockCount length of the log; it never changes
 * @param sequence number of the first sector that was not written when the checkpoint was frozen;
 *     sectors are counted over all rounds of the log, so it lies in sector {@code sequence} modulo
 *     the log's length
 * @param chain checksum of the record before, which the first record repeats
 */
public record LogAnchor(long address, int blockCount, long sequence, int chain) {
  /** Nobody gets there; it keeps sums of sequence numbers from overflowing. */
  private static final long MAX_SEQUENCE = 1L << 62;

  /** No log at all. */
  public static final LogAnchor NONE = new LogAnchor(0, 0, 0, 0);

  public LogAnchor {
    if (blockCount < 0
        || sequence < 0
        || sequence > MAX_SEQUENCE
        || (address == 0) != (blockCount == 0)) {
      throw new IllegalArgumentException(
          "no log of %d blocks from block %d on can be at sector %d"
              .formatted(blockCount, address, sequence));
    }
  }
}
