package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Tree;
import io.mucca.device.CauseScope;
import io.mucca.device.WriteCause;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One use of a root. Names and attributes are changed in the tree at once, in one step each under
 * the tree lock; content goes through {@link FileContent}.
 */
final class RootFileSystem implements FileSystem {
  private static final Logger LOG = LoggerFactory.getLogger(RootFileSystem.class);
  private static final int LIST_BATCH = 256;
  private static final long RELATIME_SECONDS = 24 * 60 * 60;

  private final ImageCore core;
  private final Root root;
  private final boolean readOnly;
  private final FileContent content;
  private final Writeback writeback;
  private final Checkpoints checkpoints;
  private final Flusher flusher;
  private final CloseAction onClose;
  private final int sectorsPerBlock;
  private boolean closed;

  RootFileSystem(
      ImageCore core,
      Root root,
      boolean readOnly,
      Writeback writeback,
      Checkpoints checkpoints,
      Flusher flusher,
      CloseAction onClose) {
    this.core = core;
    this.root = root;
    this.readOnly = readOnly;
    this.content = new FileContent(core, root, writeback, flusher);
    this.writeback = writeback;
    this.checkpoints = checkpoints;
    this.flusher = flusher;
    this.onClose = onClose;
    this.sectorsPerBlock = core.geometry.blockSize() / 512;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly || core.failure() != null;
  }

  /** What the image does when a use of a root ends. */
  @FunctionalInterface
  interface CloseAction {
    void run() throws IOException;
  }

  // ---- the frame of every change ----

  private void requireWritable() throws FsException {
    if (readOnly) {
      throw new FsException(FsError.READ_ONLY, root.name + " is read-only");
    }
    core.requireChangeable();
  }

  /** Changes the tree in one step. The body prepares before it changes, and may be run again. */
  private <T> T change(TreeLock.Body<T> body) throws IOException {
    requireWritable();
    flusher.awaitTreeMemory();
    T result =
        flusher.withSpace(
            () ->
                core.treeLock.update(
                    () -> {
                      core.requireSpaceToRemove();
                      core.log.beginItems(root);
                      try {
                        T value = body.run();
                        core.markChanged(root);
                        return value;
                      } finally {
                        core.log.endItems(root);
                      }
                    }));
    if (core.options.commitIntervalMillis() == 0) {
      try (CauseScope _ = CauseScope.enter(WriteCause.COMMIT_INTERVAL)) {
        checkpoints.makeDurable();
      }
    }
    return result;
  }

  /** {@link #change} without a result. */
  private void alter(TreeLock.Action action) throws IOException {
    change(action.asBody());
  }

  private Tree tree() {
    return root.tree;
  }

  private void fill(Inode inode, Attributes out) {
    inode.copyTo(out, sectorsPerBlock);
  }

  private Inode inode(long number) throws IOException {
    return Inodes.get(tree(), number);
  }

  /** An inode with the size and times that dirty pages brought. */
  private Inode current(long number) throws IOException {
    Inode inode = new Inode();
    content.getInode(number, inode);
    return inode;
  }

  private Inode directory(long number) throws IOException {
    Inode inode = inode(number);
    if (!inode.isDirectory()) {
      throw new FsException(FsError.NOT_A_DIRECTORY, "inode " + number + " is not a directory");
    }
    return inode;
  }

  /** A directory that can get entries: one that was removed while in use cannot. */
  private Inode liveDirectory(long number) throws IOException {
    Inode inode = directory(number);
    if (inode.linkCount == 0) {
      throw new FsException(FsError.NOT_FOUND, "directory inode " + number + " has been removed");
    }
    return inode;
  }

  private Timestamp now() {
    return Scratch.get().now.setNow(core.clock);
  }

  private static void touch(Inode inode, Timestamp now) {
    inode.modify.set(now);
    inode.change.set(now);
  }

  // ---- attributes ----

  @Override
  public void lookup(long directory, byte[] name, Attributes out) throws IOException {
    core.treeLock.inspect(() -> fill(current(find(directory, name)), out));
  }

  private long find(long directory, byte[] name) throws IOException {
    Inode parent = directory(directory);
    if (Names.isDot(name)) {
      return directory;
    }
    if (Names.isDotDot(name)) {
      return parent.parent;
    }
    Names.verify(name);
    return entry(directory, name, core.nameHash.of(name)).inode();
  }

  private Directory.Entry entry(long directory, byte[] name, long hash) throws IOException {
    Directory.Entry entry = Directory.find(tree(), directory, name, hash);
    if (entry == null) {
      throw new FsException(
          FsError.NOT_FOUND,
          "there is no '" + Names.show(name) + "' in directory inode " + directory);
    }
    return entry;
  }

  @Override
  public void getAttributes(long inode, Attributes out) throws IOException {
    core.treeLock.inspect(() -> fill(current(inode), out));
  }

  @Override
  public void setAttributes(long number, AttributeChange change, Attributes out)
      throws IOException {
    requireWritable();
    boolean done = false;
    while (!done) {
      writeback.settleFrozen(root, number);
      done =
          change(
              () -> {
                if (isFrozen(number)) {
                  return false; // a snapshot has come in between
                }
                setTreeAttributes(number, change, out);
                return true;
              });
    }
  }

  /**
   * Whether a snapshot holds something of an inode that is to be flushed into this root as well.
   */
  private boolean isFrozen(long number) {
    Overlay frozen = root.frozen();
    return frozen != null && frozen.get(number) != null;
  }

  private void setTreeAttributes(long number, AttributeChange change, Attributes out)
      throws IOException {
    Inode inode = inode(number);
    Inodes.prepare(tree(), number);
    if ((change.fields & AttributeChange.MODE) != 0) {
      keepAclInStep(number, change.mode);
    }
    Timestamp now = now();
    apply(change, inode, now);
    inode.change.set(now);
    applyToDirtyFile(number, inode, change);
    Inodes.put(tree(), inode);
    fill(current(number), out);
  }

  private void keepAclInStep(long number, int mode) throws IOException {
    byte[] name = PosixAcl.ACCESS_NAME;
    long hash = core.nameHash.of(name);
    Xattrs.Bucket bucket = Xattrs.read(tree(), number, hash);
    byte[] stored = bucket.get(name);
    if (stored != null) {
      bucket.put(name, PosixAcl.of(stored).withMode(mode).toBytes());
      Xattrs.write(tree(), number, hash, bucket);
    }
  }

  private static void apply(AttributeChange change, Inode inode, Timestamp now) {
    int fields = change.fields;
    if ((fields & AttributeChange.MODE) != 0) {
      inode.mode = (inode.mode & FileMode.TYPE_MASK) | (change.mode & FileMode.PERMISSION_MASK);
    }
    if ((fields & AttributeChange.UID) != 0) {
      inode.uid = change.uid;
    }
    if ((fields & AttributeChange.GID) != 0) {
      inode.gid = change.gid;
    }
    if ((fields & AttributeChange.ACCESS_TIME_NOW) != 0) {
      inode.access.set(now);
    } else if ((fields & AttributeChange.ACCESS_TIME) != 0) {
      inode.access.set(change.accessSeconds, change.accessNanos);
    }
    if ((fields & AttributeChange.MODIFY_TIME_NOW) != 0) {
      inode.modify.set(now);
    } else if ((fields & AttributeChange.MODIFY_TIME) != 0) {
      inode.modify.set(change.modifySeconds, change.modifyNanos);
    }
  }

  /** A flush that comes later must not bring older times back. */
  private void applyToDirtyFile(long number, Inode inode, AttributeChange change) {
    DirtyFile file = root.current().get(number);
    if (file == null) {
      return;
    }
    synchronized (file) {
      file.change.set(inode.change);
      if ((change.fields & (AttributeChange.MODIFY_TIME | AttributeChange.MODIFY_TIME_NOW)) != 0) {
        file.modify.set(inode.modify);
      }
      LoggedWrites logged = file.logged();
      if (logged.hasAttributes()) {
        logged.setAttributes(logged.size, file.modify, file.change);
        core.log.bytes(root, file, List.of());
      }
    }
  }

  // ---- making names ----

  @Override
  public boolean hasDefaultAcl(long directory) throws IOException {
    return core.treeLock.read(
        () -> InheritedAcl.defaultOf(tree(), core.nameHash, directory) != null);
  }

  @Override
  public void createNode(
      long directory, byte[] name, int mode, int uid, int gid, long deviceNumber, Attributes out)
      throws IOException {
    int typed = (mode & FileMode.TYPE_MASK) == 0 ? mode | FileMode.REGULAR : mode;
    if (FileMode.isDirectory(mode) || FileMode.isSymlink(mode) || !FileMode.isValid(typed)) {
      throw new FsException(
          FsError.INVALID_ARGUMENT, "mode " + Integer.toOctalString(mode) + " is no node's");
    }
    create(directory, name, typed, uid, gid, deviceNumber, null, out);
  }

  @Override
  public void createTemporary(long directory, int mode, int uid, int gid, Attributes out)
      throws IOException {
    alter(
        () -> {
          Inode parent = liveDirectory(directory);
          core.requireSpace();
          long number = freeNumber();
          Inodes.prepare(tree(), number);
          tree().prepare(ItemKey.ORPHANS, number);
          int typed = (mode & FileMode.PERMISSION_MASK) | FileMode.REGULAR;
          InheritedAcl acl = InheritedAcl.of(tree(), core.nameHash, directory, typed);
          acl.prepare(tree(), number);
          Inode inode = newInode(parent, number, acl.mode, uid, gid, now());
          inode.linkCount = 0;
          putNew(inode);
          acl.store(tree(), number);
          tree().put(ItemKey.ORPHANS, number, new byte[0]);
          fill(inode, out);
          // Under the lock, or somebody would find it unused and free it.
          root.acquireFile(number).openCount.incrementAndGet();
        });
  }

  @Override
  public void makeDirectory(long directory, byte[] name, int mode, int uid, int gid, Attributes out)
      throws IOException {
    int typed = (mode & FileMode.PERMISSION_MASK) | FileMode.DIRECTORY;
    create(directory, name, typed, uid, gid, 0, null, out);
  }

  @Override
  public void makeSymlink(
      long directory, byte[] name, byte[] target, int uid, int gid, Attributes out)
      throws IOException {
    if (target.length == 0) {
      throw new FsException(FsError.NOT_FOUND, "a symbolic link needs a target");
    }
    if (target.length > MAX_SYMLINK_LENGTH) {
      throw new FsException(
          FsError.NAME_TOO_LONG,
          "the target of a symbolic link has at most 4095 bytes, not " + target.length);
    }
    create(directory, name, FileMode.SYMLINK | 0777, uid, gid, 0, target, out);
  }

  private void create(
      long directory,
      byte[] name,
      int mode,
      int uid,
      int gid,
      long deviceNumber,
      byte @Nullable [] target,
      Attributes out)
      throws IOException {
    Names.verify(name);
    long hash = core.nameHash.of(name);
    alter(
        () -> {
          Inode parent = liveDirectory(directory);
          requireFree(directory, name, hash);
          core.requireSpace();
          long number = freeNumber();
          prepareEntry(parent, hash);
          Inodes.prepare(tree(), number);
          long blob = ItemKey.high(number, ItemKey.INLINE);
          if (target != null) {
            Blob.prepare(tree(), blob, 0, 0, target.length);
          }
          InheritedAcl acl = InheritedAcl.of(tree(), core.nameHash, directory, mode);
          acl.prepare(tree(), number);
          Timestamp now = now();
          Inode inode = newInode(parent, number, acl.mode, uid, gid, now);
          inode.deviceNumber = FileMode.isDevice(mode) ? deviceNumber : 0;
          if (target != null) {
            inode.size = target.length;
            inode.inline = true;
            Blob.replace(tree(), blob, 0, 0, target, target.length);
          }
          addEntry(parent, name, hash, number, mode, now);
          if (inode.isDirectory()) {
            parent.linkCount++;
          }
          Inodes.put(tree(), parent);
          putNew(inode);
          acl.store(tree(), number);
          fill(inode, out);
        });
  }

  /** Puts the inode with {@link #freeNumber}. */
  private void putNew(Inode inode) throws IOException {
    Inodes.put(tree(), inode);
    root.nextInode++;
    root.inodeCount++;
  }

  /** The next inode's number. */
  private long freeNumber() throws IOException {
    long number = root.nextInode;
    if (number == ItemKey.MAX_INODE) {
      throw new FsException(FsError.NO_SPACE, root.name + " has no inode numbers left");
    }
    if (Inodes.find(tree(), number, new Inode())) {
      throw new CorruptBlockException(
          "inode %d exists in %s, which says that it is the next".formatted(number, root.name));
    }
    return number;
  }

  private static Inode newInode(
      Inode parent, long number, int mode, int uid, int gid, Timestamp now) {
    boolean inheritsGroup = (parent.mode & FileMode.SET_GID) != 0;
    boolean isDirectory = FileMode.isDirectory(mode);
    Inode inode = new Inode();
    inode.reset(
        number,
        inheritsGroup && isDirectory ? mode | FileMode.SET_GID : mode,
        uid,
        inheritsGroup ? parent.gid : gid,
        now);
    inode.parent = parent.number;
    if (isDirectory || FileMode.isRegularFile(mode)) {
      inode.compression = parent.compression;
    }
    if (isDirectory) {
      inode.linkCount = 2;
      inode.nextCookie = Directory.FIRST_COOKIE;
    }
    return inode;
  }

  private void requireFree(long directory, byte[] name, long hash) throws IOException {
    if (Directory.find(tree(), directory, name, hash) != null) {
      throw new FsException(
          FsError.EXISTS,
          "'" + Names.show(name) + "' exists in directory inode " + directory + " already");
    }
  }

  /** Prepares for a new entry of a directory. */
  private void prepareEntry(Inode directory, long hash) throws IOException {
    Inodes.prepare(tree(), directory.number);
    Directory.prepare(tree(), directory.number, hash, directory.nextCookie);
  }

  /** Adds an entry; the directory's item is the caller's to put. */
  private void addEntry(
      Inode directory, byte[] name, long hash, long inode, int mode, Timestamp now)
      throws IOException {
    Directory.add(
        tree(),
        directory.number,
        name,
        hash,
        directory.nextCookie,
        inode,
        mode & FileMode.TYPE_MASK);
    directory.nextCookie++;
    directory.size++;
    touch(directory, now);
  }

  private void removeEntry(Inode directory, long hash, long cookie, Timestamp now)
      throws IOException {
    Directory.remove(tree(), directory.number, hash, cookie);
    directory.size--;
    touch(directory, now);
  }

  @Override
  public byte[] readSymlink(long number) throws IOException {
    return core.treeLock.read(
        () -> {
          Inode inode = inode(number);
          if (!FileMode.isSymlink(inode.mode)) {
            throw new FsException(
                FsError.INVALID_ARGUMENT, "inode " + number + " is not a symbolic link");
          }
          byte[] target =
              Blob.read(tree(), ItemKey.high(number, ItemKey.INLINE), 0, Integer.MAX_VALUE);
          if (target.length == 0
              || target.length > MAX_SYMLINK_LENGTH
              || target.length != inode.size) {
            throw new CorruptBlockException(
                "symbolic link inode %d in %s has a target of %d bytes and a size of %d"
                    .formatted(number, root.name, target.length, inode.size));
          }
          return target;
        });
  }

  @Override
  public void link(long number, long directory, byte[] name, Attributes out) throws IOException {
    Names.verify(name);
    long hash = core.nameHash.of(name);
    alter(
        () -> {
          Inode inode = inode(number);
          Inode parent = liveDirectory(directory);
          if (inode.linkCount == 0 && !root.isFileOpen(number)) {
            throw new FsException(FsError.NOT_FOUND, "inode " + number + " has been removed");
          }
          requireFree(directory, name, hash);
          if (inode.isDirectory()) {
            throw new FsException(
                FsError.NOT_PERMITTED, "inode " + number + " is a directory; it has one name only");
          }
          if (inode.linkCount == Integer.MAX_VALUE) {
            throw new FsException(
                FsError.TOO_MANY_LINKS, "inode " + number + " can have no more names");
          }
          core.requireSpace();
          prepareEntry(parent, hash);
          prepareDrop(inode);
          boolean isWhole = hasNothingBehindEnd(inode);
          Timestamp now = now();
          addEntry(parent, name, hash, number, inode.mode, now);
          if (inode.linkCount == 0 && isWhole) {
            tree().remove(ItemKey.ORPHANS, number);
          }
          inode.linkCount++;
          inode.change.set(now);
          Inodes.put(tree(), parent);
          Inodes.put(tree(), inode);
          fill(current(number), out);
        });
  }

  /** Else a truncation is under way, which needs the inode among the orphans until it is done. */
  private boolean hasNothingBehindEnd(Inode inode) throws IOException {
    long end = Math.ceilDiv(inode.size, core.geometry.blockSize());
    return Extents.nextData(tree(), inode.number, end) < 0;
  }

  // ---- removing names ----

  @Override
  public void unlink(long directory, byte[] name) throws IOException {
    Names.verify(name);
    long hash = core.nameHash.of(name);
    long orphan =
        change(
            () -> {
              Inode parent = directory(directory);
              Directory.Entry entry = entry(directory, name, hash);
              Inode inode = inode(entry.inode());
              if (inode.isDirectory()) {
                throw new FsException(
                    FsError.IS_A_DIRECTORY, "'" + Names.show(name) + "' is a directory");
              }
              Inodes.prepare(tree(), directory);
              Directory.prepare(tree(), directory, hash, entry.cookie());
              prepareDrop(inode);
              Timestamp now = now();
              removeEntry(parent, hash, entry.cookie(), now);
              Inodes.put(tree(), parent);
              return dropName(inode, now);
            });
    freeOrphan(orphan);
  }

  private void prepareDrop(Inode inode) throws IOException {
    Inodes.prepare(tree(), inode.number);
    tree().prepare(ItemKey.ORPHANS, inode.number);
  }

  /** Takes one name from an inode; returns its number if it has none left, else 0. */
  private long dropName(Inode inode, Timestamp now) throws IOException {
    inode.linkCount--;
    inode.change.set(now);
    Inodes.put(tree(), inode);
    if (inode.linkCount > 0) {
      return 0;
    }
    tree().put(ItemKey.ORPHANS, inode.number, new byte[0]);
    return inode.number;
  }

  /** Frees an inode without names, unless somebody has it open. */
  private void freeOrphan(long number) throws IOException {
    if (number == 0 || root.isFileOpen(number)) {
      return;
    }
    try {
      content.forgetDirtyPages(number);
      boolean done = false;
      while (!done) {
        flusher.awaitTreeMemory();
        done = core.treeLock.update(() -> Cleaner.removeSome(core, root, number));
      }
    } catch (IOException e) {
      // What was asked for is done: the name is gone. The inode is still listed as one without.
      LOG.warn(
          "inode {} of {} keeps its space until the root is opened anew", number, root.name, e);
    }
  }

  @Override
  public void removeDirectory(long directory, byte[] name) throws IOException {
    Names.verify(name);
    long hash = core.nameHash.of(name);
    long orphan =
        change(
            () -> {
              Inode parent = directory(directory);
              Directory.Entry entry = entry(directory, name, hash);
              Inode inode = directory(entry.inode());
              requireEmpty(inode, name);
              Inodes.prepare(tree(), directory);
              Directory.prepare(tree(), directory, hash, entry.cookie());
              prepareDrop(inode);
              Timestamp now = now();
              removeEntry(parent, hash, entry.cookie(), now);
              parent.linkCount--;
              Inodes.put(tree(), parent);
              return dropDirectory(inode, now);
            });
    freeOrphan(orphan);
  }

  private static void requireEmpty(Inode directory, byte[] name) throws FsException {
    if (directory.size > 0) {
      throw new FsException(
          FsError.NOT_EMPTY,
          "directory '" + Names.show(name) + "' has " + directory.size + " entries");
    }
  }

  private long dropDirectory(Inode inode, Timestamp now) throws IOException {
    inode.linkCount = 1;
    return dropName(inode, now);
  }

  // ---- renaming ----

  @Override
  public void rename(
      long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
      throws IOException {
    Names.verify(name);
    Names.verify(newName);
    if (renameMode.mayReplace()) {
      persistReplacement(directory, name, newDirectory, newName);
    }
    long orphan =
        change(
            () -> {
              Renaming renaming = new Renaming(directory, name, newDirectory, newName, renameMode);
              return renameMode == RenameMode.EXCHANGE ? renaming.exchange() : renaming.move();
            });
    freeOrphan(orphan);
  }

  /**
   * A file that takes another's name brings its content along: after a crash the name stands for
   * the one or the other, and never for a file that is empty or half written.
   */
  private void persistReplacement(long directory, byte[] name, long newDirectory, byte[] newName)
      throws IOException {
    long hash = core.nameHash.of(name);
    long newHash = core.nameHash.of(newName);
    long replacement =
        core.treeLock.read(
            () -> {
              Directory.Entry source = Directory.find(tree(), directory, name, hash);
              if (source == null
                  || Directory.find(tree(), newDirectory, newName, newHash) == null) {
                return 0L;
              }
              return source.inode();
            });
    if (replacement != 0 && !readOnly) {
      try (CauseScope _ = CauseScope.enter(WriteCause.ORDERING)) {
        writeback.persist(root, replacement);
      }
    }
  }

  /** One rename: what stands where, and what may happen to it. */
  private final class Renaming {
    private final byte[] name;
    private final byte[] newName;
    private final boolean leavesWhiteout;
    private final long hash;
    private final long newHash;
    private final Inode from;

    /** The same object as {@link #from} when a name changes within one directory. */
    private final Inode to;

    private final Directory.Entry entry;
    private final Directory.@Nullable Entry target;
    private final Inode moved;

    Renaming(long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
        throws IOException {
      this.name = name;
      this.newName = newName;
      leavesWhiteout = renameMode.leavesWhiteout();
      hash = core.nameHash.of(name);
      newHash = core.nameHash.of(newName);
      from = directory(directory);
      to = newDirectory == directory ? from : liveDirectory(newDirectory);
      entry = entry(directory, name, hash);
      target = Directory.find(tree(), newDirectory, newName, newHash);
      moved = inode(entry.inode());
      if (target != null && !renameMode.mayReplace() && renameMode != RenameMode.EXCHANGE) {
        throw new FsException(FsError.EXISTS, "'" + Names.show(newName) + "' exists already");
      }
      if (moved.isDirectory()) {
        requireOutside(moved.number, to);
      }
    }

    /** A directory cannot go below itself. */
    private void requireOutside(long movedNumber, Inode destination) throws IOException {
      long at = destination.number;
      // A stop that moves on to where the walk is at every power of two: in a circle the walk comes
      // back to it (R. Brent, "An improved Monte Carlo factorization algorithm", 1980).
      long stop = 0;
      for (long steps = 1; at != ROOT_INODE; steps++) {
        if (at == movedNumber) {
          throw new FsException(
              FsError.INVALID_ARGUMENT,
              "directory '" + Names.show(name) + "' cannot be moved into itself");
        }
        if (at == stop) {
          throw new CorruptBlockException(
              "the parents of directory inode " + destination.number + " go round in a circle");
        }
        stop = Long.bitCount(steps) == 1 ? at : stop;
        at = directory(at).parent;
      }
    }

    long move() throws IOException {
      Directory.Entry replaced = target;
      if (replaced != null) {
        return replace(replaced);
      }
      core.requireSpace();
      prepareFrom();
      prepareEntry(to, newHash);
      long whiteout = prepareWhiteout();
      Timestamp now = now();
      leave(whiteout, now);
      addEntry(to, newName, newHash, moved.number, moved.mode, now);
      moveParent(moved, from, to);
      finish(now);
      return 0;
    }

    private long replace(Directory.Entry replaced) throws IOException {
      if (replaced.inode() == entry.inode()) {
        return 0;
      }
      Inode victim = inode(replaced.inode());
      if (victim.isDirectory() && !moved.isDirectory()) {
        throw new FsException(
            FsError.IS_A_DIRECTORY, "'" + Names.show(newName) + "' is a directory");
      }
      if (!victim.isDirectory() && moved.isDirectory()) {
        throw new FsException(
            FsError.NOT_A_DIRECTORY, "'" + Names.show(newName) + "' is not a directory");
      }
      if (victim.isDirectory()) {
        requireEmpty(victim, newName);
      }
      prepareFrom();
      prepareEntry(to, newHash);
      Directory.prepare(tree(), to.number, newHash, replaced.cookie());
      prepareDrop(victim);
      long whiteout = prepareWhiteout();
      Timestamp now = now();
      leave(whiteout, now);
      removeEntry(to, newHash, replaced.cookie(), now);
      addEntry(to, newName, newHash, moved.number, moved.mode, now);
      moveParent(moved, from, to);
      if (victim.isDirectory()) {
        to.linkCount--;
      }
      long orphan = victim.isDirectory() ? dropDirectory(victim, now) : dropName(victim, now);
      finish(now);
      return orphan;
    }

    long exchange() throws IOException {
      Directory.Entry other = target;
      if (other == null) {
        throw new FsException(
            FsError.NOT_FOUND, "there is no '" + Names.show(newName) + "' to exchange with");
      }
      if (other.inode() == entry.inode()) {
        return 0;
      }
      Inode second = inode(other.inode());
      if (second.isDirectory()) {
        requireOutside(second.number, from);
      }
      prepareFrom();
      Inodes.prepare(tree(), to.number);
      Inodes.prepare(tree(), second.number);
      Directory.prepare(tree(), to.number, newHash, other.cookie());
      Timestamp now = now();
      Directory.put(tree(), from.number, name, entry.cookie(), second.number, type(second));
      Directory.put(tree(), to.number, newName, other.cookie(), moved.number, type(moved));
      moveParent(moved, from, to);
      moveParent(second, to, from);
      touch(from, now);
      touch(to, now);
      second.change.set(now);
      Inodes.put(tree(), second);
      finish(now);
      return 0;
    }

    /** The number of the inode that stays under the old name; 0 if there is to be none. */
    private long prepareWhiteout() throws IOException {
      if (!leavesWhiteout) {
        return 0;
      }
      core.requireSpace();
      long number = freeNumber();
      Inodes.prepare(tree(), number);
      return number;
    }

    /** Takes the old name away from what is moved. */
    private void leave(long whiteout, Timestamp now) throws IOException {
      if (whiteout == 0) {
        removeEntry(from, hash, entry.cookie(), now);
        return;
      }
      Inode inode = new Inode();
      inode.reset(whiteout, FileMode.CHARACTER_DEVICE, from.uid, from.gid, now);
      inode.parent = from.number;
      putNew(inode);
      Directory.put(tree(), from.number, name, entry.cookie(), whiteout, type(inode));
      touch(from, now);
    }

    private static int type(Inode inode) {
      return inode.mode & FileMode.TYPE_MASK;
    }

    private void prepareFrom() throws IOException {
      Inodes.prepare(tree(), from.number);
      Directory.prepare(tree(), from.number, hash, entry.cookie());
      Inodes.prepare(tree(), moved.number);
    }

    private static void moveParent(Inode inode, Inode oldParent, Inode newParent) {
      inode.parent = newParent.number;
      if (inode.isDirectory() && oldParent != newParent) {
        oldParent.linkCount--;
        newParent.linkCount++;
      }
    }

    private void finish(Timestamp now) throws IOException {
      moved.change.set(now);
      Inodes.put(tree(), moved);
      Inodes.put(tree(), from);
      if (to != from) {
        Inodes.put(tree(), to);
      }
    }
  }

  // ---- use of inodes ----

  @Override
  public void open(long number) throws IOException {
    FileState state = root.acquireFile(number);
    boolean opened = false;
    try {
      core.treeLock.inspect(
          () -> {
            inode(number);
            state.openCount.incrementAndGet();
          });
      opened = true;
    } finally {
      if (!opened) {
        root.releaseFile(number);
      }
    }
  }

  @Override
  public void close(long number) throws IOException {
    FileState state = root.fileState(number);
    if (state == null || state.openCount.get() == 0) {
      throw new IllegalStateException("inode " + number + " is not open");
    }
    boolean last = state.openCount.decrementAndGet() == 0;
    root.releaseFile(number);
    if (last && !root.readOnly && !readOnly) {
      boolean orphan =
          core.treeLock.read(
              () -> {
                Inode inode = new Inode();
                return Inodes.find(tree(), number, inode) && inode.linkCount == 0;
              });
      if (orphan && core.failure() == null) {
        freeOrphan(number);
      }
    }
  }

  // ---- content ----

  @Override
  public int read(long inode, long offsetBytes, MemorySegment target) throws IOException {
    int count = content.read(inode, offsetBytes, target);
    if (count > 0 && !isReadOnly()) {
      try {
        updateAccessTime(inode);
      } catch (IOException e) {
        // The bytes are there. A time that cannot be noted does not make them wrong.
        LOG.debug("inode {} of {} keeps its access time", inode, root.name, e);
      }
    }
    return count;
  }

  /** As relatime does: only if the last access is not after the last change, or a day ago. */
  private void updateAccessTime(long number) throws IOException {
    boolean due = core.treeLock.read(() -> isAccessTimeDue(current(number)));
    if (due && core.failure() == null) {
      alter(
          () -> {
            Inode inode = inode(number);
            Inodes.prepare(tree(), number);
            inode.access.set(now());
            Inodes.put(tree(), inode);
          });
    }
  }

  private boolean isAccessTimeDue(Inode inode) {
    return !inode.access.isAfter(inode.modify)
        || !inode.access.isAfter(inode.change)
        || core.clock.instant().getEpochSecond() - inode.access.seconds >= RELATIME_SECONDS;
  }

  @Override
  public void write(long inode, long offsetBytes, MemorySegment source) throws IOException {
    requireWritable();
    content.write(inode, offsetBytes, source);
    commitContent(inode);
  }

  @Override
  public long append(long inode, MemorySegment source) throws IOException {
    requireWritable();
    long offset = content.append(inode, source);
    commitContent(inode);
    return offset;
  }

  /** With a commit interval of 0 every change is durable when its call returns. */
  private void commitContent(long inode) throws IOException {
    if (core.options.commitIntervalMillis() == 0) {
      fsync(inode);
    }
  }

  @Override
  public void truncate(long inode, long sizeBytes, Attributes out) throws IOException {
    requireWritable();
    content.truncate(inode, sizeBytes);
    commitContent(inode);
    getAttributes(inode, out);
  }

  @Override
  public void punchHole(long inode, long offsetBytes, long lengthBytes) throws IOException {
    requireWritable();
    content.punchHole(inode, offsetBytes, lengthBytes);
    commitContent(inode);
  }

  @Override
  public void allocate(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    requireWritable();
    content.requireRoom(inode, offsetBytes, lengthBytes);
    if (!keepSize) {
      content.grow(inode, offsetBytes + lengthBytes);
    }
    commitContent(inode);
  }

  @Override
  public void zeroRange(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException {
    requireWritable();
    content.punchHole(inode, offsetBytes, lengthBytes);
    if (!keepSize) {
      content.grow(inode, offsetBytes + lengthBytes);
    }
    commitContent(inode);
  }

  @Override
  public long copyRange(long from, long fromOffset, long to, long toOffset, long lengthBytes)
      throws IOException {
    requireWritable();
    FileContent.requireRange(fromOffset, lengthBytes);
    FileContent.requireRange(toOffset, lengthBytes);
    RangeCopy copy =
        new RangeCopy(content, core.geometry.blockSize(), from, fromOffset, to, toOffset);
    long count = flusher.withSpace(() -> copy.run(lengthBytes));
    commitContent(to);
    return count;
  }

  @Override
  public long seekData(long inode, long offsetBytes) throws IOException {
    return content.seekData(inode, offsetBytes);
  }

  @Override
  public long seekHole(long inode, long offsetBytes) throws IOException {
    return content.seekHole(inode, offsetBytes);
  }

  @Override
  public void fsync(long inode) throws IOException {
    core.requireHealthy();
    core.treeLock.read(() -> inode(inode));
    try (CauseScope _ = CauseScope.enter(WriteCause.FSYNC)) {
      writeback.persist(root, inode);
      checkpoints.makeDurable(core.log.ticketOf(root, inode));
    }
  }

  @Override
  public void syncAll() throws IOException {
    core.requireHealthy();
    try (CauseScope _ = CauseScope.enter(WriteCause.FSYNC)) {
      writeback.persist(root);
      checkpoints.makeDurable();
    }
  }

  // ---- directories ----

  @Override
  public void readDirectory(long number, long cookie, DirectoryVisitor visitor) throws IOException {
    Directory.Batch batch = new Directory.Batch();
    core.treeLock.read(() -> directory(number));
    long after = cookie;
    do {
      long from = after;
      core.treeLock.inspect(
          () -> {
            Directory.list(tree(), number, from, LIST_BATCH, batch);
          });
      for (int i = 0; i < batch.size(); i++) {
        after = batch.cookies.getLong(i);
        if (!visitor.visit(
            batch.names.get(i), batch.inodes.getLong(i), (int) batch.types.getLong(i), after)) {
          return;
        }
      }
    } while (batch.size() == LIST_BATCH);
  }

  @Override
  public long parentOf(long number) throws IOException {
    return core.treeLock.read(() -> directory(number).parent);
  }

  // ---- extended attributes ----

  private static FsException noXattr(long inode, byte[] name) {
    return new FsException(
        FsError.NO_SUCH_ATTRIBUTE,
        "inode " + inode + " has no extended attribute '" + Names.show(name) + "'");
  }

  private static void verifyXattrName(byte[] name) throws FsException {
    if (name.length == 0 || name.length > MAX_NAME_LENGTH) {
      throw new FsException(
          FsError.RESULT_TOO_LARGE,
          "the name of an extended attribute has 1 to 255 bytes, not " + name.length);
    }
  }

  @Override
  public byte[] getXattr(long number, byte[] name) throws IOException {
    verifyXattrName(name);
    if (CompressionXattr.is(name)) {
      Compression compression = core.treeLock.read(() -> inode(number)).compression;
      if (compression == null) {
        throw noXattr(number, name);
      }
      return CompressionXattr.value(compression);
    }
    long hash = core.nameHash.of(name);
    return core.treeLock.read(
        () -> {
          inode(number);
          byte[] value = Xattrs.read(tree(), number, hash).get(name);
          if (value == null) {
            throw noXattr(number, name);
          }
          return value;
        });
  }

  @Override
  public void setXattr(long number, byte[] name, byte[] value, XattrMode xattrMode)
      throws IOException {
    requireWritable();
    verifyXattrName(name);
    if (value.length > MAX_XATTR_LENGTH) {
      throw new FsException(
          FsError.RESULT_TOO_LARGE,
          "an extended attribute has at most 65536 bytes, not " + value.length);
    }
    if (CompressionXattr.is(name)) {
      setCompression(number, CompressionXattr.parse(value), xattrMode);
      return;
    }
    long hash = core.nameHash.of(name);
    alter(
        () -> {
          Inode inode = inode(number);
          Xattrs.Bucket bucket = Xattrs.read(tree(), number, hash);
          requireMode(number, name, bucket.get(name) != null, xattrMode);
          core.requireSpace();
          putXattr(inode, name, value, bucket);
          writeXattrs(inode, hash, bucket);
        });
  }

  private static void requireMode(long number, byte[] name, boolean exists, XattrMode xattrMode)
      throws FsException {
    if (exists && xattrMode == XattrMode.CREATE) {
      throw new FsException(
          FsError.EXISTS, "extended attribute '" + Names.show(name) + "' exists already");
    }
    if (!exists && xattrMode == XattrMode.REPLACE) {
      throw noXattr(number, name);
    }
  }

  private void setCompression(long number, @Nullable Compression compression, XattrMode xattrMode)
      throws IOException {
    alter(
        () -> {
          Inode inode = inode(number);
          CompressionXattr.requirePossible(inode);
          requireMode(number, CompressionXattr.name(), inode.compression != null, xattrMode);
          Inodes.prepare(tree(), number);
          inode.compression = compression;
          inode.change.set(now());
          Inodes.put(tree(), inode);
          DirtyFile dirty = root.current().get(number);
          if (dirty != null) {
            dirty.compression = compression;
          }
        });
  }

  private static void putXattr(Inode inode, byte[] name, byte[] value, Xattrs.Bucket bucket)
      throws FsException {
    boolean isAccess = PosixAcl.isAccess(name);
    boolean isDefault = PosixAcl.isDefault(name);
    if (!isAccess && !isDefault) {
      bucket.put(name, value);
      return;
    }
    PosixAcl acl = PosixAcl.of(value);
    if (FileMode.isSymlink(inode.mode) || (isDefault && !inode.isDirectory())) {
      throw new FsException(
          FsError.NOT_SUPPORTED, "inode " + inode.number + " can have no such access control list");
    }
    if (isAccess) {
      inode.mode = acl.modeOf(inode.mode);
    }
    if (isAccess && acl.isMinimal()) {
      bucket.remove(name);
    } else {
      bucket.put(name, acl.toBytes());
    }
  }

  private void writeXattrs(Inode inode, long hash, Xattrs.Bucket bucket) throws IOException {
    Xattrs.write(tree(), inode.number, hash, bucket);
    inode.change.set(now());
    Inodes.put(tree(), inode);
  }

  @Override
  public void removeXattr(long number, byte[] name) throws IOException {
    requireWritable();
    verifyXattrName(name);
    if (CompressionXattr.is(name)) {
      setCompression(number, null, XattrMode.REPLACE);
      return;
    }
    long hash = core.nameHash.of(name);
    alter(
        () -> {
          Inode inode = inode(number);
          Xattrs.Bucket bucket = Xattrs.read(tree(), number, hash);
          if (bucket.get(name) == null) {
            throw noXattr(number, name);
          }
          bucket.remove(name);
          writeXattrs(inode, hash, bucket);
        });
  }

  @Override
  public List<byte[]> listXattrs(long number) throws IOException {
    List<byte[]> names = new ArrayList<>();
    if (core.treeLock.read(() -> inode(number).compression != null)) {
      names.add(CompressionXattr.name());
    }
    long from = 0;
    do {
      // A bucket at a time: values may be long, and only the names are wanted.
      long next = from;
      List<byte[]> found = new ArrayList<>();
      from =
          core.treeLock.read(
              () -> {
                found.clear();
                return Xattrs.addNames(tree(), number, next, found);
              });
      names.addAll(found);
    } while (from != 0);
    return names;
  }

  // ---- the whole ----

  @Override
  public FsStatistics statistics() throws IOException {
    return core.treeLock.read(
        () ->
            new FsStatistics(
                core.geometry.blockSize(),
                core.usableBlocks(),
                core.freeBlocks(),
                root.inodeCount));
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    onClose.run();
  }
}
