package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.Errnos;
import io.mucca.sys.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the kernel to forget what it believes. The kernel waits for requests in flight meanwhile,
 * so no thread that serves the mount may do this. Thread-safe.
 */
final class Notifier {
  private static final Logger logger = LoggerFactory.getLogger(Notifier.class);

  /** Protocol 7.44, of Linux 6.16, can have all names forgotten at once. */
  static final int EPOCH_MINOR = 44;

  private static final int INVAL_INODE = 2;
  private static final int INVAL_ENTRY = 3;
  private static final int INC_EPOCH = 8;

  private static final int LONGEST =
      Math.max(InvalInodeLayout.BYTES, InvalEntryLayout.BYTES + FileSystem.MAX_NAME_LENGTH + 1);

  private final int fd;
  private final Reply message = new Reply(LONGEST); // Guarded by this.
  private boolean isClosed; // Guarded by this.

  Notifier(int fd) {
    this.fd = fd;
  }

  /** Forgets attributes and content of an inode. */
  synchronized void inode(long inode) {
    message.putLong(InvalInodeLayout.NODE_ID, inode);
    message.putLong(InvalInodeLayout.OFFSET, 0);
    message.putLong(InvalInodeLayout.LENGTH_BYTES, 0);
    send(INVAL_INODE, InvalInodeLayout.BYTES);
  }

  /** Forgets what a name stands for, also that it stands for nothing. */
  synchronized void entry(long directory, byte[] name) {
    if (name.length > FileSystem.MAX_NAME_LENGTH) {
      throw new IllegalArgumentException("a name of " + name.length + " bytes");
    }
    message.putLong(InvalEntryLayout.DIRECTORY, directory);
    message.putInt(InvalEntryLayout.NAME_LENGTH, name.length);
    message.putInt(InvalEntryLayout.NAME_LENGTH + Integer.BYTES, 0);
    message.putBytes(InvalEntryLayout.BYTES, name);
    message.putByte(InvalEntryLayout.BYTES + name.length, (byte) 0);
    send(INVAL_ENTRY, InvalEntryLayout.BYTES + name.length + 1);
  }

  /** Forgets what all names stand for. */
  synchronized void allNames() {
    send(INC_EPOCH, 0);
  }

  /** The connection has ended, and its descriptor is closed next. */
  synchronized void close() {
    isClosed = true;
  }

  private void send(int code, int length) {
    if (isClosed) {
      return;
    }
    int sent = message.sendNotification(fd, code, length);
    // ENOENT: it knew nothing of it.
    if (sent != 0 && sent != -Errnos.ENOENT && sent != -Errno.ENODEV) {
      logger.error("the kernel refused notification {}: errno {}", code, -sent);
    }
  }
}
