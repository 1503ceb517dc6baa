package io.mucca.fuse.kernel;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FilterFileSystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the kernel asks. */
final class CountingFileSystem extends FilterFileSystem {
  /** Lookups, attributes, reads and links read. */
  final AtomicInteger questions = new AtomicInteger();

  final AtomicLong longestRead = new AtomicLong();
  final AtomicLong longestWrite = new AtomicLong();

  CountingFileSystem(FileSystem delegate) {
    super(delegate);
  }

  @Override
  public void lookup(long directory, byte[] name, Attributes out) throws IOException {
    questions.incrementAndGet();
    super.lookup(directory, name, out);
  }

  @Override
  public void getAttributes(long inode, Attributes out) throws IOException {
    questions.incrementAndGet();
    super.getAttributes(inode, out);
  }

  @Override
  public byte[] readSymlink(long inode) throws IOException {
    questions.incrementAndGet();
    return super.readSymlink(inode);
  }

  @Override
  public int read(long inode, long offsetBytes, MemorySegment target) throws IOException {
    questions.incrementAndGet();
    longestRead.accumulateAndGet(target.byteSize(), Math::max);
    return super.read(inode, offsetBytes, target);
  }

  @Override
  public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
    longestWrite.accumulateAndGet(source.byteSize(), Math::max);
    super.write(inode, offsetBytes, source);
  }
}
