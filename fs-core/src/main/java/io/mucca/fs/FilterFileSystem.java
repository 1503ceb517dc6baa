package io.mucca.fs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Hands every call on to another filesystem; a base for those that do one thing differently. */
public class FilterFileSystem implements FileSystem {
  private final FileSystem delegate;

  public FilterFileSystem(FileSystem delegate) {
    this.delegate = delegate;
  }

  @Override
  public boolean isReadOnly() {
    return delegate.isReadOnly();
  }

  @Override
  public void lookup(long directory, byte[] name, Attributes out) throws IOException {
    delegate.lookup(directory, name, out);
  }

  @Override
  public void getAttributes(long inode, Attributes out) throws IOException {
    delegate.getAttributes(inode, out);
  }

  @Override
  public void setAttributes(long inode, AttributeChange change, Attributes out) throws IOException {
    delegate.setAttributes(inode, change, out);
  }

  @Override
  public boolean hasDefaultAcl(long directory) throws IOException {
    return delegate.hasDefaultAcl(directory);
  }

  @Override
  public void createNode(
      long directory, byte[] name, int mode, int uid, int gid, long deviceNumber, Attributes out)
      throws IOException {
    delegate.createNode(directory, name, mode, uid, gid, deviceNumber, out);
  }

  @Override
  public void createTemporary(long directory, int mode, int uid, int gid, Attributes out)
      throws IOException {
    delegate.createTemporary(directory, mode, uid, gid, out);
  }

  @Override
  public void makeDirectory(long directory, byte[] name, int mode, int uid, int gid, Attributes out)
      throws IOException {
    delegate.makeDirectory(directory, name, mode, uid, gid, out);
  }

  @Override
  public void makeSymlink(
      long directory, byte[] name, byte[] target, int uid, int gid, Attributes out)
      throws IOException {
    delegate.makeSymlink(directory, name, target, uid, gid, out);
  }

  @Override
  public byte[] readSymlink(long inode) throws IOException {
    return delegate.readSymlink(inode);
  }

  @Override
  public void link(long inode, long directory, byte[] name, Attributes out) throws IOException {
    delegate.link(inode, directory, name, out);
  }

  @Override
  public void unlink(long directory, byte[] name) throws IOException {
    delegate.unlink(directory, name);
  }

  @Override
  public void removeDirectory(long directory, byte[] name) throws IOException {
    delegate.removeDirectory(directory, name);
  }

  @Override
  public void rename(
      long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
      throws IOException {
    delegate.rename(directory, name, newDirectory, newName, renameMode);
  }

  @Override
  public void open(long inode) throws IOException {
    delegate.open(inode);
  }

  @Override
  public void close(long inode) throws IOException {
    delegate.close(inode);
  }

  @Override
  public int read(long inode, long offsetBytes, MemorySegment target) throws IOException {
    return delegate.read(inode, offsetBytes, target);
  }

  @Override
  public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
    delegate.write(inode, offsetBytes, source);
  }

  @Override
  public long append(long inode, MemorySegment source) throws IOException {
    return delegate.append(inode, source);
  }

  @Override
  public void truncate(long inode, long sizeBytes, Attributes out) throws IOException {
    delegate.truncate(inode, sizeBytes, out);
  }

  @Override
  public void punchHole(long inode, long offsetBytes, long lengthBytes) throws IOException {
    delegate.punchHole(inode, offsetBytes, lengthBytes);
  }

  @Override
  public void allocate(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    delegate.allocate(inode, offsetBytes, lengthBytes, keepSize);
  }

  @Override
  public void zeroRange(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    delegate.zeroRange(inode, offsetBytes, lengthBytes, keepSize);
  }

  @Override
  public long copyRange(long from, long fromOffset, long to, long toOffset, long lengthBytes)
      throws IOException {
    return delegate.copyRange(from, fromOffset, to, toOffset, lengthBytes);
  }

  @Override
  public long seekData(long inode, long offsetBytes) throws IOException {
    return delegate.seekData(inode, offsetBytes);
  }

  @Override
  public long seekHole(long inode, long offsetBytes) throws IOException {
    return delegate.seekHole(inode, offsetBytes);
  }

  @Override
  public void fsync(long inode) throws IOException {
    delegate.fsync(inode);
  }

  @Override
  public void syncAll() throws IOException {
    delegate.syncAll();
  }

  @Override
  public void readDirectory(long directory, long cookie, DirectoryVisitor visitor)
      throws IOException {
    delegate.readDirectory(directory, cookie, visitor);
  }

  @Override
  public long parentOf(long directory) throws IOException {
    return delegate.parentOf(directory);
  }

  @Override
  public byte[] getXattr(long inode, byte[] name) throws IOException {
    return delegate.getXattr(inode, name);
  }

  @Override
  public void setXattr(long inode, byte[] name, byte[] value, XattrMode xattrMode)
      throws IOException {
    delegate.setXattr(inode, name, value, xattrMode);
  }

  @Override
  public void removeXattr(long inode, byte[] name) throws IOException {
    delegate.removeXattr(inode, name);
  }

  @Override
  public List<byte[]> listXattrs(long inode) throws IOException {
    return delegate.listXattrs(inode);
  }

  @Override
  public FsStatistics statistics() throws IOException {
    return delegate.statistics();
  }

  @Override
  public void close() throws IOException {
    delegate.close();
  }
}
