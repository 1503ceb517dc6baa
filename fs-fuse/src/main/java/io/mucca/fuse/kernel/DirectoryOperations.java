package io.mucca.fuse.kernel;

import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import io.mucca.fuse.WriteBarrier;
import java.io.IOException;

/** Opens and lists directories. */
final class DirectoryOperations {
  /**
   * An offset means: go on after this entry. The filesystem counts its entries from 1, and the two
   * that it does not list come before them.
   */
  private static final long DOT = 1;

  private static final long DOT_DOT = 2;

  private static final byte[] DOT_NAME = {'.'};
  private static final byte[] DOT_DOT_NAME = {'.', '.'};

  /** Handle of a directory that is a mark, see {@link WriteBarrier}; 0 is that of all others. */
  private static final long MARK = 1;

  private final FileSystem fileSystem;
  private final KnownInodes known;
  private final WriteBarrier barrier;
  private final Inodes inodes;

  DirectoryOperations(ServedRoot root, Inodes inodes) {
    this.fileSystem = root.fileSystem();
    this.known = root.known();
    this.barrier = root.barrier();
    this.inodes = inodes;
  }

  int opendir(Exchange exchange) throws IOException {
    known.open(exchange.request.inode());
    boolean isMark = WriteBarrier.isMark(exchange.request.getInt(OpenInLayout.FLAGS));
    if (isMark) {
      barrier.markOpened();
    }
    return FileOperations.putHandle(exchange.reply, 0, isMark ? MARK : 0, 0);
  }

  void takeBackOpened(Exchange exchange) throws IOException {
    close(exchange, exchange.reply.getLong(OpenOutLayout.FILE_HANDLE));
  }

  int releasedir(Exchange exchange) throws IOException {
    close(exchange, exchange.request.getLong(ReleaseInLayout.FILE_HANDLE));
    return 0;
  }

  private void close(Exchange exchange, long handle) throws IOException {
    if (handle == MARK) {
      barrier.markReleased();
    }
    known.close(exchange.request.inode());
  }

  int readdir(Exchange exchange) throws IOException {
    return pack(exchange, 0);
  }

  /** Lists a directory with what each name stands for, as if it had been looked up. */
  int readdirplus(Exchange exchange) throws IOException {
    int length = pack(exchange, EntryOutLayout.BYTES);
    for (int at = 0; at < length; at = next(exchange.reply, at)) {
      if (!isDot(exchange.reply, at)) {
        describe(exchange, at);
      }
    }
    return length;
  }

  /**
   * An entry that cannot be described is listed without its inode, and whoever looks it up gets the
   * error.
   */
  private void describe(Exchange exchange, int at) {
    long inode = exchange.reply.getLong(at + EntryOutLayout.BYTES + DirentLayout.INODE);
    try {
      fileSystem.getAttributes(inode, exchange.attributes);
    } catch (IOException e) {
      return;
    }
    inodes.putEntry(exchange, at);
  }

  void takeBackListed(Exchange exchange, int length) throws IOException {
    for (int at = 0; at < length; at = next(exchange.reply, at)) {
      inodes.takeBackEntry(exchange, at);
    }
  }

  private static int next(Reply reply, int at) {
    int entry = at + EntryOutLayout.BYTES;
    return entry + DirentLayout.bytesFor(reply.getInt(entry + DirentLayout.NAME_LENGTH));
  }

  private static boolean isDot(Reply reply, int at) {
    long cookie = reply.getLong(at + EntryOutLayout.BYTES + DirentLayout.COOKIE);
    return cookie == DOT || cookie == DOT_DOT;
  }

  private int pack(Exchange exchange, int headBytes) throws IOException {
    Request request = exchange.request;
    long directory = request.inode();
    long offset = request.getLong(ReadInLayout.OFFSET);
    int size = request.getInt(ReadInLayout.SIZE);
    if (size < 0 || size > Request.MAX_DATA_BYTES) {
      return -Errnos.EINVAL;
    }
    DirectoryPacker packer = exchange.packer;
    packer.begin(size, headBytes, DOT_DOT);
    boolean more = offset >= DOT || packer.add(DOT_NAME, directory, FileMode.DIRECTORY, DOT);
    if (more && offset < DOT_DOT) {
      long parent = fileSystem.parentOf(directory);
      more = packer.add(DOT_DOT_NAME, parent, FileMode.DIRECTORY, DOT_DOT);
    }
    if (more) {
      fileSystem.readDirectory(directory, Math.max(0, offset - DOT_DOT), packer);
    }
    return packer.length();
  }

  int fsyncdir(Exchange exchange) throws IOException {
    fileSystem.fsync(exchange.request.inode());
    return 0;
  }
}
