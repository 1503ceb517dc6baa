package io.mucca.fuse.kernel;

import io.mucca.fuse.Errnos;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What answers each kind of request. Those that are missing are so on purpose: on ENOSYS the kernel
 * stops asking. It does permissions (ACCESS), locks and FLUSH by itself then; INTERRUPT is missing
 * because every request is answered in good time and none can be left half done.
 */
final class OperationTable {
  private final @Nullable Operation[] operations = new @Nullable Operation[Opcode.LIMIT];
  private final @Nullable TakeBack[] takeBacks = new @Nullable TakeBack[Opcode.LIMIT];

  /** Undoes an operation whose reply did not reach the kernel. */
  @FunctionalInterface
  interface TakeBack {
    /**
     * @param length that of the reply's body
     */
    void run(Exchange exchange, int length) throws IOException;
  }

  OperationTable(ServedRoot root) {
    Inodes inodes = new Inodes(root);
    Privileges privileges = new Privileges(root);
    TakeBack entry = (exchange, _) -> inodes.takeBackEntry(exchange);
    setNames(new NameOperations(root, inodes, privileges), entry);
    setAttributes(new AttributeOperations(root, inodes, privileges));
    setFiles(new FileOperations(root, privileges));
    setDirectories(new DirectoryOperations(root, inodes));
    setXattrs(new XattrOperations(root, privileges));
    set(Opcode.FALLOCATE, new Fallocate(root, privileges));
    set(Opcode.COPY_FILE_RANGE, new CopyFileRange(root, privileges));
    if (!root.agreement().has(InitFlags.WRITEBACK_CACHE)) {
      // Else the kernel may hold data where the filesystem has a hole.
      set(Opcode.LSEEK, new Lseek(root));
    }
    set(Opcode.DESTROY, _ -> 0);
  }

  private void setNames(NameOperations names, TakeBack entry) {
    set(Opcode.LOOKUP, names::lookup, entry);
    set(Opcode.FORGET, names::forget);
    set(Opcode.BATCH_FORGET, names::batchForget);
    set(Opcode.SYMLINK, names::symlink, entry);
    set(Opcode.MKNOD, names::mknod, entry);
    set(Opcode.MKDIR, names::mkdir, entry);
    set(Opcode.LINK, names::link, entry);
    set(Opcode.CREATE, names::create, (exchange, _) -> names.takeBackCreated(exchange));
    set(Opcode.TMPFILE, names::tmpfile, (exchange, _) -> names.takeBackCreated(exchange));
    set(Opcode.UNLINK, names::unlink);
    set(Opcode.RMDIR, names::rmdir);
    set(Opcode.RENAME, names::rename);
    set(Opcode.RENAME2, names::rename2);
  }

  private void setAttributes(AttributeOperations attributes) {
    set(Opcode.GETATTR, attributes::getattr);
    set(Opcode.STATX, attributes::statx);
    set(Opcode.SETATTR, attributes::setattr);
    set(Opcode.READLINK, attributes::readlink);
    set(Opcode.STATFS, attributes::statfs);
  }

  private void setFiles(FileOperations files) {
    set(Opcode.OPEN, files::open, (exchange, _) -> files.release(exchange));
    set(Opcode.RELEASE, files::release);
    set(Opcode.READ, files::read);
    set(Opcode.WRITE, files::write);
    set(Opcode.FSYNC, files::fsync);
    set(Opcode.SYNCFS, files::syncfs);
  }

  private void setDirectories(DirectoryOperations directories) {
    set(
        Opcode.OPENDIR,
        directories::opendir,
        (exchange, _) -> directories.takeBackOpened(exchange));
    set(Opcode.RELEASEDIR, directories::releasedir);
    set(Opcode.READDIR, directories::readdir);
    set(Opcode.READDIRPLUS, directories::readdirplus, directories::takeBackListed);
    set(Opcode.FSYNCDIR, directories::fsyncdir);
  }

  private void setXattrs(XattrOperations xattrs) {
    set(Opcode.GETXATTR, xattrs::getxattr);
    set(Opcode.LISTXATTR, xattrs::listxattr);
    set(Opcode.SETXATTR, xattrs::setxattr);
    set(Opcode.REMOVEXATTR, xattrs::removexattr);
  }

  private void set(Opcode opcode, Operation operation) {
    operations[opcode.number] = operation;
  }

  private void set(Opcode opcode, Operation operation, TakeBack takeBack) {
    operations[opcode.number] = operation;
    takeBacks[opcode.number] = takeBack;
  }

  /** Answers a request; returns what {@link Operation#serve} does. */
  int serve(int opcode, Exchange exchange) throws IOException {
    Operation operation = opcode >= 0 && opcode < Opcode.LIMIT ? operations[opcode] : null;
    return operation == null ? -Errnos.ENOSYS : operation.serve(exchange);
  }

  /** Undoes what a request did whose reply did not reach the kernel. */
  void takeBack(int opcode, Exchange exchange, int length) throws IOException {
    TakeBack takeBack = takeBacks[opcode];
    if (takeBack != null) {
      takeBack.run(exchange, length);
    }
  }

  /** Whether the kernel waits for a reply. */
  static boolean isAnswered(int opcode) {
    return opcode != Opcode.FORGET.number && opcode != Opcode.BATCH_FORGET.number;
  }
}
