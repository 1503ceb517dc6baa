package io.mucca.fuse;

import io.mucca.fs.FileSystem;
import io.mucca.fs.FilterFileSystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/** Takes its time to write, so that whoever does not wait for it is too early. */
final class SlowFileSystem extends FilterFileSystem {
  private static final long DELAY_NANOS = 2_000_000;

  SlowFileSystem(FileSystem delegate) {
    super(delegate);
  }

  @Override
  public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
    LockSupport.parkNanos(DELAY_NANOS);
    super.write(inode, offsetBytes, source);
  }
}
