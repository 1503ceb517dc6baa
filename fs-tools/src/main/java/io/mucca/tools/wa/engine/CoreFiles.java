package io.mucca.tools.wa.engine;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** The files of a root that this process has open: no kernel, no FUSE. */
final class CoreFiles implements FileTree {
  private static final int FILE_MODE = FileMode.REGULAR | 0644;
  private static final int READ_BYTES = 1 << 20;
  private static final int DIRECTORY_MODE = FileMode.DIRECTORY | 0755;

  private final CoreImage image;
  private final String volume;

  CoreFiles(CoreImage image, String volume) {
    this.image = image;
    this.volume = volume;
  }

  private FileSystem root() throws IOException {
    return image.root(volume);
  }

  @Override
  public WorkFile create(String path) throws IOException {
    Attributes made = new Attributes();
    root().createNode(parent(path), name(path), FILE_MODE, 0, 0, 0, made);
    return opened(made.inode);
  }

  @Override
  public WorkFile open(String path) throws IOException {
    return opened(inode(path));
  }

  private WorkFile opened(long inode) throws IOException {
    FileSystem root = root();
    root.open(inode);
    return new CoreFile(root, inode);
  }

  @Override
  public void makeDirectory(String path) throws IOException {
    root().makeDirectory(parent(path), name(path), DIRECTORY_MODE, 0, 0, new Attributes());
  }

  @Override
  public void rename(String path, String newPath) throws IOException {
    root().rename(parent(path), name(path), parent(newPath), name(newPath));
  }

  @Override
  public void unlink(String path) throws IOException {
    root().unlink(parent(path), name(path));
  }

  @Override
  public void removeDirectory(String path) throws IOException {
    root().removeDirectory(parent(path), name(path));
  }

  @Override
  public void link(String path, String newPath) throws IOException {
    root().link(inode(path), parent(newPath), name(newPath), new Attributes());
  }

  @Override
  public void setXattr(String path, String name, byte[] value) throws IOException {
    root()
        .setXattr(
            inode(path), bytes("user." + name), value, FileSystem.XattrMode.CREATE_OR_REPLACE);
  }

  @Override
  public void syncDirectory(String path) throws IOException {
    root().fsync(inode(path));
  }

  @Override
  public void syncAll() throws IOException {
    root().syncAll();
  }

  @Override
  public boolean canSnapshot() {
    return true;
  }

  @Override
  public void snapshot(String name) throws IOException {
    image.snapshot(volume, name);
  }

  @Override
  public FileTree cloneTree(String name) throws IOException {
    image.cloneVolume(volume, name);
    return new CoreFiles(image, name);
  }

  @Override
  public void dropCaches() throws IOException {
    image.reopen();
  }

  @Override
  public OptionalLong extents(String path) throws IOException {
    long inode = inode(path);
    return OptionalLong.of(image.piecesOf(() -> readAll(inode)));
  }

  private void readAll(long inode) throws IOException {
    MemorySegment buffer = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(READ_BYTES));
    long done = 0;
    int count = root().read(inode, 0, buffer);
    while (count > 0) {
      done += count;
      count = root().read(inode, done, buffer);
    }
  }

  private long parent(String path) throws IOException {
    return inode(path.substring(0, Math.max(path.lastIndexOf('/'), 0)));
  }

  private static byte[] name(String path) {
    return bytes(path.substring(path.lastIndexOf('/') + 1));
  }

  private long inode(String path) throws IOException {
    Attributes found = new Attributes();
    found.inode = FileSystem.ROOT_INODE;
    if (!path.isEmpty()) {
      for (String name : path.split("/", -1)) {
        root().lookup(found.inode, bytes(name), found);
      }
    }
    return found.inode;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** An open inode. */
  private static final class CoreFile implements WorkFile {
    private final FileSystem root;
    private final long inode;

    CoreFile(FileSystem root, long inode) {
      this.root = root;
      this.inode = inode;
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
      root.write(inode, offsetBytes, MemorySegment.ofBuffer(source));
      source.position(source.limit());
    }

    @Override
    public void append(ByteBuffer source) throws IOException {
      long unused = root.append(inode, MemorySegment.ofBuffer(source));
      source.position(source.limit());
    }

    @Override
    public int read(long offsetBytes, ByteBuffer target) throws IOException {
      int count = root.read(inode, offsetBytes, MemorySegment.ofBuffer(target));
      target.position(target.position() + count);
      return count;
    }

    @Override
    public long sizeBytes() throws IOException {
      Attributes found = new Attributes();
      root.getAttributes(inode, found);
      return found.sizeBytes;
    }

    @Override
    public void sync() throws IOException {
      root.fsync(inode);
    }

    /** Attributes cost nothing beside the record that is written anyway. */
    @Override
    public void syncData() throws IOException {
      root.fsync(inode);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      root.truncate(inode, sizeBytes, new Attributes());
    }

    @Override
    public void close() throws IOException {
      root.close(inode);
    }
  }
}
