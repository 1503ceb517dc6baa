package io.mucca.fs.model;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations on inodes of any type. */
sealed interface InodeOperation extends Operation {
  /** Which of the inodes this is for. */
  int inode();

  void run(RootPair pair, Node node);

  @Override
  default void run(ImagePair images) {
    run(images.current());
  }

  default void run(RootPair pair) {
    run(pair, pair.pickAny(inode()));
  }

  record GetAttributes(int inode) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      pair.compareAttributes(node);
    }
  }

  /**
   * Sets attributes.
   *
   * @param value the new value, or the source of the values, of all fields
   */
  record SetAttributes(int inode, int fields, int value) implements InodeOperation {
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    @Override
    public void run(RootPair pair, Node node) {
      AttributeChange change = new AttributeChange();
      change.fields = fields;
      change.mode = value & 07777;
      change.uid = value;
      change.gid = value * 17;
      change.accessSeconds = value;
      change.accessNanos = Math.floorMod(value * 31, NANOS_PER_SECOND);
      change.modifySeconds = value * 3L;
      change.modifyNanos = Math.floorMod(value * 37, NANOS_PER_SECOND);
      pair.setAttributes(node, change);
    }
  }

  /**
   * Sets an extended attribute.
   *
   * @param exists if it shall be one that is there
   */
  record SetXattr(int inode, int name, boolean exists, Payload value, FileSystem.XattrMode mode)
      implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      Node owner = exists ? xattrOwner(pair, inode, node) : node;
      byte[] chosen = exists ? xattrName(pair, owner, name) : Names.of(name);
      byte[] bytes = value.bytes();
      pair.call((fs, number) -> fs.setXattr(number.of(owner), chosen, bytes, mode));
    }
  }

  record GetXattr(int inode, int name) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      Node owner = xattrOwner(pair, inode, node);
      byte[] chosen = xattrName(pair, owner, name);
      pair.value((fs, number) -> fs.getXattr(number.of(owner), chosen));
      pair.value((fs, number) -> fs.getXattr(number.of(node), Names.of(name)));
    }
  }

  record RemoveXattr(int inode, int name, boolean exists) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      Node owner = exists ? xattrOwner(pair, inode, node) : node;
      byte[] chosen = exists ? xattrName(pair, owner, name) : Names.of(name);
      pair.call((fs, number) -> fs.removeXattr(number.of(owner), chosen));
    }
  }

  /** An inode with extended attributes, if there is one. */
  private static Node xattrOwner(RootPair pair, int choice, Node otherwise) {
    @Nullable Node owner = pair.pick(choice, candidate -> !candidate.xattrs.isEmpty());
    return owner == null ? otherwise : owner;
  }

  /** The name of one of the owner's extended attributes, or some other if it has none. */
  private static byte[] xattrName(RootPair pair, Node owner, int choice) {
    List<ByteString> names = TreeComparison.xattrNames(pair, owner);
    return names.isEmpty() ? Names.of(choice) : names.get(choice % names.size()).toByteArray();
  }

  record ReadSymlink(int inode) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      @Nullable Node link =
          pair.pick(inode, candidate -> candidate.content instanceof SymlinkContent);
      pair.value((fs, number) -> fs.readSymlink(number.of(link == null ? node : link)));
    }
  }

  record Open(int inode) implements InodeOperation {
    private static final int MAX_OPEN = 20;

    @Override
    public void run(RootPair pair, Node node) {
      if (pair.opened.size() < MAX_OPEN) {
        pair.call((fs, number) -> fs.open(number.of(node)));
        pair.opened.add(node);
      }
    }
  }

  /** Opens an inode and removes one of its names, so that it is perhaps without any. */
  record OpenAndUnlink(int inode, int entry) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      Node directory = pair.pickDirectory(inode);
      byte[] name = pair.existingName(directory, entry);
      Node child = pair.attributes((fs, number, out) -> fs.lookup(number.of(directory), name, out));
      if (child != null) {
        pair.call((fs, number) -> fs.open(number.of(child)));
        pair.opened.add(child);
        if (pair.inode(child).isDirectory()) {
          pair.call((fs, number) -> fs.removeDirectory(number.of(directory), name));
        } else {
          pair.call((fs, number) -> fs.unlink(number.of(directory), name));
        }
        pair.compareAttributes(child);
      }
    }
  }

  /** Closes one of the open inodes; if it had no name, it is gone then. */
  record Close(int inode) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      if (pair.opened.isEmpty()) {
        return;
      }
      Node closed = pair.opened.remove(inode % pair.opened.size());
      pair.call((fs, number) -> fs.close(number.of(closed)));
      pair.attributes((fs, number, out) -> fs.getAttributes(number.of(closed), out));
    }
  }

  record Fsync(int inode) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      pair.call((fs, number) -> fs.fsync(number.of(node)));
    }
  }

  /** Treats an inode as what it is not. */
  record WrongType(int inode) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      MemorySegment buffer = pair.buffers.model(1);
      ModelInode inode = pair.inode(node);
      if (!(inode.content instanceof SparseContent)) {
        pair.bothFail((fs, number) -> fs.read(number.of(node), 0, buffer));
        pair.bothFail((fs, number) -> fs.write(number.of(node), 0, buffer));
        pair.bothFail((fs, number) -> fs.append(number.of(node), buffer));
        pair.bothFail((fs, number) -> fs.truncate(number.of(node), 0, new Attributes()));
        pair.bothFail((fs, number) -> fs.punchHole(number.of(node), 0, 1));
        pair.bothFail((fs, number) -> fs.seekData(number.of(node), 0));
      }
      if (!inode.isDirectory()) {
        pair.bothFail((fs, number) -> fs.parentOf(number.of(node)));
      }
    }
  }

  /** Uses a number that no inode has. */
  record UseStale(int inode) implements InodeOperation {
    @Override
    public void run(RootPair pair, Node node) {
      Node stale = new Node(Long.MAX_VALUE - inode, Long.MAX_VALUE - inode);
      pair.attributes((fs, number, out) -> fs.getAttributes(number.of(stale), out));
      pair.call((fs, number) -> fs.open(number.of(stale)));
      pair.call((fs, number) -> fs.fsync(number.of(stale)));
      pair.attributes((fs, number, out) -> fs.lookup(number.of(stale), Names.of(1), out));
      pair.attributes((fs, number, out) -> fs.getAttributes(0, out));
      pair.attributes((fs, number, out) -> fs.getAttributes(-1, out));
    }
  }
}
