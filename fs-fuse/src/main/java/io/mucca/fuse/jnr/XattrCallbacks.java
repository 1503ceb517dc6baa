package io.mucca.fuse.jnr;

import io.mucca.fs.FileSystem;
import io.mucca.fs.FileSystem.XattrMode;
import io.mucca.fuse.Errnos;
import io.mucca.fuse.XattrNames;
import java.io.IOException;
import java.util.List;

/**
 * The callbacks about extended attributes. A caller who gives no room asks for the size; one who
 * gives too little gets ERANGE.
 */
final class XattrCallbacks {
  private static final int XATTR_CREATE = 1;
  private static final int XATTR_REPLACE = 2;

  private final MountedRoot root;
  private final FileSystem fileSystem;

  XattrCallbacks(MountedRoot root) {
    this.root = root;
    this.fileSystem = root.fileSystem();
  }

  int getxattr(long path, long name, long value, long sizeBytes) throws IOException {
    byte[] nameBytes = NativeMemory.getCString(name);
    if (!XattrNames.isSupported(nameBytes)) {
      return -Errnos.EOPNOTSUPP;
    }
    long inode = root.resolve(SessionThread.current(), path);
    byte[] found = fileSystem.getXattr(inode, nameBytes);
    if (sizeBytes == 0) {
      return found.length;
    }
    if (found.length > sizeBytes) {
      return -Errnos.ERANGE;
    }
    NativeMemory.putBytes(value, found);
    return found.length;
  }

  int listxattr(long path, long list, long sizeBytes) throws IOException {
    List<byte[]> names = fileSystem.listXattrs(root.resolve(SessionThread.current(), path));
    int length = names.stream().mapToInt(name -> name.length + 1).sum();
    if (sizeBytes == 0) {
      return length;
    }
    if (length > sizeBytes) {
      return -Errnos.ERANGE;
    }
    long position = list;
    for (byte[] name : names) {
      NativeMemory.putBytes(position, name);
      NativeMemory.putByte(position + name.length, (byte) 0);
      position += name.length + 1;
    }
    return length;
  }

  int setxattr(long path, long name, long value, long sizeBytes, int flags) throws IOException {
    byte[] nameBytes = NativeMemory.getCString(name);
    if (!XattrNames.isSupported(nameBytes)) {
      return -Errnos.EOPNOTSUPP;
    }
    long inode = root.resolve(SessionThread.current(), path);
    byte[] valueBytes = NativeMemory.getBytes(value, Math.toIntExact(sizeBytes));
    fileSystem.setXattr(inode, nameBytes, valueBytes, modeOf(flags));
    return 0;
  }

  private static XattrMode modeOf(int flags) {
    return switch (flags) {
      case XATTR_CREATE -> XattrMode.CREATE;
      case XATTR_REPLACE -> XattrMode.REPLACE;
      default -> XattrMode.CREATE_OR_REPLACE;
    };
  }

  int removexattr(long path, long name) throws IOException {
    byte[] nameBytes = NativeMemory.getCString(name);
    if (!XattrNames.isSupported(nameBytes)) {
      return -Errnos.EOPNOTSUPP;
    }
    fileSystem.removeXattr(root.resolve(SessionThread.current(), path), nameBytes);
    return 0;
  }
}
