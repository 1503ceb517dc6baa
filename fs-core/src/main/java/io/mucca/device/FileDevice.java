package io.mucca.device;

import io.mucca.sys.BlockDeviceCalls;
import io.mucca.sys.Errno;
import io.mucca.sys.FileCalls;
import io.mucca.sys.SysException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * An image file or a block device of the host, read and written with direct I/O unless opened as
 * buffered.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>No system call gets the descriptor after it was closed, when its number may belong to
 *       another file.
 *   <li>Once a sync has failed, every later sync fails: the kernel tells of lost writes once and
 *       then forgets.
 * </ul>
 */
public final class FileDevice implements BlockDevice {
  /** What {@link FileDeviceOpener} found out about the file that it opened. */
  record Geometry(boolean isBlockDevice, int sectorSize, long sizeBytes) {}

  private final String name;
  private final int fd;
  private final Geometry geometry;
  private final boolean readOnly;
  private final WholeTransfer.Call pread;
  private final WholeTransfer.Call pwrite;

  /** Held for reading by each operation, for writing by {@link #close}, which so waits for them. */
  private final StampedLock openLock = new StampedLock();

  private boolean closed; // Guarded by openLock.

  private final ReentrantLock syncLock = new ReentrantLock();
  private @Nullable IOException syncFailure; // Guarded by syncLock.

  private volatile boolean discardSupported = true;

  FileDevice(String name, int fd, Geometry geometry, boolean readOnly) {
    this.name = name;
    this.fd = fd;
    this.geometry = geometry;
    this.readOnly = readOnly;
    pread = (rest, offset) -> FileCalls.pread(fd, rest, offset);
    pwrite = (rest, offset) -> FileCalls.pwrite(fd, rest, offset);
  }

  /**
   * Opens an image file or a block device.
   *
   * <p>The sector size is the block device's own; for a file the smallest that the host takes for
   * direct I/O, and 512 when buffered. The size is the file's, rounded down to whole sectors, as it
   * is now.
   *
   * <p>The lock is that of {@code flock(2)}: exclusive for a writer, shared for a reader. A writer
   * also claims a block device with {@code O_EXCL}, which keeps out the kernel's own mounts and
   * opens through another device node. A reader does not, since that claim would also keep out
   * other readers.
   *
   * @throws DeviceBusyException if somebody else has it open in a way that excludes this one
   * @throws IOException in one line: what cannot be opened and why, and what to do where the host
   *     refuses direct I/O
   */
  public static FileDevice open(Path path, FileDeviceOptions options) throws IOException {
    return new FileDeviceOpener(path, options).open();
  }

  /**
   * Makes a sparse file of a size in bytes, and makes it and its name durable. It belongs to the
   * user alone, since it will hold the files of everybody who uses the volume.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is something at the path, which stays
   *     as it was
   */
  public static void create(Path path, long sizeBytes) throws IOException {
    FileDeviceOpener.create(path, sizeBytes);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long sizeBytes() {
    return geometry.sizeBytes();
  }

  @Override
  public int sectorSize() {
    return geometry.sectorSize();
  }

  @Override
  public void read(long offsetBytes, MemorySegment target) throws IOException {
    TransferChecks.checkTransfer(this, "read", offsetBytes, target);
    long stamp = enter();
    try {
      readFully(offsetBytes, target);
    } catch (SysException e) {
      throw failure("read", offsetBytes, target.byteSize(), e);
    } finally {
      openLock.unlockRead(stamp);
    }
  }

  private void readFully(long offsetBytes, MemorySegment target) throws IOException {
    // Where a file ends within a sector, direct I/O could not even ask for what follows.
    long count = WholeTransfer.run(pread, offsetBytes, target, sectorSize());
    if (count < target.byteSize()) {
      throw new IOException(
          "%s ends at offset %d, it was %d bytes long when it was opened"
              .formatted(name, offsetBytes + count, sizeBytes()));
    }
  }

  @Override
  public void write(long offsetBytes, MemorySegment source, WriteCategory category)
      throws IOException {
    TransferChecks.checkTransfer(this, "write", offsetBytes, source);
    checkWritable();
    long stamp = enter();
    try {
      writeFully(offsetBytes, source);
    } catch (SysException e) {
      throw failure("write", offsetBytes, source.byteSize(), e);
    } finally {
      openLock.unlockRead(stamp);
    }
  }

  private void writeFully(long offsetBytes, MemorySegment source) throws IOException {
    long count = WholeTransfer.run(pwrite, offsetBytes, source, 1);
    if (count < source.byteSize()) {
      throw new IOException(
          "write at offset %d of %s made no progress".formatted(offsetBytes + count, name));
    }
  }

  /**
   * Makes every write that returned before this call durable. Syncs go one at a time: of two at
   * once, the kernel would report a lost write to one and success to the other.
   */
  @Override
  public void sync() throws IOException {
    long stamp = enter();
    try {
      syncLock.lock();
      try {
        syncOnce();
      } finally {
        syncLock.unlock();
      }
    } finally {
      openLock.unlockRead(stamp);
    }
  }

  private void syncOnce() throws IOException {
    if (syncFailure != null) {
      throw new IOException("sync of " + name + " failed before, writes may be lost", syncFailure);
    }
    try {
      FileCalls.fdatasync(fd);
    } catch (SysException e) {
      syncFailure = new IOException("sync of %s failed: %s".formatted(name, e.reason()), e);
      throw syncFailure;
    }
  }

  /**
   * Punches a hole into a file, or tells a block device; does nothing where the host has neither.
   */
  @Override
  public void discard(long offsetBytes, long lengthBytes) throws IOException {
    TransferChecks.checkRange(this, "discard", offsetBytes, lengthBytes);
    checkWritable();
    long stamp = enter();
    try {
      if (discardSupported && lengthBytes > 0) {
        discardRange(offsetBytes, lengthBytes);
      }
    } catch (SysException e) {
      throw failure("discard", offsetBytes, lengthBytes, e);
    } finally {
      openLock.unlockRead(stamp);
    }
  }

  private void discardRange(long offsetBytes, long lengthBytes) throws SysException {
    try {
      if (geometry.isBlockDevice()) {
        BlockDeviceCalls.discard(fd, offsetBytes, lengthBytes);
      } else {
        FileCalls.punchHole(fd, offsetBytes, lengthBytes);
      }
    } catch (SysException e) {
      if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.ENOSYS) {
        throw e;
      }
      discardSupported = false;
    }
  }

  private void checkWritable() throws IOException {
    if (readOnly) {
      throw new IOException(name + " was opened read-only");
    }
  }

  private long enter() throws IOException {
    long stamp = openLock.readLock();
    if (closed) {
      openLock.unlockRead(stamp);
      throw new IOException(name + " is closed");
    }
    return stamp;
  }

  private IOException failure(
      String operation, long offsetBytes, long lengthBytes, SysException cause) {
    return new IOException(
        "%s of %d bytes at offset %d of %s failed: %s"
            .formatted(operation, lengthBytes, offsetBytes, name, cause.reason()),
        cause);
  }

  /**
   * Waits for the operations under way, then closes the file, which gives up the lock. Does not
   * sync.
   */
  @Override
  public void close() throws IOException {
    long stamp = openLock.writeLock();
    try {
      if (!closed) {
        closed = true;
        FileCalls.close(fd);
      }
    } finally {
      openLock.unlockWrite(stamp);
    }
  }
}
