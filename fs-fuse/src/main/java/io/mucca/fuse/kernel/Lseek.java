package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import java.io.IOException;

/** LSEEK: finds data and holes; the kernel knows all other positions itself. */
final class Lseek implements Operation {
  private final FileSystem fileSystem;

  Lseek(ServedRoot root) {
    this.fileSystem = root.fileSystem();
  }

  @Override
  public int serve(Exchange exchange) throws IOException {
    Request request = exchange.request;
    long inode = request.inode();
    long offset = request.getLong(LseekInLayout.OFFSET);
    fileSystem.getAttributes(inode, exchange.attributes);
    if (offset < 0 || offset >= exchange.attributes.sizeBytes) {
      return -Errnos.ENXIO;
    }
    long found =
        switch (request.getInt(LseekInLayout.WHENCE)) {
          case LseekInLayout.SEEK_DATA -> fileSystem.seekData(inode, offset);
          case LseekInLayout.SEEK_HOLE -> fileSystem.seekHole(inode, offset);
          default -> -1;
        };
    if (found < 0) {
      return -Errnos.ENXIO;
    }
    exchange.reply.putLong(LseekOutLayout.OFFSET, found);
    return LseekOutLayout.BYTES;
  }
}
