package io.mucca.fs.model;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.model.RootPair.AttributesCall;
import io.mucca.fs.model.RootPair.VoidCall;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations on names in directories. */
sealed interface NameOperation extends Operation {
  void run(RootPair pair);

  @Override
  default void run(ImagePair images) {
    run(images.current(), images.maxInodes);
  }

  /** Runs unless that might make more inodes than {@code maxInodes}. */
  default void run(RootPair pair, int maxInodes) {
    if (!makesInode() || pair.inodeCount() < maxInodes) {
      run(pair);
    }
  }

  /** True if this adds to the number of inodes, which a run bounds. */
  default boolean makesInode() {
    return false;
  }

  /** Makes something of any type but directory and symbolic link. */
  record CreateNode(int directory, int name, int mode, int owner) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      long device = Integer.toUnsignedLong(owner * 31);
      pair.attributes(
          (fs, inode, out) ->
              fs.createNode(
                  inode.of(parent), Names.of(name), mode, owner, owner >>> 1, device, out));
    }

    @Override
    public boolean makesInode() {
      return true;
    }
  }

  /** Makes a file without a name, which {@link Link} may give one. */
  record CreateTemporary(int directory, int mode, int owner) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      Node made =
          pair.attributes(
              (fs, inode, out) ->
                  fs.createTemporary(inode.of(parent), mode, owner, owner >>> 1, out));
      if (made != null) {
        pair.opened.add(made);
      }
    }

    @Override
    public boolean makesInode() {
      return true;
    }
  }

  record MakeDirectory(int directory, int name, int mode, int owner) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      pair.attributes(
          (fs, inode, out) ->
              fs.makeDirectory(inode.of(parent), Names.of(name), mode, owner, owner >>> 1, out));
    }

    @Override
    public boolean makesInode() {
      return true;
    }
  }

  record MakeSymlink(int directory, int name, Payload target) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      byte[] bytes = target.bytes();
      pair.attributes(
          (fs, inode, out) ->
              fs.makeSymlink(inode.of(parent), Names.of(name), bytes, 1000, 1000, out));
    }

    @Override
    public boolean makesInode() {
      return true;
    }
  }

  record Link(int inode, int directory, int name) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node linked = pair.pick(inode, candidate -> true);
      if (linked == null) {
        return;
      }
      Node parent = pair.pickDirectory(directory);
      AttributesCall link =
          (fs, number, out) -> fs.link(number.of(linked), number.of(parent), Names.of(name), out);
      if (pair.inode(linked).isDirectory()) {
        // The name may be taken, too, and which of the errors comes first is left open.
        pair.bothFail((fs, number) -> link.run(fs, number, new Attributes()));
      } else {
        pair.attributes(link);
      }
    }
  }

  record Unlink(int directory, int entry) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      byte[] name = pair.existingName(parent, entry);
      pair.call((fs, inode) -> fs.unlink(inode.of(parent), name));
    }
  }

  record RemoveDirectory(int directory, int entry) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      byte[] name = pair.existingName(parent, entry);
      pair.call((fs, inode) -> fs.removeDirectory(inode.of(parent), name));
    }
  }

  record RemoveEmptyDirectory(int directory) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node empty =
          pair.pick(
              directory,
              candidate ->
                  candidate.content instanceof DirectoryContent content
                      && content.isEmpty()
                      && !candidate.isOrphan()
                      && candidate.number != FileSystem.ROOT_INODE);
      if (empty != null && pair.inode(empty).content instanceof DirectoryContent content) {
        Node parent = pair.known(content.parent);
        byte[] name = pair.nameIn(parent, empty);
        pair.call((fs, inode) -> fs.removeDirectory(inode.of(parent), name));
      }
    }
  }

  /** Unlinks or removes everything in a directory that can go. */
  record EmptyDirectory(int directory) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      if (pair.inode(parent).content instanceof DirectoryContent content) {
        for (DirectoryContent.Entry entry : content.entriesAfter(0)) {
          byte[] name = entry.name().toByteArray();
          if (!pair.isReadOnly() && !pair.call((fs, inode) -> fs.unlink(inode.of(parent), name))) {
            pair.call((fs, inode) -> fs.removeDirectory(inode.of(parent), name));
          }
        }
      }
    }
  }

  /** Makes many small files in one directory. */
  record FillDirectory(int directory, int firstName, int count) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      for (int i = 0; i < count; i++) {
        new CreateNode(directory, firstName + i, FileMode.REGULAR | 0644, i).run(pair);
      }
    }

    @Override
    public boolean makesInode() {
      return true;
    }
  }

  /**
   * Renames.
   *
   * @param replaces if the new name shall be one that exists
   */
  record Rename(
      int directory,
      int entry,
      int newDirectory,
      int newName,
      boolean replaces,
      FileSystem.RenameMode mode)
      implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node from = pair.pickDirectory(directory);
      Node to = pair.pickDirectory(newDirectory);
      byte[] name = pair.existingName(from, entry);
      byte[] target = replaces ? pair.existingName(to, newName) : Names.of(newName);
      // A directory that would move into itself may have other things in its way, too.
      pair.call(
          (fs, inode) -> fs.rename(inode.of(from), name, inode.of(to), target, mode),
          FsError.INVALID_ARGUMENT);
      // A whiteout is there now, perhaps.
      pair.attributes((fs, inode, out) -> fs.lookup(inode.of(from), name, out));
    }

    @Override
    public boolean makesInode() {
      return mode == FileSystem.RenameMode.WHITEOUT
          || mode == FileSystem.RenameMode.NO_REPLACE_WHITEOUT;
    }
  }

  record Lookup(int directory, int entry, boolean exists) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      byte[] name = exists ? pair.existingName(parent, entry) : Names.of(entry);
      pair.attributes((fs, inode, out) -> fs.lookup(inode.of(parent), name, out));
    }
  }

  record LookupParent(int directory) implements NameOperation {
    private static final byte[] DOT = {'.'};
    private static final byte[] DOT_DOT = {'.', '.'};

    @Override
    public void run(RootPair pair) {
      Node parent = pair.pickDirectory(directory);
      pair.attributes((fs, inode, out) -> fs.lookup(inode.of(parent), DOT, out));
      pair.attributes((fs, inode, out) -> fs.lookup(inode.of(parent), DOT_DOT, out));
    }
  }

  /** Goes on reading a directory behind some entry that it has, or had. */
  record ReadDirectory(int directory, int position, int limit) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node read = pair.pick(directory, ModelInode::isDirectory);
      if (read == null) {
        return;
      }
      Map<Long, Long> cookies = pair.history.cookies(read);
      int skip = position % (cookies.size() + 1);
      @Nullable Long modelCookie = cookies.keySet().stream().skip(skip).findFirst().orElse(null);
      long realCookie = modelCookie == null ? 0 : cookies.getOrDefault(modelCookie, 0L);
      long start = modelCookie == null ? 0 : modelCookie;
      DirectoryComparison.read(pair, read, start, realCookie, limit);
    }
  }

  /** Uses what cannot be a name, or what is no directory. */
  record WrongName(int directory, int inode, Kind kind) implements NameOperation {
    enum Kind {
      EMPTY,
      DOT,
      DOT_DOT,
      SLASH,
      NUL,
      TOO_LONG
    }

    @Override
    public void run(RootPair pair) {
      if (pair.isReadOnly()) {
        return;
      }
      Node parent = pair.pickDirectory(directory);
      byte[] name =
          switch (kind) {
            case EMPTY -> new byte[0];
            case DOT -> new byte[] {'.'};
            case DOT_DOT -> new byte[] {'.', '.'};
            case SLASH -> new byte[] {'a', '/', 'b'};
            case NUL -> new byte[] {'a', 0};
            case TOO_LONG -> new byte[FileSystem.MAX_NAME_LENGTH + 1];
          };
      if (kind == Kind.TOO_LONG) {
        Arrays.fill(name, (byte) 'a');
      }
      AttributesCall create =
          (fs, number, out) ->
              fs.createNode(number.of(parent), name, FileMode.REGULAR | 0600, 0, 0, 0, out);
      VoidCall unlink = (fs, number) -> fs.unlink(number.of(parent), name);
      VoidCall rename = (fs, number) -> fs.rename(number.of(parent), name, number.of(parent), name);
      if (kind == Kind.DOT || kind == Kind.DOT_DOT) {
        // Names that every directory has: POSIX and Linux know several errors for them.
        pair.bothFail((fs, number) -> create.run(fs, number, new Attributes()));
        pair.bothFail(unlink);
        pair.bothFail(rename);
      } else {
        pair.attributes(create);
        pair.call(unlink);
        pair.call(rename);
      }
      useFileAsDirectory(pair, pair.pick(inode, candidate -> !candidate.isDirectory()));
    }

    private static void useFileAsDirectory(RootPair pair, @Nullable Node file) {
      if (file == null) {
        return;
      }
      byte[] name = Names.of(1);
      pair.attributes((fs, number, out) -> fs.lookup(number.of(file), name, out));
      pair.attributes(
          (fs, number, out) -> fs.makeDirectory(number.of(file), name, 0700, 0, 0, out));
      DirectoryComparison.read(pair, file, 0, 0, Integer.MAX_VALUE);
    }
  }

  /** Uses a directory that was removed while open: it is empty and takes nothing. */
  record UseRemovedDirectory(int directory, int name) implements NameOperation {
    @Override
    public void run(RootPair pair) {
      Node removed =
          pair.pick(directory, candidate -> candidate.isDirectory() && candidate.isOrphan());
      if (removed == null) {
        return;
      }
      DirectoryComparison.read(pair, removed, 0, 0, Integer.MAX_VALUE);
      byte[] entry = Names.of(name);
      pair.bothFail(
          (fs, inode) -> fs.makeDirectory(inode.of(removed), entry, 0700, 0, 0, new Attributes()));
      Node root = pair.root();
      byte[] moved = pair.existingName(root, name);
      pair.bothFail((fs, inode) -> fs.rename(inode.of(root), moved, inode.of(removed), entry));
    }
  }
}
