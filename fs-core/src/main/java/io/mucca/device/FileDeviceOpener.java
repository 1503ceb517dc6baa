package io.mucca.device;

import static io.mucca.sys.OpenFlags.O_CLOEXEC;
import static io.mucca.sys.OpenFlags.O_CREAT;
import static io.mucca.sys.OpenFlags.O_DIRECT;
import static io.mucca.sys.OpenFlags.O_EXCL;
import static io.mucca.sys.OpenFlags.O_RDONLY;
import static io.mucca.sys.OpenFlags.O_RDWR;

import io.mucca.device.FileDevice.Geometry;
import io.mucca.sys.BlockDeviceCalls;
import io.mucca.sys.Errno;
import io.mucca.sys.FileCalls;
import io.mucca.sys.FileStatus;
import io.mucca.sys.SysException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens and makes the files behind {@link FileDevice}: flags, lock, and what the host asks of
 * direct I/O.
 */
final class FileDeviceOpener {
  private static final int SMALL_SECTOR = 512;
  private static final int LARGE_SECTOR = 4096;
  private static final int OWNER_READS_AND_WRITES = 0600;

  /**
   * udev probes a block device under a shared lock for some milliseconds after each close by a
   * writer, so that a lock that is refused is asked for again.
   */
  private static final int BLOCK_DEVICE_LOCK_ATTEMPTS = 20;

  private static final int LOCK_RETRY_MILLIS = 50;

  private final Path path;
  private final FileDeviceOptions options;

  FileDeviceOpener(Path path, FileDeviceOptions options) {
    this.path = path;
    this.options = options;
  }

  FileDevice open() throws IOException {
    boolean isBlockDevice = isBlockDevice();
    int fd = openDescriptor(isBlockDevice);
    try {
      if (options.lock()) {
        lock(fd, isBlockDevice ? BLOCK_DEVICE_LOCK_ATTEMPTS : 1);
      }
      Geometry geometry = isBlockDevice ? blockDeviceGeometry(fd) : fileGeometry(fd);
      return new FileDevice(path.toString(), fd, geometry, options.readOnly());
    } catch (IOException | RuntimeException | Error e) {
      closeAfter(e, fd);
      throw e;
    }
  }

  /**
   * Looked at before opening, since opening a pipe waits and opening a character device may do
   * anything.
   */
  private boolean isBlockDevice() throws IOException {
    return switch (FileStatus.of(path).type()) {
      case REGULAR_FILE -> false;
      case BLOCK_DEVICE -> true;
      case DIRECTORY ->
          throw new IOException(path + " is a directory, not an image file or a block device");
      case OTHER -> throw new IOException(path + " is neither an image file nor a block device");
    };
  }

  private int openDescriptor(boolean isBlockDevice) throws IOException {
    boolean claim = isBlockDevice && options.lock() && !options.readOnly();
    int flags =
        O_CLOEXEC
            | (options.readOnly() ? O_RDONLY : O_RDWR)
            | (options.buffered() ? 0 : O_DIRECT)
            | (claim ? O_EXCL : 0);
    try {
      return FileCalls.open(path, flags);
    } catch (SysException e) {
      if (claim && e.errno() == Errno.EBUSY) {
        throw busy(e);
      }
      if (!options.buffered() && e.errno() == Errno.EINVAL) {
        throw directRefused(e);
      }
      throw e;
    }
  }

  private void lock(int fd, int attempts) throws IOException {
    for (int attempt = 1; !tryLock(fd); attempt++) {
      if (attempt == attempts) {
        throw new DeviceBusyException(path.toString());
      }
      pause();
    }
  }

  private boolean tryLock(int fd) throws IOException {
    try {
      return options.readOnly() ? FileCalls.lockShared(fd) : FileCalls.lockExclusive(fd);
    } catch (SysException e) {
      throw new IOException("cannot lock %s: %s".formatted(path, e.reason()), e);
    }
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(LOCK_RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the lock of " + path);
    }
  }

  private Geometry blockDeviceGeometry(int fd) throws IOException {
    int sectorSize = BlockDeviceCalls.sectorSize(fd);
    if (sectorSize != SMALL_SECTOR && sectorSize != LARGE_SECTOR) {
      throw new IOException(
          "%s has sectors of %d bytes, only 512 and 4096 are supported"
              .formatted(path, sectorSize));
    }
    return new Geometry(true, sectorSize, roundDown(BlockDeviceCalls.sizeBytes(fd), sectorSize));
  }

  private Geometry fileGeometry(int fd) throws IOException {
    FileStatus status = FileStatus.of(fd);
    int sectorSize = options.buffered() ? SMALL_SECTOR : directSectorSize(fd, status);
    return new Geometry(false, sectorSize, roundDown(status.sizeBytes(), sectorSize));
  }

  /**
   * The smallest sector size that the host takes for direct I/O on a file: asked for, or else tried
   * out.
   */
  private int directSectorSize(int fd, FileStatus status) throws IOException {
    int alignment = status.directAlignmentBytes();
    if (alignment == FileStatus.UNKNOWN_ALIGNMENT) {
      return takesDirectRead(fd, SMALL_SECTOR) ? SMALL_SECTOR : probedLargeSector(fd);
    }
    if (alignment == 0 || alignment > LARGE_SECTOR) {
      throw directRefused(null);
    }
    return alignment <= SMALL_SECTOR ? SMALL_SECTOR : LARGE_SECTOR;
  }

  private int probedLargeSector(int fd) throws IOException {
    if (!takesDirectRead(fd, LARGE_SECTOR)) {
      throw directRefused(null);
    }
    return LARGE_SECTOR;
  }

  private static boolean takesDirectRead(int fd, int lengthBytes) throws SysException {
    // Aligned to no more than is asked about, so that the host sees what it will get.
    MemorySegment twice = AlignedMemory.allocate(2L * lengthBytes);
    MemorySegment buffer = twice.asSlice(lengthBytes, lengthBytes);
    try {
      // Not at offset 0, which is aligned to everything.
      FileCalls.pread(fd, buffer, lengthBytes);
      return true;
    } catch (SysException e) {
      if (e.errno() == Errno.EINVAL) {
        return false;
      }
      throw e;
    }
  }

  private IOException directRefused(@Nullable SysException cause) {
    return new IOException(
        path + ": the filesystem that holds it refuses direct I/O; use --buffered", cause);
  }

  private DeviceBusyException busy(SysException cause) {
    DeviceBusyException busy = new DeviceBusyException(path.toString());
    busy.initCause(cause);
    return busy;
  }

  private static long roundDown(long sizeBytes, int sectorSize) {
    return sizeBytes & -sectorSize;
  }

  static void create(Path path, long sizeBytes) throws IOException {
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("size of an image is not positive: " + sizeBytes);
    }
    int fd = openNew(path);
    try {
      FileCalls.ftruncate(fd, sizeBytes);
      FileCalls.fsync(fd);
      syncDirectory(path);
    } catch (SysException e) {
      closeAfter(e, fd);
      Files.deleteIfExists(path);
      throw new IOException(
          "cannot make %s with %d bytes: %s".formatted(path, sizeBytes, e.reason()), e);
    }
    FileCalls.close(fd);
  }

  private static int openNew(Path path) throws IOException {
    try {
      return FileCalls.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_READS_AND_WRITES);
    } catch (SysException e) {
      if (e.errno() == Errno.EEXIST) {
        throw new FileAlreadyExistsException(path.toString(), null, "exists already");
      }
      throw e;
    }
  }

  /** A new file's name is durable only when its directory is. */
  private static void syncDirectory(Path path) throws SysException {
    Path parent =
        Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file has a directory");
    int fd = FileCalls.open(parent, O_RDONLY | O_CLOEXEC);
    try {
      FileCalls.fsync(fd);
    } finally {
      FileCalls.close(fd);
    }
  }

  private static void closeAfter(Throwable failure, int fd) {
    try {
      FileCalls.close(fd);
    } catch (SysException e) {
      failure.addSuppressed(e);
    }
  }
}
