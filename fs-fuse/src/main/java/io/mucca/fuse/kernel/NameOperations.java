package io.mucca.fuse.kernel;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FileSystem.RenameMode;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.fuse.Errnos;
import java.io.IOException;

/** Finds, makes, moves and removes names. */
final class NameOperations {
  private final FileSystem fileSystem;
  private final KnownInodes known;
  private final Inodes inodes;
  private final Privileges privileges;

  /** Whether umasks come apart from modes. */
  private final boolean masks;

  NameOperations(ServedRoot root, Inodes inodes, Privileges privileges) {
    this.fileSystem = root.fileSystem();
    this.known = root.known();
    this.inodes = inodes;
    this.privileges = privileges;
    this.masks = root.agreement().has(InitFlags.DONT_MASK);
  }

  /** The mode for something new: a default access control list takes the umask's part. */
  private int mode(Request request, int modeOffset, int umaskOffset) throws IOException {
    int mode = request.getInt(modeOffset);
    return !masks || fileSystem.hasDefaultAcl(request.inode())
        ? mode
        : mode & ~request.getInt(umaskOffset);
  }

  int lookup(Exchange exchange) throws IOException {
    Request request = exchange.request;
    long directory = request.inode();
    byte[] name = request.scratchName(0);
    if (isDot(name)) {
      fileSystem.getAttributes(directory, exchange.attributes);
      return inodes.putEntry(exchange, 0);
    }
    try {
      fileSystem.lookup(directory, name, exchange.attributes);
    } catch (FsException e) {
      if (e.error() != FsError.NOT_FOUND || known.has(directory, KnownInodes.SELF_CHANGING)) {
        throw e;
      }
      return inodes.putAbsence(exchange.reply);
    }
    return inodes.putEntry(exchange, 0);
  }

  /** Of a file too: so the kernel asks for the inode of a handle, as NFS has them. */
  private static boolean isDot(byte[] name) {
    return name.length == 1 && name[0] == '.';
  }

  int forget(Exchange exchange) throws IOException {
    Request request = exchange.request;
    forget(request.inode(), request.getLong(ForgetInLayout.LOOKUPS));
    return 0;
  }

  int batchForget(Exchange exchange) throws IOException {
    Request request = exchange.request;
    int count = request.getInt(BatchForgetInLayout.COUNT);
    for (int i = 0; i < count; i++) {
      int offset = BatchForgetInLayout.BYTES + i * ForgetOneLayout.BYTES;
      forget(
          request.getLong(offset + ForgetOneLayout.NODE_ID),
          request.getLong(offset + ForgetOneLayout.LOOKUPS));
    }
    return 0;
  }

  private void forget(long inode, long lookups) throws IOException {
    if (inode != FileSystem.ROOT_INODE) {
      known.forget(inode, lookups);
    }
  }

  int mknod(Exchange exchange) throws IOException {
    Request request = exchange.request;
    fileSystem.createNode(
        request.inode(),
        request.name(MknodInLayout.BYTES),
        mode(request, MknodInLayout.MODE, MknodInLayout.UMASK),
        request.uid(),
        request.gid(),
        Integer.toUnsignedLong(request.getInt(MknodInLayout.DEVICE_NUMBER)),
        exchange.attributes);
    return inodes.putEntry(exchange, 0);
  }

  /** Makes a file and opens it. */
  int create(Exchange exchange) throws IOException {
    Request request = exchange.request;
    Attributes made = exchange.attributes;
    fileSystem.createNode(
        request.inode(),
        request.name(CreateInLayout.BYTES),
        FileMode.REGULAR | createMode(request),
        request.uid(),
        request.gid(),
        0,
        made);
    known.open(made.inode);
    return putCreated(exchange);
  }

  /** Makes a file without a name, and opens it. */
  int tmpfile(Exchange exchange) throws IOException {
    Request request = exchange.request;
    Attributes made = exchange.attributes;
    fileSystem.createTemporary(
        request.inode(), createMode(request), request.uid(), request.gid(), made);
    try {
      known.open(made.inode);
    } finally {
      // It is open for the handle, or not at all.
      fileSystem.close(made.inode);
    }
    return putCreated(exchange);
  }

  private int createMode(Request request) throws IOException {
    return mode(request, CreateInLayout.MODE, CreateInLayout.UMASK) & FileMode.PERMISSION_MASK;
  }

  private int putCreated(Exchange exchange) {
    int length = inodes.putEntry(exchange, 0);
    privileges.made(exchange.attributes);
    return length + FileOperations.putHandle(exchange.reply, length, OpenOutLayout.KEEP_CACHE);
  }

  void takeBackCreated(Exchange exchange) throws IOException {
    known.close(exchange.reply.getLong(EntryOutLayout.NODE_ID));
    inodes.takeBackEntry(exchange);
  }

  int mkdir(Exchange exchange) throws IOException {
    Request request = exchange.request;
    fileSystem.makeDirectory(
        request.inode(),
        request.name(MkdirInLayout.BYTES),
        mode(request, MkdirInLayout.MODE, MkdirInLayout.UMASK),
        request.uid(),
        request.gid(),
        exchange.attributes);
    return inodes.putEntry(exchange, 0);
  }

  int symlink(Exchange exchange) throws IOException {
    Request request = exchange.request;
    byte[] name = request.name(0);
    fileSystem.makeSymlink(
        request.inode(),
        name,
        request.name(name.length + 1),
        request.uid(),
        request.gid(),
        exchange.attributes);
    return inodes.putEntry(exchange, 0);
  }

  int link(Exchange exchange) throws IOException {
    Request request = exchange.request;
    fileSystem.link(
        request.getLong(LinkInLayout.OLD_NODE_ID),
        request.inode(),
        request.name(LinkInLayout.BYTES),
        exchange.attributes);
    return inodes.putEntry(exchange, 0);
  }

  int unlink(Exchange exchange) throws IOException {
    long directory = exchange.request.inode();
    byte[] name = exchange.request.name(0);
    fileSystem.lookup(directory, name, exchange.attributes);
    keepIfLast(exchange.attributes);
    fileSystem.unlink(directory, name);
    return 0;
  }

  int rmdir(Exchange exchange) throws IOException {
    long directory = exchange.request.inode();
    byte[] name = exchange.request.name(0);
    fileSystem.lookup(directory, name, exchange.attributes);
    keepIfLast(exchange.attributes);
    fileSystem.removeDirectory(directory, name);
    return 0;
  }

  private void keepIfLast(Attributes victim) throws IOException {
    if (victim.isDirectory() || victim.linkCount == 1) {
      known.keep(victim.inode);
    }
  }

  int rename(Exchange exchange) throws IOException {
    return rename(
        exchange,
        exchange.request.getLong(RenameInLayout.NEW_DIRECTORY),
        RenameInLayout.BYTES,
        RenameMode.REPLACE);
  }

  int rename2(Exchange exchange) throws IOException {
    long newDirectory = exchange.request.getLong(Rename2InLayout.NEW_DIRECTORY);
    return switch (exchange.request.getInt(Rename2InLayout.FLAGS)) {
      case 0 -> rename(exchange, newDirectory, Rename2InLayout.BYTES, RenameMode.REPLACE);
      case Rename2InLayout.NO_REPLACE ->
          rename(exchange, newDirectory, Rename2InLayout.BYTES, RenameMode.NO_REPLACE);
      case Rename2InLayout.EXCHANGE ->
          rename(exchange, newDirectory, Rename2InLayout.BYTES, RenameMode.EXCHANGE);
      case Rename2InLayout.WHITEOUT ->
          rename(exchange, newDirectory, Rename2InLayout.BYTES, RenameMode.WHITEOUT);
      case Rename2InLayout.WHITEOUT | Rename2InLayout.NO_REPLACE ->
          rename(exchange, newDirectory, Rename2InLayout.BYTES, RenameMode.NO_REPLACE_WHITEOUT);
      default -> -Errnos.EINVAL;
    };
  }

  private int rename(Exchange exchange, long newDirectory, int namesOffset, RenameMode mode)
      throws IOException {
    long directory = exchange.request.inode();
    byte[] name = exchange.request.name(namesOffset);
    byte[] newName = exchange.request.name(namesOffset + name.length + 1);
    if (mode.mayReplace()) {
      keepTarget(exchange, newDirectory, newName);
    }
    fileSystem.rename(directory, name, newDirectory, newName, mode);
    return 0;
  }

  private void keepTarget(Exchange exchange, long newDirectory, byte[] newName) throws IOException {
    try {
      fileSystem.lookup(newDirectory, newName, exchange.attributes);
    } catch (FsException e) {
      if (e.error() != FsError.NOT_FOUND) {
        throw e;
      }
      return;
    }
    keepIfLast(exchange.attributes);
  }
}
