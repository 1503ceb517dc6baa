package io.mucca.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Fails chosen operations with an {@link IOException} instead of passing them on. */
public final class FaultDevice extends FilterDevice {
  /** The operations that can fail. */
  public enum Operation {
    READ,
    WRITE,
    SYNC
  }

  private static final long NEVER = Long.MAX_VALUE;

  // Both by operation, guarded by this: how many calls came, and which of them fail.
  private final long[] calls = new long[Operation.values().length];
  private final Range[] failing = new Range[Operation.values().length];

  private record Range(long first, long last) {}

  public FaultDevice(BlockDevice delegate) {
    super(delegate);
    heal();
  }

  /** Lets only the n-th call from now on fail; 1 is the next. */
  public synchronized void failNth(Operation operation, long n) {
    long call = calls[operation.ordinal()] + n;
    failing[operation.ordinal()] = new Range(call, call);
  }

  /** Lets the n-th call from now on fail, and all that come after it; 1 is the next. */
  public synchronized void failFrom(Operation operation, long n) {
    failing[operation.ordinal()] = new Range(calls[operation.ordinal()] + n, NEVER);
  }

  /** Lets nothing fail any more. */
  public synchronized void heal() {
    Arrays.fill(failing, new Range(NEVER, NEVER));
  }

  /** How many calls of an operation came so far, those that failed among them. */
  public synchronized long calls(Operation operation) {
    return calls[operation.ordinal()];
  }

  @Override
  public void read(long offsetBytes, MemorySegment target) throws IOException {
    failIfChosen(Operation.READ);
    super.read(offsetBytes, target);
  }

  @Override
  public void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    failIfChosen(Operation.WRITE);
    super.write(offsetBytes, source, category);
  }

  @Override
  public void sync() throws IOException {
    failIfChosen(Operation.SYNC);
    super.sync();
  }

  private synchronized void failIfChosen(Operation operation) throws IOException {
    long call = ++calls[operation.ordinal()];
    Range range = failing[operation.ordinal()];
    if (range.first() <= call && call <= range.last()) {
      throw new IOException("injected failure of %s %d on %s".formatted(operation, call, name()));
    }
  }
}
