package io.mucca.fs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Copies a range of a file into another, or to another place in it. Whole blocks are shared, what
 * is left at the edges is copied; if the two places lie differently in their blocks, all is.
 */
final class RangeCopy {
  /** What one call copies at most, so that it ends in bounded time however scattered a file is. */
  static final long MAX_BYTES = 1L << 30;

  private static final int BUFFER_BYTES = 256 << 10;

  private final FileContent content;
  private final int blockSize;
  private final long from;
  private final long fromOffset;
  private final long to;
  private final long toOffset;

  RangeCopy(
      FileContent content, int blockSize, long from, long fromOffset, long to, long toOffset) {
    this.content = content;
    this.blockSize = blockSize;
    this.from = from;
    this.fromOffset = fromOffset;
    this.to = to;
    this.toOffset = toOffset;
  }

  /** Copies; returns how many bytes. */
  long run(long length) throws IOException {
    long size = content.size(from);
    long count = Math.min(Math.min(length, MAX_BYTES), size - fromOffset);
    if (count <= 0) {
      return 0;
    }
    if (from == to && fromOffset < toOffset + count && toOffset < fromOffset + count) {
      throw new FsException(
          FsError.INVALID_ARGUMENT, "a range of inode " + to + " cannot be copied into itself");
    }
    if ((fromOffset - toOffset) % blockSize != 0) {
      copyBytes(0, count);
      return count;
    }
    long head = Math.min(count, Math.floorMod(-fromOffset, (long) blockSize));
    copyBytes(0, head);
    if (head < count) {
      content.flush(from);
      for (long done = head; done < count; ) {
        done += step(done, count);
      }
    }
    return count;
  }

  private long step(long done, long count) throws IOException {
    FileContent.PageRange range =
        new FileContent.PageRange(
            (fromOffset + done) / blockSize,
            (toOffset + done) / blockSize,
            fromOffset + count,
            toOffset + count);
    long shared = content.sharePages(from, to, range);
    if (shared > 0) {
      return Math.min(count - done, shared * blockSize);
    }
    long bytes = Math.min(count - done, blockSize);
    copyBytes(done, bytes);
    return bytes;
  }

  private void copyBytes(long done, long count) throws IOException {
    if (count == 0) {
      return;
    }
    MemorySegment buffer = MemorySegment.ofArray(new byte[(int) Math.min(BUFFER_BYTES, count)]);
    for (long at = done; at < done + count; ) {
      long wanted = Math.min(buffer.byteSize(), done + count - at);
      MemorySegment part = buffer.asSlice(0, wanted);
      int read = content.read(from, fromOffset + at, part);
      if (read < wanted) {
        // Somebody has shortened the file meanwhile.
        part.asSlice(read).fill((byte) 0);
      }
      content.write(to, toOffset + at, part);
      at += wanted;
    }
  }
}
