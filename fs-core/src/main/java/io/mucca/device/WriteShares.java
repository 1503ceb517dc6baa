package io.mucca.device;

import java.util.Arrays;

/**
 * Says of which roots and categories the bytes of writes are, where one write has several: so many
 * of the first, then so many of the second, and so on.
 *
 * <p>A write takes from the front as many bytes as it has and leaves the rest for the next; so what
 * is said once can be written in pieces. Bytes for which nothing is said have the category that the
 * write names, and belong to {@link #IMAGE}. For one thread; used again and again.
 */
public final class WriteShares {
  /** In place of the identity of a root: what belongs to no single one. */
  public static final long IMAGE = 0;

  private static final WriteCategory[] CATEGORIES = WriteCategory.values();

  private long[] roots = new long[16];
  private long[] bytes = new long[16];
  private byte[] categories = new byte[16];
  private int count;
  private int next;

  /** Forgets what was said. */
  public WriteShares clear() {
    count = 0;
    next = 0;
    return this;
  }

  /** Says what the bytes are that follow those said before. */
  public WriteShares add(long root, WriteCategory category, long length) {
    if (length < 0) {
      throw new IllegalArgumentException("a share of " + length + " bytes");
    }
    byte ordinal = (byte) category.ordinal();
    if (count > next && roots[count - 1] == root && categories[count - 1] == ordinal) {
      bytes[count - 1] += length;
    } else if (length > 0) {
      append(root, ordinal, length);
    }
    return this;
  }

  private void append(long root, byte category, long length) {
    if (count == roots.length) {
      roots = Arrays.copyOf(roots, 2 * count);
      bytes = Arrays.copyOf(bytes, 2 * count);
      categories = Arrays.copyOf(categories, 2 * count);
    }
    roots[count] = root;
    bytes[count] = length;
    categories[count] = category;
    count++;
  }

  boolean isEmpty() {
    return next == count;
  }

  long root() {
    return roots[next];
  }

  WriteCategory category() {
    return CATEGORIES[categories[next]];
  }

  /** Takes up to so many bytes of the first share, and returns how many. */
  long take(long most) {
    long taken = Math.min(most, bytes[next]);
    bytes[next] -= taken;
    if (bytes[next] == 0) {
      next++;
    }
    return taken;
  }
}
