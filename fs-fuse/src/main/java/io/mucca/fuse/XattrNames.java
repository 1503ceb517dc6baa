package io.mucca.fuse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The names that extended attributes can have on a mount: those of the namespaces in xattr(7). The
 * kernel checks who may use which of them, and leaves it to a FUSE filesystem to know them.
 */
public final class XattrNames {
  /**
   * Not {@code system.}: that has access control lists, which would be stored here and not obeyed.
   */
  private static final List<byte[]> NAMESPACES =
      List.of(prefix("user."), prefix("trusted."), prefix("security."));

  private XattrNames() {}

  private static byte[] prefix(String namespace) {
    return namespace.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether an attribute can have that name; for another one the errno is EOPNOTSUPP. */
  public static boolean isSupported(byte[] name) {
    for (byte[] namespace : NAMESPACES) {
      if (name.length > namespace.length
          && Arrays.equals(name, 0, namespace.length, namespace, 0, namespace.length)) {
        return true;
      }
    }
    return false;
  }
}
