package io.mucca.fuse.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.fs.FileSystem;
import io.mucca.fs.FileSystem.XattrMode;
import io.mucca.fuse.Errnos;
import io.mucca.fuse.XattrNames;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and changes extended attributes. A caller who gives no room asks for the size; one who
 * gives too little gets ERANGE.
 */
final class XattrOperations {
  /** Of access control lists, which are not stored where the kernel does not obey them. */
  private static final byte[] ACL_PREFIX = "system.posix_acl_".getBytes(US_ASCII);

  private final FileSystem fileSystem;
  private final Privileges privileges;
  private final boolean obeysAcls;
  private final boolean isExtended;

  XattrOperations(ServedRoot root, Privileges privileges) {
    this.fileSystem = root.fileSystem();
    this.privileges = privileges;
    this.obeysAcls = root.agreement().has(InitFlags.POSIX_ACL);
    this.isExtended = root.agreement().has(InitFlags.SETXATTR_EXT);
  }

  int getxattr(Exchange exchange) throws IOException {
    Request request = exchange.request;
    byte[] name = request.name(GetxattrInLayout.BYTES);
    if (isRefused(name)) {
      return -Errnos.EOPNOTSUPP;
    }
    byte[] value = fileSystem.getXattr(request.inode(), name);
    int room = request.getInt(GetxattrInLayout.SIZE);
    if (room == 0) {
      return putSize(exchange.reply, value.length);
    }
    if (value.length > room) {
      return -Errnos.ERANGE;
    }
    exchange.reply.putBytes(0, value);
    return value.length;
  }

  int listxattr(Exchange exchange) throws IOException {
    List<byte[]> names = fileSystem.listXattrs(exchange.request.inode());
    int length = names.stream().mapToInt(name -> name.length + 1).sum();
    int room = exchange.request.getInt(GetxattrInLayout.SIZE);
    if (room == 0) {
      return putSize(exchange.reply, length);
    }
    if (length > room) {
      return -Errnos.ERANGE;
    }
    putNames(exchange.reply, names);
    return length;
  }

  private static int putSize(Reply reply, int length) {
    reply.putInt(GetxattrOutLayout.SIZE, length);
    reply.putInt(GetxattrOutLayout.SIZE + Integer.BYTES, 0);
    return GetxattrOutLayout.BYTES;
  }

  private static void putNames(Reply reply, List<byte[]> names) {
    int position = 0;
    for (byte[] name : names) {
      reply.putBytes(position, name);
      reply.putByte(position + name.length, (byte) 0);
      position += name.length + 1;
    }
  }

  int setxattr(Exchange exchange) throws IOException {
    Request request = exchange.request;
    int nameOffset = isExtended ? SetxattrInLayout.BYTES : SetxattrInLayout.SHORT_BYTES;
    byte[] name = request.name(nameOffset);
    if (isRefused(name)) {
      return -Errnos.EOPNOTSUPP;
    }
    int valueOffset = nameOffset + name.length + 1;
    byte[] value = request.bytes(valueOffset, request.getInt(SetxattrInLayout.SIZE));
    fileSystem.setXattr(
        request.inode(), name, value, modeOf(request.getInt(SetxattrInLayout.FLAGS)));
    privileges.attributeSet(request.inode(), name);
    if (isExtended
        && (request.getInt(SetxattrInLayout.EXTENDED_FLAGS) & SetxattrInLayout.ACL_KILL_SGID)
            != 0) {
      privileges.dropSetGroup(exchange, request.inode());
    }
    return 0;
  }

  private static XattrMode modeOf(int flags) {
    return switch (flags) {
      case SetxattrInLayout.CREATE -> XattrMode.CREATE;
      case SetxattrInLayout.REPLACE -> XattrMode.REPLACE;
      default -> XattrMode.CREATE_OR_REPLACE;
    };
  }

  int removexattr(Exchange exchange) throws IOException {
    byte[] name = exchange.request.name(0);
    if (isRefused(name)) {
      return -Errnos.EOPNOTSUPP;
    }
    fileSystem.removeXattr(exchange.request.inode(), name);
    return 0;
  }

  private boolean isRefused(byte[] name) {
    return !XattrNames.isSupported(name) && !(obeysAcls && isAcl(name));
  }

  private static boolean isAcl(byte[] name) {
    return name.length >= ACL_PREFIX.length
        && Arrays.equals(name, 0, ACL_PREFIX.length, ACL_PREFIX, 0, ACL_PREFIX.length);
  }
}
