package io.mucca.device;

import io.mucca.sys.SysException;
import java.lang.foreign.MemorySegment;

/** Repeats a system call that may move less than it is asked to until everything is moved. */
final class WholeTransfer {
  private WholeTransfer() {}

  /** Moves up to all of {@code rest}; returns how many bytes. */
  @FunctionalInterface
  interface Call {
    long transfer(MemorySegment rest, long offsetBytes) throws SysException;
  }

  /**
   * Moves all of {@code whole}.
   *
   * @param unitBytes direct I/O cannot go on behind a part of a sector; 1 if the call can go on
   *     anywhere
   * @return bytes moved: all, unless a call moved nothing or no whole number of units
   */
  static long run(Call call, long offsetBytes, MemorySegment whole, int unitBytes)
      throws SysException {
    long done = 0;
    while (done < whole.byteSize()) {
      long count = call.transfer(done == 0 ? whole : whole.asSlice(done), offsetBytes + done);
      done += count;
      if (count == 0 || count % unitBytes != 0) {
        return done;
      }
    }
    return done;
  }
}
