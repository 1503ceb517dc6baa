package io.mucca.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A small device in memory whose copies share each sector until one of them writes it, so that a
 * copy costs a reference for each sector and no bytes. Thread-safe by its monitor.
 */
public final class ForkableDevice implements BlockDevice {
  private final int sectorSize;

  /** The sectors, null where there are zeros. An array in it is replaced and never changed. */
  private final byte @Nullable [][] sectors;

  private boolean closed;

  private ForkableDevice(int sectorSize, byte @Nullable [][] sectors) {
    this.sectorSize = sectorSize;
    this.sectors = sectors;
  }

  /** A device of zeros. */
  public static ForkableDevice ofZeros(long sizeBytes, int sectorSize) {
    return new ForkableDevice(sectorSize, new byte[Math.toIntExact(sizeBytes / sectorSize)][]);
  }

  /** A device with what another one holds. */
  public static ForkableDevice copyOf(BlockDevice device) throws IOException {
    if (device instanceof ForkableDevice forkable) {
      return forkable.fork();
    }
    ForkableDevice copy = ofZeros(device.sizeBytes(), device.sectorSize());
    MemorySegment buffer = AlignedMemory.allocate(device.sectorSize());
    for (long offset = 0; offset < device.sizeBytes(); offset += device.sectorSize()) {
      device.read(offset, buffer);
      copy.write(offset, buffer, WriteCategory.DATA);
    }
    return copy;
  }

  /** Another device with the same content, which is not closed. */
  public synchronized ForkableDevice fork() {
    return new ForkableDevice(sectorSize, sectors.clone());
  }

  @Override
  public String name() {
    return "forkable device";
  }

  @Override
  public long sizeBytes() {
    return (long) sectors.length * sectorSize;
  }

  @Override
  public int sectorSize() {
    return sectorSize;
  }

  @Override
  public synchronized void read(long offsetBytes, MemorySegment target) throws IOException {
    TransferChecks.checkTransfer(this, "read", offsetBytes, target);
    checkOpen();
    int first = (int) (offsetBytes / sectorSize);
    for (long done = 0; done < target.byteSize(); done += sectorSize) {
      byte[] sector = sectors[first + (int) (done / sectorSize)];
      MemorySegment to = target.asSlice(done, sectorSize);
      if (sector == null) {
        to.fill((byte) 0);
      } else {
        to.copyFrom(MemorySegment.ofArray(sector));
      }
    }
  }

  @Override
  public synchronized void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    TransferChecks.checkTransfer(this, "write", offsetBytes, source);
    checkOpen();
    int first = (int) (offsetBytes / sectorSize);
    for (long done = 0; done < source.byteSize(); done += sectorSize) {
      byte[] sector = new byte[sectorSize];
      MemorySegment.ofArray(sector).copyFrom(source.asSlice(done, sectorSize));
      sectors[first + (int) (done / sectorSize)] = sector;
    }
  }

  /**
   * Takes one sector over from an array.
   *
   * @param from where in the array it begins
   */
  synchronized void writeSector(long offsetBytes, byte[] bytes, int from) {
    byte[] sector = new byte[sectorSize];
    System.arraycopy(bytes, from, sector, 0, sectorSize);
    sectors[(int) (offsetBytes / sectorSize)] = sector;
  }

  @Override
  public synchronized void sync() throws IOException {
    checkOpen();
  }

  @Override
  public synchronized void discard(long offsetBytes, long lengthBytes) throws IOException {
    TransferChecks.checkRange(this, "discard", offsetBytes, lengthBytes);
    checkOpen();
    for (long done = 0; done < lengthBytes; done += sectorSize) {
      sectors[(int) ((offsetBytes + done) / sectorSize)] = null;
    }
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException(name() + " is closed");
    }
  }

  /** Refuses all that comes later; the memory goes with the object. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
