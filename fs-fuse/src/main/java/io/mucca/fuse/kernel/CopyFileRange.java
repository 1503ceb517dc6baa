package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import java.io.IOException;

/** COPY_FILE_RANGE: blocks are shared, and only what is not whole blocks is copied. */
final class CopyFileRange implements Operation {
  private final FileSystem fileSystem;
  private final KnownInodes known;
  private final Privileges privileges;

  CopyFileRange(ServedRoot root, Privileges privileges) {
    this.fileSystem = root.fileSystem();
    this.known = root.known();
    this.privileges = privileges;
  }

  @Override
  public int serve(Exchange exchange) throws IOException {
    Request request = exchange.request;
    if (request.getLong(CopyFileRangeInLayout.FLAGS) != 0) {
      return -Errnos.EINVAL;
    }
    long target = request.getLong(CopyFileRangeInLayout.TARGET);
    // The request does not say whether the bits may stay; root is who has CAP_FSETID.
    privileges.drop(exchange, target, request.uid() != 0);
    known.mark(target, KnownInodes.WRITTEN);
    long copied =
        fileSystem.copyRange(
            request.inode(),
            request.getLong(CopyFileRangeInLayout.SOURCE_OFFSET),
            target,
            request.getLong(CopyFileRangeInLayout.TARGET_OFFSET),
            request.getLong(CopyFileRangeInLayout.LENGTH));
    exchange.reply.putInt(WriteOutLayout.SIZE, Math.toIntExact(copied));
    exchange.reply.putInt(WriteOutLayout.SIZE + Integer.BYTES, 0);
    return WriteOutLayout.BYTES;
  }
}
