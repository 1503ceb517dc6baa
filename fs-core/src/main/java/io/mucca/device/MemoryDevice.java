package io.mucca.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A device in memory, for tests and measurements without a disk.
 *
 * <p>Its bytes are in chunks, on the heap as a rule, that come into being when they are first
 * written, so that a large empty device costs a few bytes for each chunk. What was never written,
 * or was discarded, reads as zeros.
 */
public final class MemoryDevice implements BlockDevice {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final long sizeBytes;
  private final int sectorSize;
  private final SegmentAllocator allocator;
  private final AtomicReferenceArray<@Nullable MemorySegment> chunks;
  private volatile boolean closed;

  /**
   * @param sizeBytes a multiple of the sector size
   * @param sectorSize 512 or 4096
   */
  public MemoryDevice(long sizeBytes, int sectorSize) {
    this(sizeBytes, sectorSize, MemoryDevice::onHeap);
  }

  /**
   * With memory from somewhere else, which the device neither gives back nor knows the end of.
   *
   * @param allocator gives memory that is zero
   */
  public MemoryDevice(long sizeBytes, int sectorSize, SegmentAllocator allocator) {
    if (sectorSize != 512 && sectorSize != 4096) {
      throw new IllegalArgumentException("sector size is neither 512 nor 4096: " + sectorSize);
    }
    if (sizeBytes < 0 || sizeBytes % sectorSize != 0) {
      throw new IllegalArgumentException("size is not in whole sectors: " + sizeBytes);
    }
    this.sizeBytes = sizeBytes;
    this.sectorSize = sectorSize;
    this.allocator = allocator;
    this.chunks = new AtomicReferenceArray<>(Math.toIntExact(Math.ceilDiv(sizeBytes, CHUNK_BYTES)));
  }

  /** Another device with the same content. Writes during the copy may or may not be in it. */
  public MemoryDevice copy() {
    MemoryDevice copy = new MemoryDevice(sizeBytes, sectorSize);
    for (int i = 0; i < chunks.length(); i++) {
      MemorySegment chunk = chunks.get(i);
      if (chunk != null) {
        copy.chunks.set(i, copy.newChunk().copyFrom(chunk));
      }
    }
    return copy;
  }

  @Override
  public String name() {
    return "memory device";
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public int sectorSize() {
    return sectorSize;
  }

  @Override
  public void read(long offsetBytes, MemorySegment target) throws IOException {
    TransferChecks.checkTransfer(this, "read", offsetBytes, target);
    checkOpen();
    long done = 0;
    while (done < target.byteSize()) {
      long inChunk = (offsetBytes + done) % CHUNK_BYTES;
      long length = Math.min(CHUNK_BYTES - inChunk, target.byteSize() - done);
      MemorySegment chunk = chunks.get(chunkIndex(offsetBytes + done));
      if (chunk == null) {
        target.asSlice(done, length).fill((byte) 0);
      } else {
        MemorySegment.copy(chunk, inChunk, target, done, length);
      }
      done += length;
    }
  }

  @Override
  public void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    TransferChecks.checkTransfer(this, "write", offsetBytes, source);
    checkOpen();
    long done = 0;
    while (done < source.byteSize()) {
      long inChunk = (offsetBytes + done) % CHUNK_BYTES;
      long length = Math.min(CHUNK_BYTES - inChunk, source.byteSize() - done);
      MemorySegment chunk = chunkToWrite(chunkIndex(offsetBytes + done));
      MemorySegment.copy(source, done, chunk, inChunk, length);
      done += length;
    }
  }

  private MemorySegment chunkToWrite(int index) {
    MemorySegment chunk = chunks.get(index);
    if (chunk != null) {
      return chunk;
    }
    MemorySegment fresh = newChunk();
    MemorySegment other = chunks.compareAndExchange(index, null, fresh);
    return other == null ? fresh : other;
  }

  @Override
  public void sync() throws IOException {
    checkOpen();
  }

  @Override
  public void discard(long offsetBytes, long lengthBytes) throws IOException {
    TransferChecks.checkRange(this, "discard", offsetBytes, lengthBytes);
    checkOpen();
    long done = 0;
    while (done < lengthBytes) {
      long inChunk = (offsetBytes + done) % CHUNK_BYTES;
      long length = Math.min(CHUNK_BYTES - inChunk, lengthBytes - done);
      discardInChunk(chunkIndex(offsetBytes + done), inChunk, length);
      done += length;
    }
  }

  private void discardInChunk(int index, long inChunk, long length) {
    MemorySegment chunk = chunks.get(index);
    if (chunk == null) {
      return;
    }
    if (length == CHUNK_BYTES && !chunk.isNative()) {
      chunks.set(index, null);
    } else {
      chunk.asSlice(inChunk, length).fill((byte) 0);
    }
  }

  private static int chunkIndex(long offsetBytes) {
    return (int) (offsetBytes / CHUNK_BYTES);
  }

  private MemorySegment newChunk() {
    return allocator.allocate(CHUNK_BYTES, Long.BYTES);
  }

  private static MemorySegment onHeap(long byteSize, long byteAlignment) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(byteSize)]);
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException(name() + " is closed");
    }
  }

  /** Refuses all that comes later; the memory goes with the object. */
  @Override
  public void close() {
    closed = true;
  }
}
