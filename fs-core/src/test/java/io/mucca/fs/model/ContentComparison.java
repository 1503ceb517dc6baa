package io.mucca.fs.model;

import io.mucca.fs.FileSystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Compares the bytes and the holes of regular files. */
final class ContentComparison {
  private static final long MAX_READ_BYTES = TransferBuffers.SIZE_BYTES;

  /**
   * A stretch of data that one side alone reports and that is longer than this is read at its ends
   * only.
   */
  private static final long MAX_RANGE_BYTES = 8L << 20;

  /** A hole that reaches further than this must be seen as one. */
  private static final long VISIBLE_HOLE_BYTES = 1L << 20;

  private ContentComparison() {}

  /** Reads on both sides and compares what came. */
  static void read(RootPair pair, Node file, long offsetBytes, int length) {
    MemorySegment modelBuffer = pair.buffers.model(length);
    MemorySegment realBuffer = pair.buffers.real(length);
    Outcome<Integer> onModel =
        pair.onModel((fs, inode) -> fs.read(inode.of(file), offsetBytes, modelBuffer));
    Outcome<Integer> onReal =
        pair.onReal((fs, inode) -> fs.read(inode.of(file), offsetBytes, realBuffer));
    onModel.requireSameErrorAs(onReal);
    if (onModel.value() == null || onReal.value() == null) {
      return;
    }
    if (!onModel.value().equals(onReal.value())) {
      throw new AssertionError(
          "read at %d of %d bytes: model got %d, real %d"
              .formatted(offsetBytes, length, onModel.value(), onReal.value()));
    }
    MemorySegment expected = modelBuffer.asSlice(0, onModel.value());
    long mismatch = expected.mismatch(realBuffer.asSlice(0, onReal.value()));
    if (mismatch >= 0) {
      throw new AssertionError(
          "read at %d of %d bytes: from byte %d on, model has %#x and real %#x"
              .formatted(
                  offsetBytes,
                  length,
                  offsetBytes + mismatch,
                  modelBuffer.get(ValueLayout.JAVA_BYTE, mismatch),
                  realBuffer.get(ValueLayout.JAVA_BYTE, mismatch)));
    }
  }

  /**
   * Compares a whole file: all of a short one, of a sparse one the data that either side knows of.
   */
  static void compareAll(RootPair pair, Node file) {
    if (!(pair.inode(file).content instanceof SparseContent content)) {
      throw new IllegalArgumentException(file + " is no regular file");
    }
    long size = content.sizeBytes();
    if (size <= MAX_READ_BYTES) {
      readRange(pair, file, 0, size);
      return;
    }
    long start = content.seekData(0);
    while (start >= 0) {
      long end = content.seekHole(start);
      readRange(pair, file, start, end);
      start = content.seekData(end);
    }
    compareRealData(pair, file, size);
  }

  /** Reads what the real side alone may take for data, and the ends of its holes. */
  private static void compareRealData(RootPair pair, Node file, long size) {
    long start = 0;
    while (start >= 0 && start < size) {
      long data = seek(pair, file, start, FileSystem::seekData);
      long holeEnd = data < 0 ? size : data;
      readRange(pair, file, Math.max(start, holeEnd - 4096), holeEnd);
      if (data < 0) {
        return;
      }
      long end = seek(pair, file, data, FileSystem::seekHole);
      if (end <= data || end > size) {
        throw new AssertionError("hole at " + end + " after data at " + data + ", size " + size);
      }
      readRange(pair, file, data, end);
      start = end;
    }
  }

  private static void readRange(RootPair pair, Node file, long start, long end) {
    if (end - start > MAX_RANGE_BYTES) {
      readRange(pair, file, start, start + MAX_READ_BYTES);
      readRange(pair, file, end - MAX_READ_BYTES, end);
      return;
    }
    for (long offset = start; offset < end; ) {
      int length = (int) Math.min(MAX_READ_BYTES, end - offset);
      read(pair, file, offset, length);
      offset += length;
    }
  }

  /**
   * Asks for the next data and the next hole at an offset within the file. Zeros may be either,
   * except that a long hole must show; a byte that is not zero is data.
   */
  static void compareSeeks(RootPair pair, Node file, long offset) {
    if (!(pair.inode(file).content instanceof SparseContent content)) {
      throw new IllegalArgumentException(file + " is no regular file");
    }
    long size = content.sizeBytes();
    if (offset < 0 || offset >= size) {
      return;
    }
    long data = seek(pair, file, offset, FileSystem::seekData);
    long nonZero = content.seekNonZero(offset);
    boolean skipsData = nonZero >= 0 && (data < 0 || data > nonZero);
    long modelData = content.seekData(offset);
    long holeLength = (modelData < 0 ? size : modelData) - offset;
    boolean hidesHole = data == offset && holeLength > VISIBLE_HOLE_BYTES;
    if (skipsData || hidesHole || data >= size || (data >= 0 && data < offset)) {
      throw new AssertionError(
          "data after %d of %d bytes: real has it at %d, model at %d, a byte not zero at %d"
              .formatted(offset, size, data, modelData, nonZero));
    }
    long hole = seek(pair, file, offset, FileSystem::seekHole);
    if (hole < offset || hole > size || content.seekNonZero(hole) == hole) {
      throw new AssertionError(
          "hole after %d of %d bytes: real has it at %d, model at %d"
              .formatted(offset, size, hole, content.seekHole(offset)));
    }
  }

  /** One of the two seeks. */
  @FunctionalInterface
  private interface Seek {
    long run(FileSystem fs, long inode, long offset) throws IOException;
  }

  private static long seek(RootPair pair, Node file, long offset, Seek seek) {
    Outcome<Long> onReal = pair.onReal((fs, inode) -> seek.run(fs, inode.of(file), offset));
    if (onReal.value() == null) {
      throw new AssertionError("seek from " + offset + " failed: " + onReal.describe());
    }
    return onReal.value();
  }
}
