package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import io.mucca.sys.OpenFlags;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Opens files, and moves their content. */
final class FileOperations {
  private final FileSystem fileSystem;
  private final KnownInodes known;
  private final Privileges privileges;

  /** Whether the kernel, which holds data back, is the one that knows where a file ends. */
  private final boolean kernelAppends;

  private final boolean directWritesInParallel;

  FileOperations(ServedRoot root, Privileges privileges) {
    this.fileSystem = root.fileSystem();
    this.known = root.known();
    this.privileges = privileges;
    this.kernelAppends = root.agreement().has(InitFlags.WRITEBACK_CACHE);
    this.directWritesInParallel = root.agreement().has(InitFlags.DIRECT_IO_ALLOW_MMAP);
  }

  int open(Exchange exchange) throws IOException {
    Request request = exchange.request;
    long inode = request.inode();
    int flags = request.getInt(OpenInLayout.FLAGS);
    known.open(inode);
    if ((flags & OpenFlags.O_TRUNC) != 0) {
      truncate(exchange, inode);
    }
    return putHandle(exchange.reply, 0, replyFlags(inode, flags));
  }

  private void truncate(Exchange exchange, long inode) throws IOException {
    int openFlags = exchange.request.getInt(OpenInLayout.OPEN_FLAGS);
    try {
      privileges.drop(exchange, inode, (openFlags & OpenInLayout.KILL_SUIDGID) != 0);
      known.mark(inode, KnownInodes.WRITTEN);
      fileSystem.truncate(inode, 0, exchange.attributes);
    } catch (IOException | RuntimeException | Error e) {
      known.close(inode);
      throw e;
    }
  }

  /**
   * Pages stay in the cache from one use of a file to the next: nothing changes them but the kernel
   * itself. Where a program wants no cache the kernel need not let its writes wait for each other;
   * it must be one that lets such a file be mapped nevertheless.
   */
  private int replyFlags(long inode, int flags) {
    if (known.has(inode, KnownInodes.SELF_CHANGING)) {
      return OpenOutLayout.DIRECT_IO;
    }
    boolean direct = (flags & OpenFlags.O_DIRECT) != 0 && directWritesInParallel;
    return direct
        ? OpenOutLayout.KEEP_CACHE | OpenOutLayout.DIRECT_IO | OpenOutLayout.PARALLEL_DIRECT_WRITES
        : OpenOutLayout.KEEP_CACHE;
  }

  /** Writes the answer to an open. Handles are not needed: each request has its inode. */
  static int putHandle(Reply reply, int offset, int flags) {
    return putHandle(reply, offset, 0, flags);
  }

  static int putHandle(Reply reply, int offset, long handle, int flags) {
    reply.putLong(offset + OpenOutLayout.FILE_HANDLE, handle);
    reply.putInt(offset + OpenOutLayout.OPEN_FLAGS, flags);
    reply.putInt(offset + OpenOutLayout.OPEN_FLAGS + Integer.BYTES, 0);
    return OpenOutLayout.BYTES;
  }

  int release(Exchange exchange) throws IOException {
    known.close(exchange.request.inode());
    return 0;
  }

  int read(Exchange exchange) throws IOException {
    Request request = exchange.request;
    int size = request.getInt(ReadInLayout.SIZE);
    if (size < 0 || size > Request.MAX_DATA_BYTES) {
      return -Errnos.EINVAL;
    }
    return fileSystem.read(
        request.inode(), request.getLong(ReadInLayout.OFFSET), exchange.reply.body(size));
  }

  int write(Exchange exchange) throws IOException {
    Request request = exchange.request;
    long inode = request.inode();
    int size = request.getInt(WriteInLayout.SIZE);
    int writeFlags = request.getInt(WriteInLayout.WRITE_FLAGS);
    MemorySegment data = request.writtenData(size);
    privileges.drop(exchange, inode, (writeFlags & WriteInLayout.KILL_SUIDGID) != 0);
    known.mark(inode, KnownInodes.WRITTEN);
    if (isAppend(request, writeFlags)) {
      fileSystem.append(inode, data);
    } else {
      fileSystem.write(inode, request.getLong(WriteInLayout.OFFSET), data);
    }
    exchange.reply.putInt(WriteOutLayout.SIZE, size);
    exchange.reply.putInt(WriteOutLayout.SIZE + Integer.BYTES, 0);
    return WriteOutLayout.BYTES;
  }

  private boolean isAppend(Request request, int writeFlags) {
    return !kernelAppends
        && (request.getInt(WriteInLayout.FLAGS) & OpenFlags.O_APPEND) != 0
        && (writeFlags & WriteInLayout.FROM_CACHE) == 0;
  }

  int fsync(Exchange exchange) throws IOException {
    fileSystem.fsync(exchange.request.inode());
    return 0;
  }

  /** The whole filesystem; comes for mounts of block devices only. */
  int syncfs(Exchange exchange) throws IOException {
    fileSystem.syncAll();
    return 0;
  }
}
