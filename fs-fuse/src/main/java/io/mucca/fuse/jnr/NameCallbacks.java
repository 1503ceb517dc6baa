package io.mucca.fuse.jnr;

import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fuse.jnr.PathResolver.Entry;
import java.io.IOException;
import java.util.Arrays;

/** The callbacks that make, move and remove names. Parameters are libfuse's, in its order. */
final class NameCallbacks {
  private final MountedRoot root;
  private final FileSystem fileSystem;
  private final HiddenNodes hidden;

  NameCallbacks(MountedRoot root) {
    this.root = root;
    this.fileSystem = root.fileSystem();
    this.hidden = root.hidden();
  }

  int mknod(long path, int mode, long deviceNumber) throws IOException {
    SessionThread thread = SessionThread.current();
    Entry entry = root.resolveParent(thread, path);
    // mknod(2) lets a type of 0 stand for a regular file.
    int fullMode = (mode & FileMode.TYPE_MASK) == 0 ? mode | FileMode.REGULAR : mode;
    fileSystem.createNode(
        entry.directory(),
        entry.name(),
        fullMode,
        thread.uid(),
        thread.gid(),
        deviceNumber,
        thread.attributes);
    return 0;
  }

  int mkdir(long path, int mode) throws IOException {
    SessionThread thread = SessionThread.current();
    Entry entry = root.resolveParent(thread, path);
    fileSystem.makeDirectory(
        entry.directory(), entry.name(), mode, thread.uid(), thread.gid(), thread.attributes);
    return 0;
  }

  int symlink(long target, long path) throws IOException {
    SessionThread thread = SessionThread.current();
    Entry entry = root.resolveParent(thread, path);
    byte[] targetBytes = NativeMemory.getCString(target);
    fileSystem.makeSymlink(
        entry.directory(),
        entry.name(),
        targetBytes,
        thread.uid(),
        thread.gid(),
        thread.attributes);
    return 0;
  }

  int link(long path, long newPath) throws IOException {
    SessionThread thread = SessionThread.current();
    long inode = root.resolve(thread, path);
    Entry entry = root.resolveParent(thread, newPath);
    fileSystem.link(inode, entry.directory(), entry.name(), thread.attributes);
    return 0;
  }

  int unlink(long path) throws IOException {
    SessionThread thread = SessionThread.current();
    Entry entry = root.resolveParent(thread, path);
    if (thread.opcode() == RequestLayout.UNLINK) {
      fileSystem.unlink(entry.directory(), entry.name());
    } else {
      // The last user of a hidden file closed it, or the session ends.
      hidden.remove(entry.name());
    }
    return 0;
  }

  int rmdir(long path) throws IOException {
    Entry entry = root.resolveParent(SessionThread.current(), path);
    fileSystem.removeDirectory(entry.directory(), entry.name());
    return 0;
  }

  int rename(long path, long newPath) throws IOException {
    SessionThread thread = SessionThread.current();
    Entry from = root.resolveParent(thread, path);
    Entry to = root.resolveParent(thread, newPath);
    if (isHiding(thread, to.name())) {
      hide(thread, from, to.name());
    } else {
      fileSystem.rename(from.directory(), from.name(), to.directory(), to.name());
    }
    return 0;
  }

  /**
   * Whether libfuse renames on its own account: then the new name is not the one that the kernel
   * asked for.
   */
  private static boolean isHiding(SessionThread thread, byte[] newName) {
    return HiddenNodes.isInventedName(newName)
        && (thread.opcode() != RequestLayout.RENAME
            || !Arrays.equals(newName, thread.renameTarget()));
  }

  /**
   * Remembers an open file that is about to lose its name. An unlink ends with this, so the name
   * goes here; a rename goes on to replace the name in one step, so that a crash finds the old file
   * there or the new one.
   */
  private void hide(SessionThread thread, Entry entry, byte[] inventedName) throws IOException {
    fileSystem.lookup(entry.directory(), entry.name(), thread.attributes);
    long inode = thread.attributes.inode;
    if (thread.opcode() == RequestLayout.UNLINK) {
      fileSystem.unlink(entry.directory(), entry.name());
    }
    hidden.add(inventedName, inode);
  }
}
