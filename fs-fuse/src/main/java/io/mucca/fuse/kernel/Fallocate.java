package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import java.io.IOException;

/** FALLOCATE: makes files longer, zeroes ranges, punches holes; nothing is moved. */
final class Fallocate implements Operation {
  private final FileSystem fileSystem;
  private final KnownInodes known;
  private final Privileges privileges;

  Fallocate(ServedRoot root, Privileges privileges) {
    this.fileSystem = root.fileSystem();
    this.known = root.known();
    this.privileges = privileges;
  }

  @Override
  public int serve(Exchange exchange) throws IOException {
    Request request = exchange.request;
    long inode = request.inode();
    int mode = request.getInt(FallocateInLayout.MODE);
    boolean keepSize = (mode & FallocateInLayout.KEEP_SIZE) != 0;
    int kind = mode & ~FallocateInLayout.KEEP_SIZE;
    boolean isPunch = kind == FallocateInLayout.PUNCH_HOLE && keepSize;
    if (kind != 0 && kind != FallocateInLayout.ZERO_RANGE && !isPunch) {
      return -Errnos.EOPNOTSUPP;
    }
    // The request does not say whether the bits may stay; root is who has CAP_FSETID.
    privileges.drop(exchange, inode, request.uid() != 0);
    known.mark(inode, KnownInodes.WRITTEN);
    long offset = request.getLong(FallocateInLayout.OFFSET);
    long length = request.getLong(FallocateInLayout.LENGTH);
    if (isPunch) {
      fileSystem.punchHole(inode, offset, length);
    } else if (kind == FallocateInLayout.ZERO_RANGE) {
      fileSystem.zeroRange(inode, offset, length, keepSize);
    } else {
      fileSystem.allocate(inode, offset, length, keepSize);
    }
    return 0;
  }
}
