package io.mucca.fuse.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Takes from a file whose content or owner changes what let it run with more rights than its
 * user's: set-ID bits and capabilities. The kernel leaves that to whoever says that he does it
 * ({@code FUSE_HANDLE_KILLPRIV_V2}), and then need not ask before each write. Thread-safe.
 */
final class Privileges {
  private static final byte[] CAPABILITY = "security.capability".getBytes(US_ASCII);
  private static final int GROUP_EXECUTE = 010;

  private final FileSystem fileSystem;
  private final KnownInodes known;
  private final boolean isOurs;

  Privileges(ServedRoot root) {
    this.fileSystem = root.fileSystem();
    this.known = root.known();
    this.isOurs = root.agreement().has(InitFlags.HANDLE_KILLPRIV_V2);
  }

  /**
   * Called before the change; changes the exchange's attributes.
   *
   * @param killSetIds whether the kernel says that the bits go: with CAP_FSETID they stay
   */
  void drop(Exchange exchange, long inode, boolean killSetIds) throws IOException {
    if (!isOurs || known.has(inode, KnownInodes.UNPRIVILEGED)) {
      return;
    }
    Attributes attributes = exchange.attributes;
    fileSystem.getAttributes(inode, attributes);
    if (!attributes.isRegularFile()) {
      return;
    }
    int privileged = setIdsOf(attributes.mode);
    if (privileged != 0 && killSetIds) {
      exchange.change.fields = AttributeChange.MODE;
      exchange.change.mode = attributes.mode & FileMode.PERMISSION_MASK & ~privileged;
      fileSystem.setAttributes(inode, exchange.change, attributes);
    }
    dropCapability(inode);
    if (privileged == 0 || killSetIds) {
      known.mark(inode, KnownInodes.UNPRIVILEGED);
    }
  }

  /** The set-group-ID bit of a file that its group cannot execute means something else. */
  private static int setIdsOf(int mode) {
    int groupBit = (mode & GROUP_EXECUTE) != 0 ? FileMode.SET_GID : 0;
    return mode & (FileMode.SET_UID | groupBit);
  }

  private void dropCapability(long inode) throws IOException {
    try {
      fileSystem.removeXattr(inode, CAPABILITY);
    } catch (FsException e) {
      if (e.error() != FsError.NO_SUCH_ATTRIBUTE) {
        throw e;
      }
    }
  }

  /** Who sets an access control list is not in the file's group: its bit goes. */
  void dropSetGroup(Exchange exchange, long inode) throws IOException {
    fileSystem.getAttributes(inode, exchange.attributes);
    if ((exchange.attributes.mode & FileMode.SET_GID) != 0) {
      exchange.change.fields = AttributeChange.MODE;
      exchange.change.mode =
          exchange.attributes.mode & FileMode.PERMISSION_MASK & ~FileMode.SET_GID;
      fileSystem.setAttributes(inode, exchange.change, exchange.attributes);
    }
  }

  /** An extended attribute has been set. */
  void attributeSet(long inode, byte[] name) {
    if (Arrays.equals(name, CAPABILITY)) {
      known.unmark(inode, KnownInodes.UNPRIVILEGED);
    }
  }

  /** A file was made, with nothing in it. */
  void made(Attributes attributes) {
    if (setIdsOf(attributes.mode) == 0) {
      known.mark(attributes.inode, KnownInodes.UNPRIVILEGED);
    }
  }
}
