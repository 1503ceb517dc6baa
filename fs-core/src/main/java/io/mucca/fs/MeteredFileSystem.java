package io.mucca.fs;

import io.mucca.account.LatencyRecorder;
import io.mucca.account.OperationKind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Counts and times what programs ask of a root. A call that fails is one too, but its bytes do not
 * count.
 */
final class MeteredFileSystem extends FilterFileSystem {
  private final RootTraffic traffic;
  private final LatencyRecorder[] recorders;

  MeteredFileSystem(FileSystem delegate, ImageAccounts accounts, Root root) {
    super(delegate);
    traffic = accounts.traffic(root);
    OperationKind[] kinds = OperationKind.values();
    recorders = new LatencyRecorder[kinds.length];
    for (OperationKind kind : kinds) {
      recorders[kind.ordinal()] = accounts.recorder(kind);
    }
  }

  private void end(OperationKind kind, long beginNanos) {
    recorders[kind.ordinal()].record(System.nanoTime() - beginNanos);
  }

  @Override
  public void lookup(long directory, byte[] name, Attributes out) throws IOException {
    long begin = System.nanoTime();
    try {
      super.lookup(directory, name, out);
    } finally {
      end(OperationKind.LOOKUP, begin);
    }
  }

  @Override
  public void getAttributes(long inode, Attributes out) throws IOException {
    long begin = System.nanoTime();
    try {
      super.getAttributes(inode, out);
    } finally {
      end(OperationKind.GET_ATTRIBUTES, begin);
    }
  }

  @Override
  public void setAttributes(long inode, AttributeChange change, Attributes out) throws IOException {
    long begin = System.nanoTime();
    try {
      super.setAttributes(inode, change, out);
    } finally {
      end(OperationKind.SET_ATTRIBUTES, begin);
    }
  }

  @Override
  public void createNode(
      long directory, byte[] name, int mode, int uid, int gid, long deviceNumber, Attributes out)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.createNode(directory, name, mode, uid, gid, deviceNumber, out);
    } finally {
      end(OperationKind.CREATE, begin);
    }
  }

  @Override
  public void createTemporary(long directory, int mode, int uid, int gid, Attributes out)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.createTemporary(directory, mode, uid, gid, out);
    } finally {
      end(OperationKind.CREATE, begin);
    }
  }

  @Override
  public void makeDirectory(long directory, byte[] name, int mode, int uid, int gid, Attributes out)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.makeDirectory(directory, name, mode, uid, gid, out);
    } finally {
      end(OperationKind.MAKE_DIRECTORY, begin);
    }
  }

  @Override
  public void makeSymlink(
      long directory, byte[] name, byte[] target, int uid, int gid, Attributes out)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.makeSymlink(directory, name, target, uid, gid, out);
    } finally {
      end(OperationKind.SYMLINK, begin);
    }
  }

  @Override
  public byte[] readSymlink(long inode) throws IOException {
    long begin = System.nanoTime();
    try {
      return super.readSymlink(inode);
    } finally {
      end(OperationKind.READ_LINK, begin);
    }
  }

  @Override
  public void link(long inode, long directory, byte[] name, Attributes out) throws IOException {
    long begin = System.nanoTime();
    try {
      super.link(inode, directory, name, out);
    } finally {
      end(OperationKind.LINK, begin);
    }
  }

  @Override
  public void unlink(long directory, byte[] name) throws IOException {
    long begin = System.nanoTime();
    try {
      super.unlink(directory, name);
    } finally {
      end(OperationKind.UNLINK, begin);
    }
  }

  @Override
  public void removeDirectory(long directory, byte[] name) throws IOException {
    long begin = System.nanoTime();
    try {
      super.removeDirectory(directory, name);
    } finally {
      end(OperationKind.REMOVE_DIRECTORY, begin);
    }
  }

  @Override
  public void rename(
      long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.rename(directory, name, newDirectory, newName, renameMode);
    } finally {
      end(OperationKind.RENAME, begin);
    }
  }

  @Override
  public void open(long inode) throws IOException {
    long begin = System.nanoTime();
    try {
      super.open(inode);
    } finally {
      end(OperationKind.OPEN, begin);
    }
  }

  @Override
  public void close(long inode) throws IOException {
    long begin = System.nanoTime();
    try {
      super.close(inode);
    } finally {
      end(OperationKind.CLOSE, begin);
    }
  }

  @Override
  public int read(long inode, long offsetBytes, MemorySegment target) throws IOException {
    long begin = System.nanoTime();
    try {
      int count = super.read(inode, offsetBytes, target);
      traffic.read(count);
      return count;
    } finally {
      end(OperationKind.READ, begin);
    }
  }

  @Override
  public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
    long begin = System.nanoTime();
    try {
      super.write(inode, offsetBytes, source);
      traffic.written(source.byteSize());
    } finally {
      end(OperationKind.WRITE, begin);
    }
  }

  @Override
  public long append(long inode, MemorySegment source) throws IOException {
    long begin = System.nanoTime();
    try {
      long at = super.append(inode, source);
      traffic.written(source.byteSize());
      return at;
    } finally {
      end(OperationKind.WRITE, begin);
    }
  }

  @Override
  public void truncate(long inode, long sizeBytes, Attributes out) throws IOException {
    long begin = System.nanoTime();
    try {
      super.truncate(inode, sizeBytes, out);
    } finally {
      end(OperationKind.TRUNCATE, begin);
    }
  }

  @Override
  public void punchHole(long inode, long offsetBytes, long lengthBytes) throws IOException {
    long begin = System.nanoTime();
    try {
      super.punchHole(inode, offsetBytes, lengthBytes);
    } finally {
      end(OperationKind.PUNCH_HOLE, begin);
    }
  }

  @Override
  public void allocate(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.allocate(inode, offsetBytes, lengthBytes, keepSize);
    } finally {
      end(OperationKind.ALLOCATE, begin);
    }
  }

  @Override
  public void zeroRange(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.zeroRange(inode, offsetBytes, lengthBytes, keepSize);
    } finally {
      end(OperationKind.PUNCH_HOLE, begin);
    }
  }

  @Override
  public long copyRange(long from, long fromOffset, long to, long toOffset, long lengthBytes)
      throws IOException {
    long begin = System.nanoTime();
    try {
      return super.copyRange(from, fromOffset, to, toOffset, lengthBytes);
    } finally {
      end(OperationKind.COPY_RANGE, begin);
    }
  }

  @Override
  public long seekData(long inode, long offsetBytes) throws IOException {
    long begin = System.nanoTime();
    try {
      return super.seekData(inode, offsetBytes);
    } finally {
      end(OperationKind.SEEK, begin);
    }
  }

  @Override
  public long seekHole(long inode, long offsetBytes) throws IOException {
    long begin = System.nanoTime();
    try {
      return super.seekHole(inode, offsetBytes);
    } finally {
      end(OperationKind.SEEK, begin);
    }
  }

  @Override
  public void fsync(long inode) throws IOException {
    long begin = System.nanoTime();
    try {
      super.fsync(inode);
      traffic.synced();
    } finally {
      end(OperationKind.FSYNC, begin);
    }
  }

  @Override
  public void syncAll() throws IOException {
    long begin = System.nanoTime();
    try {
      super.syncAll();
      traffic.synced();
    } finally {
      end(OperationKind.SYNC_ALL, begin);
    }
  }

  @Override
  public void readDirectory(long directory, long cookie, DirectoryVisitor visitor)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.readDirectory(directory, cookie, visitor);
    } finally {
      end(OperationKind.READ_DIRECTORY, begin);
    }
  }

  @Override
  public byte[] getXattr(long inode, byte[] name) throws IOException {
    long begin = System.nanoTime();
    try {
      return super.getXattr(inode, name);
    } finally {
      end(OperationKind.GET_XATTR, begin);
    }
  }

  @Override
  public void setXattr(long inode, byte[] name, byte[] value, XattrMode xattrMode)
      throws IOException {
    long begin = System.nanoTime();
    try {
      super.setXattr(inode, name, value, xattrMode);
    } finally {
      end(OperationKind.SET_XATTR, begin);
    }
  }

  @Override
  public void removeXattr(long inode, byte[] name) throws IOException {
    long begin = System.nanoTime();
    try {
      super.removeXattr(inode, name);
    } finally {
      end(OperationKind.REMOVE_XATTR, begin);
    }
  }

  @Override
  public List<byte[]> listXattrs(long inode) throws IOException {
    long begin = System.nanoTime();
    try {
      return super.listXattrs(inode);
    } finally {
      end(OperationKind.LIST_XATTRS, begin);
    }
  }

  @Override
  public FsStatistics statistics() throws IOException {
    long begin = System.nanoTime();
    try {
      return super.statistics();
    } finally {
      end(OperationKind.STATISTICS, begin);
    }
  }
}
