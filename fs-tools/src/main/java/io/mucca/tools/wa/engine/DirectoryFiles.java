package io.mucca.tools.wa.engine;

import io.mucca.sys.FileCalls;
import io.mucca.sys.OpenFlags;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The files below a directory of the host, by the host's own calls. */
final class DirectoryFiles implements FileTree, AutoCloseable {
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  private final Path top;
  private final DirectorySnapshots snapshots;
  private final Map<String, FileChannel> directories = new ConcurrentHashMap<>();
  private final Map<String, DirectoryFiles> clones = new ConcurrentHashMap<>();

  DirectoryFiles(Path top, DirectorySnapshots snapshots) {
    this.top = top;
    this.snapshots = snapshots;
  }

  private Path path(String path) {
    return path.isEmpty() ? top : top.resolve(path);
  }

  @Override
  public WorkFile create(String path) throws IOException {
    return new ChannelFile(
        path(path),
        FileChannel.open(
            path(path),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE),
        0);
  }

  @Override
  public WorkFile open(String path) throws IOException {
    FileChannel channel =
        FileChannel.open(path(path), StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new ChannelFile(path(path), channel, channel.size());
  }

  @Override
  public void makeDirectory(String path) throws IOException {
    Files.createDirectory(path(path));
  }

  @Override
  public void rename(String path, String newPath) throws IOException {
    Files.move(path(path), path(newPath), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void unlink(String path) throws IOException {
    Files.delete(path(path));
  }

  @Override
  public void removeDirectory(String path) throws IOException {
    FileChannel open = directories.remove(path);
    if (open != null) {
      open.close();
    }
    Files.delete(path(path));
  }

  @Override
  public void link(String path, String newPath) throws IOException {
    Files.createLink(path(newPath), path(path));
  }

  @Override
  public void setXattr(String path, String name, byte[] value) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(path(path), UserDefinedFileAttributeView.class);
    int unused = view.write(name, ByteBuffer.wrap(value));
  }

  @Override
  public void syncDirectory(String path) throws IOException {
    FileChannel directory = directories.get(path);
    if (directory == null) {
      directory = FileChannel.open(path(path), StandardOpenOption.READ);
      FileChannel other = directories.putIfAbsent(path, directory);
      if (other != null) {
        directory.close();
        directory = other;
      }
    }
    directory.force(true);
  }

  /** The fsync is for FUSE, which hears of no syncfs unless it is on a block device. */
  @Override
  public void syncAll() throws IOException {
    int fd = FileCalls.open(top, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
    try {
      FileCalls.syncfs(fd);
      FileCalls.fsync(fd);
    } finally {
      FileCalls.close(fd);
    }
  }

  @Override
  public boolean canSnapshot() {
    return snapshots.supported();
  }

  @Override
  public void snapshot(String name) throws IOException {
    snapshots.snapshot(name);
  }

  @Override
  public FileTree cloneTree(String name) throws IOException {
    DirectoryFiles clone = new DirectoryFiles(snapshots.cloneTree(name), DirectorySnapshots.NONE);
    clones.put(name, clone);
    return clone;
  }

  @Override
  public void dropCaches() throws IOException {
    syncAll();
    try {
      Files.writeString(DROP_CACHES, "3\n");
    } catch (IOException e) {
      throw Failure.failed(
          "the kernel's caches can only be emptied by root (" + DROP_CACHES + "); use sudo");
    }
  }

  @Override
  public OptionalLong extents(String path) throws IOException {
    return Filefrag.extents(path(path));
  }

  /** Closes the directories that were opened for their fsync. */
  @Override
  public void close() throws IOException {
    for (FileChannel directory : directories.values()) {
      directory.close();
    }
    directories.clear();
    for (DirectoryFiles clone : clones.values()) {
      clone.close();
    }
  }

  /** A file of the host. */
  private static final class ChannelFile implements WorkFile {
    private final Path path;
    private final FileChannel channel;
    private long endBytes; // Where the next append goes.

    /**
     * @param path where it was opened
     */
    ChannelFile(Path path, FileChannel channel, long endBytes) {
      this.path = path;
      this.channel = channel;
      this.endBytes = endBytes;
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
      long offset = offsetBytes;
      while (source.hasRemaining()) {
        offset += channel.write(source, offset);
      }
    }

    @Override
    public void append(ByteBuffer source) throws IOException {
      int count = source.remaining();
      write(endBytes, source);
      endBytes += count;
    }

    @Override
    public int read(long offsetBytes, ByteBuffer target) throws IOException {
      int total = 0;
      int count = 0;
      while (target.hasRemaining() && count >= 0) {
        count = channel.read(target, offsetBytes + total);
        total += Math.max(count, 0);
      }
      return total;
    }

    @Override
    public long sizeBytes() throws IOException {
      return channel.size();
    }

    @Override
    public void sync() throws IOException {
      channel.force(true);
    }

    @Override
    public void syncData() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      if (sizeBytes > channel.size()) {
        grow(sizeBytes);
      } else {
        FileChannel unused = channel.truncate(sizeBytes);
        endBytes = Math.min(endBytes, sizeBytes);
      }
    }

    /** Java's channels only cut off. */
    private void grow(long sizeBytes) throws IOException {
      int fd = FileCalls.open(path, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC);
      try {
        FileCalls.ftruncate(fd, sizeBytes);
      } finally {
        FileCalls.close(fd);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
