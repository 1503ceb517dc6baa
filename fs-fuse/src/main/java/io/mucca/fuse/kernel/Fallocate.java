package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import java.io.IOException;

/** FALLOCATE: punches holes. */
final class Fallocate implements Operation {
  private static final int PUNCH = FallocateInLayout.PUNCH_HOLE | FallocateInLayout.KEEP_SIZE;

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
    if (request.getInt(FallocateInLayout.MODE) != PUNCH) {
      // Space reserved today is not where a copy-on-write filesystem writes tomorrow.
      return -Errnos.EOPNOTSUPP;
    }
    // The request does not say whether the bits may stay; root is who has CAP_FSETID.
    privileges.drop(exchange, inode, request.uid() != 0);
    known.mark(inode, KnownInodes.WRITTEN);
    fileSystem.punchHole(
        inode,
        request.getLong(FallocateInLayout.OFFSET),
        request.getLong(FallocateInLayout.LENGTH));
    return 0;
  }
}
