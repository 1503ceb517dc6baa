package io.mucca.tools.wa.engine;

import io.mucca.device.BlockDevice;
import io.mucca.device.FilterDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A device that outlives the image on it, and counts the pieces that are read: a read that goes on
 * where the last one ended is of the same piece.
 */
final class ReadRuns extends FilterDevice {
  private long endBytes = -1; // Guarded by this, as count.
  private long count;

  ReadRuns(BlockDevice device) {
    super(device);
  }

  @Override
  public void read(long offsetBytes, MemorySegment target) throws IOException {
    note(offsetBytes, offsetBytes + target.byteSize());
    super.read(offsetBytes, target);
  }

  private synchronized void note(long start, long end) {
    if (start != endBytes) {
      count++;
    }
    endBytes = end;
  }

  /** Begins anew. */
  synchronized void reset() {
    endBytes = -1;
    count = 0;
  }

  synchronized long count() {
    return count;
  }

  /** The image is closed, the device is not. */
  @Override
  public void close() {}
}
