package io.mucca.fs.model;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.DirectoryVisitor;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.fs.FsStatistics;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model of a root in use: all in memory, one lock, nothing clever.
 *
 * <p>Where {@link FileSystem} is silent it does what POSIX and Linux say. When several errors
 * apply, the first of these is thrown: READ_ONLY, a bad name, STALE, the wrong type of inode, a
 * missing name, a name in the way. Set-ID bits stay as they are when content or owner change: the
 * kernel asks for it in a call of its own.
 */
public final class ModelFileSystem implements FileSystem {
  private static final int MAX_SYMLINK_LENGTH = 4095;
  private static final int MAX_XATTR_SIZE = 65536;
  private static final long TOTAL_BYTES = 1L << 40;

  /** The inodes; its monitor is the one lock of the root. */
  private final ModelTree tree;

  private final boolean readOnly;
  private final InstantSource clock;
  private boolean closed;

  /** A new, empty, writable root that is part of no image. */
  public ModelFileSystem(InstantSource clock, int blockSizeBytes) {
    this(ModelTree.empty(blockSizeBytes, clock.instant()), false, clock);
  }

  ModelFileSystem(ModelTree tree, boolean readOnly, InstantSource clock) {
    this.tree = tree;
    this.readOnly = readOnly;
    this.clock = clock;
    synchronized (tree) {
      tree.userCount++;
    }
  }

  /** What the inodes are kept in, for tests that look inside. */
  ModelTree tree() {
    return tree;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public void lookup(long directory, byte[] name, Attributes out) throws FsException {
    synchronized (tree) {
      ByteString key = new ByteString(name);
      boolean isDot = name.length == 1 && name[0] == '.';
      boolean isDotDot = name.length == 2 && name[0] == '.' && name[1] == '.';
      if (!isDot && !isDotDot) {
        checkName(name);
      }
      ModelInode parent = inode(directory);
      DirectoryContent content = directory(parent);
      if (isDot) {
        parent.fill(out);
      } else if (isDotDot) {
        inode(content.parent).fill(out);
      } else {
        child(content, key).fill(out);
      }
    }
  }

  @Override
  public void getAttributes(long inode, Attributes out) throws FsException {
    synchronized (tree) {
      inode(inode).fill(out);
    }
  }

  @Override
  public void setAttributes(long inode, AttributeChange change, Attributes out) throws FsException {
    synchronized (tree) {
      requireWritable();
      ModelInode changed = inode(inode);
      Instant now = clock.instant();
      changed.changeTime = now;
      setOwnerAndMode(changed, change);
      setTimes(changed, change, now);
      changed.fill(out);
    }
  }

  private static void setOwnerAndMode(ModelInode inode, AttributeChange change) {
    if ((change.fields & AttributeChange.MODE) != 0) {
      int permissions = change.mode & FileMode.PERMISSION_MASK;
      inode.mode = (inode.mode & FileMode.TYPE_MASK) | permissions;
    }
    if ((change.fields & AttributeChange.UID) != 0) {
      inode.uid = change.uid;
    }
    if ((change.fields & AttributeChange.GID) != 0) {
      inode.gid = change.gid;
    }
  }

  private static void setTimes(ModelInode inode, AttributeChange change, Instant now) {
    if ((change.fields & AttributeChange.ACCESS_TIME) != 0) {
      inode.accessTime = Instant.ofEpochSecond(change.accessSeconds, change.accessNanos);
    }
    if ((change.fields & AttributeChange.ACCESS_TIME_NOW) != 0) {
      inode.accessTime = now;
    }
    if ((change.fields & AttributeChange.MODIFY_TIME) != 0) {
      inode.modifyTime = Instant.ofEpochSecond(change.modifySeconds, change.modifyNanos);
    }
    if ((change.fields & AttributeChange.MODIFY_TIME_NOW) != 0) {
      inode.modifyTime = now;
    }
  }

  /** The model knows of no access control lists. */
  @Override
  public boolean hasDefaultAcl(long directory) {
    return false;
  }

  @Override
  public void createNode(
      long directory, byte[] name, int mode, int uid, int gid, long deviceNumber, Attributes out)
      throws FsException {
    synchronized (tree) {
      ModelInode parent = parentForNew(directory, name);
      Content content =
          switch (mode & FileMode.TYPE_MASK) {
            case FileMode.REGULAR -> new SparseContent(tree.blockSizeBytes);
            case FileMode.FIFO, FileMode.SOCKET -> new SpecialContent(0);
            case FileMode.BLOCK_DEVICE, FileMode.CHARACTER_DEVICE ->
                new SpecialContent(deviceNumber);
            default -> throw new FsException(FsError.INVALID_ARGUMENT, "not the type of a node");
          };
      create(parent, name, mode, uid, gid, content).fill(out);
    }
  }

  @Override
  public void createTemporary(long directory, int mode, int uid, int gid, Attributes out)
      throws FsException {
    synchronized (tree) {
      requireWritable();
      ModelInode parent = inode(directory);
      directory(parent);
      if (parent.isOrphan()) {
        throw new FsException(FsError.NOT_FOUND, "the directory was removed");
      }
      int group = (parent.mode & FileMode.SET_GID) != 0 ? parent.gid : gid;
      int typed = FileMode.REGULAR | (mode & FileMode.PERMISSION_MASK);
      Content content = new SparseContent(tree.blockSizeBytes);
      ModelInode made = tree.add(typed, uid, group, content, clock.instant());
      made.linkCount = 0;
      made.openCount = 1;
      made.fill(out);
    }
  }

  @Override
  public void makeDirectory(long directory, byte[] name, int mode, int uid, int gid, Attributes out)
      throws FsException {
    synchronized (tree) {
      ModelInode parent = parentForNew(directory, name);
      int inherited = parent.mode & FileMode.SET_GID;
      int newMode = FileMode.DIRECTORY | (mode & FileMode.PERMISSION_MASK) | inherited;
      Content content = new DirectoryContent(directory);
      ModelInode made = create(parent, name, newMode, uid, gid, content);
      made.linkCount = 2;
      parent.linkCount++;
      made.fill(out);
    }
  }

  @Override
  public void makeSymlink(
      long directory, byte[] name, byte[] target, int uid, int gid, Attributes out)
      throws FsException {
    synchronized (tree) {
      if (target.length == 0 || target.length > MAX_SYMLINK_LENGTH) {
        throw new FsException(FsError.INVALID_ARGUMENT, "bad length of a symbolic link's target");
      }
      ModelInode parent = parentForNew(directory, name);
      Content content = new SymlinkContent(new ByteString(target));
      create(parent, name, FileMode.SYMLINK | 0777, uid, gid, content).fill(out);
    }
  }

  /** The directory for a new name, after all checks that the making of names has in common. */
  private ModelInode parentForNew(long directory, byte[] name) throws FsException {
    requireWritable();
    checkName(name);
    ModelInode parent = inode(directory);
    DirectoryContent entries = directory(parent);
    if (parent.isOrphan()) {
      throw new FsException(FsError.NOT_FOUND, "the directory was removed");
    }
    if (entries.find(new ByteString(name)) != null) {
      throw new FsException(FsError.EXISTS, "the name is taken");
    }
    return parent;
  }

  private ModelInode create(
      ModelInode parent, byte[] name, int mode, int uid, int gid, Content content)
      throws FsException {
    Instant now = clock.instant();
    int group = (parent.mode & FileMode.SET_GID) != 0 ? parent.gid : gid;
    ModelInode made = tree.add(mode, uid, group, content, now);
    made.linkCount = 1;
    directory(parent).add(new ByteString(name), made.number);
    parent.contentChanged(now);
    return made;
  }

  @Override
  public byte[] readSymlink(long inode) throws FsException {
    synchronized (tree) {
      ModelInode link = inode(inode);
      if (!(link.content instanceof SymlinkContent content)) {
        throw new FsException(FsError.INVALID_ARGUMENT, "not a symbolic link");
      }
      access(link);
      return content.target().toByteArray();
    }
  }

  @Override
  public void link(long inode, long directory, byte[] name, Attributes out) throws FsException {
    synchronized (tree) {
      ModelInode parent = parentForNew(directory, name);
      ModelInode linked = inode(inode);
      if (linked.isDirectory()) {
        throw new FsException(FsError.NOT_PERMITTED, "a directory has one name");
      }
      Instant now = clock.instant();
      directory(parent).add(new ByteString(name), inode);
      parent.contentChanged(now);
      linked.linkCount++;
      linked.changeTime = now;
      linked.fill(out);
    }
  }

  @Override
  public void unlink(long directory, byte[] name) throws FsException {
    synchronized (tree) {
      requireWritable();
      checkName(name);
      ModelInode parent = inode(directory);
      ModelInode child = child(directory(parent), new ByteString(name));
      if (child.isDirectory()) {
        throw new FsException(FsError.IS_A_DIRECTORY, "cannot unlink a directory");
      }
      Instant now = clock.instant();
      directory(parent).remove(new ByteString(name));
      parent.contentChanged(now);
      dropName(child, parent, now);
    }
  }

  @Override
  public void removeDirectory(long directory, byte[] name) throws FsException {
    synchronized (tree) {
      requireWritable();
      checkName(name);
      ModelInode parent = inode(directory);
      ModelInode child = child(directory(parent), new ByteString(name));
      if (!directory(child).isEmpty()) {
        throw new FsException(FsError.NOT_EMPTY, "the directory has entries");
      }
      Instant now = clock.instant();
      directory(parent).remove(new ByteString(name));
      parent.contentChanged(now);
      dropName(child, parent, now);
    }
  }

  /** Follows the removal of a name of {@code child} from {@code parent}. */
  private void dropName(ModelInode child, ModelInode parent, Instant now) {
    if (child.isDirectory()) {
      parent.linkCount--;
      child.linkCount = 0;
    } else {
      child.linkCount--;
    }
    child.changeTime = now;
    tree.removeIfUnused(child);
  }

  @Override
  public void rename(
      long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
      throws FsException {
    synchronized (tree) {
      requireWritable();
      checkName(name);
      checkName(newName);
      ModelInode from = inode(directory);
      ModelInode to = inode(newDirectory);
      ByteString oldKey = new ByteString(name);
      ByteString newKey = new ByteString(newName);
      DirectoryContent toEntries = directory(to);
      ModelInode moved = child(directory(from), oldKey);
      if (to.isOrphan()) {
        throw new FsException(FsError.NOT_FOUND, "the new directory was removed");
      }
      ModelInode target = toEntries.find(newKey) == null ? null : child(toEntries, newKey);
      checkRename(from, moved, to, target, renameMode);
      if (moved == target) {
        return;
      }
      Instant now = clock.instant();
      if (target != null && renameMode == RenameMode.EXCHANGE) {
        directory(from).redirect(oldKey, target.number);
        toEntries.redirect(newKey, moved.number);
        reparent(target, to, from);
        target.changeTime = now;
      } else {
        if (target != null) {
          toEntries.remove(newKey);
          dropName(target, to, now);
        }
        if (renameMode == RenameMode.WHITEOUT || renameMode == RenameMode.NO_REPLACE_WHITEOUT) {
          Content device = new SpecialContent(0);
          int type = FileMode.CHARACTER_DEVICE;
          ModelInode whiteout = tree.add(type, from.uid, from.gid, device, now);
          whiteout.linkCount = 1;
          directory(from).redirect(oldKey, whiteout.number);
        } else {
          directory(from).remove(oldKey);
        }
        toEntries.add(newKey, moved.number);
      }
      reparent(moved, from, to);
      moved.changeTime = now;
      from.contentChanged(now);
      to.contentChanged(now);
    }
  }

  private void checkRename(
      ModelInode from,
      ModelInode moved,
      ModelInode to,
      @Nullable ModelInode target,
      RenameMode renameMode)
      throws FsException {
    boolean replaces = renameMode == RenameMode.REPLACE || renameMode == RenameMode.WHITEOUT;
    if (!replaces && renameMode != RenameMode.EXCHANGE && target != null) {
      throw new FsException(FsError.EXISTS, "the new name is taken");
    }
    if (renameMode == RenameMode.EXCHANGE && target == null) {
      throw new FsException(FsError.NOT_FOUND, "nothing to exchange with");
    }
    boolean exchangesAncestor =
        renameMode == RenameMode.EXCHANGE && target != null && contains(target, from);
    if (contains(moved, to) || exchangesAncestor) {
      throw new FsException(FsError.INVALID_ARGUMENT, "a directory cannot move into itself");
    }
    if (replaces && target != null && target != moved) {
      checkReplace(moved, target);
    }
  }

  private static void checkReplace(ModelInode moved, ModelInode target) throws FsException {
    if (moved.isDirectory() && !target.isDirectory()) {
      throw new FsException(FsError.NOT_A_DIRECTORY, "a directory cannot replace a file");
    }
    if (!moved.isDirectory() && target.isDirectory()) {
      throw new FsException(FsError.IS_A_DIRECTORY, "a file cannot replace a directory");
    }
    if (target.isDirectory() && !directory(target).isEmpty()) {
      throw new FsException(FsError.NOT_EMPTY, "the directory to replace has entries");
    }
  }

  /** True if {@code inner} is {@code outer} or lies below it. */
  private boolean contains(ModelInode outer, ModelInode inner) throws FsException {
    ModelInode at = inner;
    while (at != outer && at.number != ROOT_INODE) {
      at = inode(directory(at).parent);
    }
    return at == outer;
  }

  private static void reparent(ModelInode child, ModelInode from, ModelInode to) {
    if (child.content instanceof DirectoryContent content) {
      from.linkCount--;
      to.linkCount++;
      content.parent = to.number;
    }
  }

  @Override
  public void open(long inode) throws FsException {
    synchronized (tree) {
      inode(inode).openCount++;
    }
  }

  @Override
  public void close(long inode) throws FsException {
    synchronized (tree) {
      ModelInode opened = inode(inode);
      if (opened.openCount == 0) {
        throw new IllegalArgumentException("inode " + inode + " is not open");
      }
      opened.openCount--;
      tree.removeIfUnused(opened);
    }
  }

  @Override
  public int read(long inode, long offsetBytes, MemorySegment target) throws FsException {
    synchronized (tree) {
      ModelInode file = inode(inode);
      SparseContent content = file(file);
      requireNotNegative(offsetBytes);
      int length = content.read(offsetBytes, target);
      if (target.byteSize() > 0) {
        access(file);
      }
      return length;
    }
  }

  @Override
  public void write(long inode, long offsetBytes, MemorySegment source) throws FsException {
    synchronized (tree) {
      requireWritable();
      ModelInode file = inode(inode);
      SparseContent content = file(file);
      requireNotNegative(offsetBytes);
      write(file, content, offsetBytes, source);
    }
  }

  @Override
  public long append(long inode, MemorySegment source) throws FsException {
    synchronized (tree) {
      requireWritable();
      ModelInode file = inode(inode);
      SparseContent content = file(file);
      long offsetBytes = content.sizeBytes();
      write(file, content, offsetBytes, source);
      return offsetBytes;
    }
  }

  private void write(ModelInode file, SparseContent content, long offsetBytes, MemorySegment source)
      throws FsException {
    if (source.byteSize() > MAX_FILE_SIZE - offsetBytes) {
      throw new FsException(FsError.FILE_TOO_LARGE, "the write would end beyond the largest size");
    }
    if (source.byteSize() > 0) {
      content.write(offsetBytes, source);
      file.contentChanged(clock.instant());
    }
  }

  @Override
  public void truncate(long inode, long sizeBytes, Attributes out) throws FsException {
    synchronized (tree) {
      requireWritable();
      ModelInode file = inode(inode);
      SparseContent content = file(file);
      requireNotNegative(sizeBytes);
      content.truncate(sizeBytes);
      file.contentChanged(clock.instant());
      file.fill(out);
    }
  }

  @Override
  public void punchHole(long inode, long offsetBytes, long lengthBytes) throws FsException {
    synchronized (tree) {
      requireWritable();
      ModelInode file = inode(inode);
      SparseContent content = file(file);
      requireRange(offsetBytes, lengthBytes);
      content.punchHole(offsetBytes, lengthBytes);
      file.contentChanged(clock.instant());
    }
  }

  @Override
  public void allocate(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws FsException {
    synchronized (tree) {
      requireWritable();
      ModelInode file = inode(inode);
      file(file);
      requireRange(offsetBytes, lengthBytes);
      grow(file, offsetBytes + lengthBytes, keepSize);
    }
  }

  private void grow(ModelInode file, long endBytes, boolean keepSize) throws FsException {
    SparseContent content = file(file);
    if (!keepSize && content.sizeBytes() < endBytes) {
      content.truncate(endBytes);
      file.contentChanged(clock.instant());
    }
  }

  private static void requireRange(long offsetBytes, long lengthBytes) throws FsException {
    if (offsetBytes < 0 || lengthBytes <= 0) {
      throw new FsException(FsError.INVALID_ARGUMENT, "not a range");
    }
    if (lengthBytes > MAX_FILE_SIZE - offsetBytes) {
      throw new FsException(FsError.FILE_TOO_LARGE, "the range ends beyond the largest size");
    }
  }

  @Override
  public void zeroRange(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws FsException {
    synchronized (tree) {
      punchHole(inode, offsetBytes, lengthBytes);
      grow(inode(inode), offsetBytes + lengthBytes, keepSize);
    }
  }

  @Override
  public long copyRange(long from, long fromOffset, long to, long toOffset, long lengthBytes)
      throws FsException {
    synchronized (tree) {
      requireWritable();
      requireRange(fromOffset, lengthBytes);
      requireRange(toOffset, lengthBytes);
      SparseContent source = file(inode(from));
      ModelInode target = inode(to);
      SparseContent content = file(target);
      long count = Math.min(lengthBytes, source.sizeBytes() - fromOffset);
      if (count <= 0) {
        return 0;
      }
      if (from == to && fromOffset < toOffset + count && toOffset < fromOffset + count) {
        throw new FsException(FsError.INVALID_ARGUMENT, "the ranges overlap");
      }
      content.copy(source, fromOffset, toOffset, count);
      target.contentChanged(clock.instant());
      return count;
    }
  }

  @Override
  public long seekData(long inode, long offsetBytes) throws FsException {
    synchronized (tree) {
      SparseContent content = file(inode(inode));
      requireNotNegative(offsetBytes);
      return content.seekData(offsetBytes);
    }
  }

  @Override
  public long seekHole(long inode, long offsetBytes) throws FsException {
    synchronized (tree) {
      SparseContent content = file(inode(inode));
      requireNotNegative(offsetBytes);
      return content.seekHole(offsetBytes);
    }
  }

  @Override
  public void fsync(long inode) throws FsException {
    synchronized (tree) {
      inode(inode);
    }
  }

  @Override
  public void syncAll() {
    synchronized (tree) {
      requireOpen();
    }
  }

  @Override
  public void readDirectory(long directory, long cookie, DirectoryVisitor visitor)
      throws FsException {
    synchronized (tree) {
      ModelInode walked = inode(directory);
      for (DirectoryContent.Entry entry : directory(walked).entriesAfter(cookie)) {
        int type = inode(entry.inode()).mode & FileMode.TYPE_MASK;
        if (!visitor.visit(entry.name().toByteArray(), entry.inode(), type, entry.cookie())) {
          break;
        }
      }
      access(walked);
    }
  }

  @Override
  public long parentOf(long directory) throws FsException {
    synchronized (tree) {
      return directory(inode(directory)).parent;
    }
  }

  @Override
  public byte[] getXattr(long inode, byte[] name) throws FsException {
    synchronized (tree) {
      checkXattrName(name);
      ByteString value = inode(inode).xattrs.get(new ByteString(name));
      if (value == null) {
        throw noSuchAttribute();
      }
      return value.toByteArray();
    }
  }

  @Override
  public void setXattr(long inode, byte[] name, byte[] value, XattrMode xattrMode)
      throws FsException {
    synchronized (tree) {
      requireWritable();
      checkXattrName(name);
      if (value.length > MAX_XATTR_SIZE) {
        throw new FsException(FsError.RESULT_TOO_LARGE, "the value is too long");
      }
      ModelInode owner = inode(inode);
      ByteString key = new ByteString(name);
      boolean exists = owner.xattrs.containsKey(key);
      if (exists && xattrMode == XattrMode.CREATE) {
        throw new FsException(FsError.EXISTS, "the attribute exists");
      }
      if (!exists && xattrMode == XattrMode.REPLACE) {
        throw noSuchAttribute();
      }
      owner.xattrs.put(key, new ByteString(value));
      owner.changeTime = clock.instant();
    }
  }

  @Override
  public void removeXattr(long inode, byte[] name) throws FsException {
    synchronized (tree) {
      requireWritable();
      checkXattrName(name);
      ModelInode owner = inode(inode);
      if (owner.xattrs.remove(new ByteString(name)) == null) {
        throw noSuchAttribute();
      }
      owner.changeTime = clock.instant();
    }
  }

  @Override
  public List<byte[]> listXattrs(long inode) throws FsException {
    synchronized (tree) {
      return inode(inode).xattrs.keySet().stream().map(ByteString::toByteArray).toList();
    }
  }

  @Override
  public FsStatistics statistics() {
    synchronized (tree) {
      requireOpen();
      long used = tree.inodes().stream().mapToLong(inode -> inode.content.allocatedBytes()).sum();
      int blockSize = tree.blockSizeBytes;
      long free = Math.max(0, TOTAL_BYTES - used) / blockSize;
      return new FsStatistics(blockSize, TOTAL_BYTES / blockSize, free, tree.inodes().size());
    }
  }

  @Override
  public void close() {
    synchronized (tree) {
      if (closed) {
        return;
      }
      closed = true;
      tree.userCount--;
      if (tree.userCount == 0) {
        tree.closeAll();
      }
    }
  }

  private void access(ModelInode inode) {
    if (!readOnly) {
      inode.accessed(clock.instant());
    }
  }

  private ModelInode inode(long number) throws FsException {
    requireOpen();
    ModelInode inode = tree.find(number);
    if (inode == null) {
      throw new FsException(FsError.STALE, "there is no inode " + number);
    }
    return inode;
  }

  private ModelInode child(DirectoryContent directory, ByteString name) throws FsException {
    DirectoryContent.Entry entry = directory.find(name);
    if (entry == null) {
      throw new FsException(FsError.NOT_FOUND, "there is no entry " + name);
    }
    return inode(entry.inode());
  }

  private static DirectoryContent directory(ModelInode inode) throws FsException {
    if (inode.content instanceof DirectoryContent content) {
      return content;
    }
    throw new FsException(FsError.NOT_A_DIRECTORY, "inode " + inode.number + " is no directory");
  }

  private static SparseContent file(ModelInode inode) throws FsException {
    if (inode.content instanceof SparseContent content) {
      return content;
    }
    FsError error = inode.isDirectory() ? FsError.IS_A_DIRECTORY : FsError.INVALID_ARGUMENT;
    throw new FsException(error, "inode " + inode.number + " is no regular file");
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the filesystem is closed");
    }
  }

  private void requireWritable() throws FsException {
    requireOpen();
    if (readOnly) {
      throw new FsException(FsError.READ_ONLY, "the root is read-only");
    }
  }

  private static void requireNotNegative(long value) throws FsException {
    if (value < 0) {
      throw new FsException(FsError.INVALID_ARGUMENT, "negative offset or size");
    }
  }

  private static void checkName(byte[] name) throws FsException {
    boolean isDots = name.length <= 2;
    boolean isForbidden = false;
    for (byte character : name) {
      isDots &= character == '.';
      isForbidden |= character == '/' || character == 0;
    }
    if (isDots || isForbidden) {
      throw new FsException(FsError.INVALID_ARGUMENT, "not a name");
    }
    if (name.length > MAX_NAME_LENGTH) {
      throw new FsException(FsError.NAME_TOO_LONG, "a name has at most 255 bytes");
    }
  }

  private static void checkXattrName(byte[] name) throws FsException {
    if (name.length == 0) {
      throw new FsException(FsError.INVALID_ARGUMENT, "an attribute needs a name");
    }
    if (name.length > MAX_NAME_LENGTH) {
      throw new FsException(FsError.NAME_TOO_LONG, "an attribute's name has at most 255 bytes");
    }
  }

  private static FsException noSuchAttribute() {
    return new FsException(FsError.NO_SUCH_ATTRIBUTE, "no such extended attribute");
  }
}
