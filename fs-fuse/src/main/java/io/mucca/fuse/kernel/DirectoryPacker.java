package io.mucca.fuse.kernel;

import io.mucca.fs.DirectoryVisitor;

/**
 * Packs directory entries into a reply until it is full. Each READDIRPLUS entry begins with room
 * for what the name stands for, which is left empty. Belongs to one thread.
 */
final class DirectoryPacker implements DirectoryVisitor {
  /** The types of directory entries are those of modes, shifted. */
  private static final int TYPE_SHIFT = 12;

  private final Reply reply;
  private int limit;
  private int headBytes;
  private long cookieBase;
  private int length;

  DirectoryPacker(Reply reply) {
    this.reply = reply;
  }

  /**
   * Begins anew.
   *
   * @param limit the size that the kernel has room for
   * @param headBytes room before each entry
   * @param cookieBase what is added to cookies
   */
  void begin(int limit, int headBytes, long cookieBase) {
    this.limit = limit;
    this.headBytes = headBytes;
    this.cookieBase = cookieBase;
    length = 0;
  }

  /** Bytes packed so far. */
  int length() {
    return length;
  }

  @Override
  public boolean visit(byte[] name, long inode, int type, long cookie) {
    return add(name, inode, type, cookie + cookieBase);
  }

  /** Adds an entry; returns false if there is no room. */
  boolean add(byte[] name, long inode, int type, long cookie) {
    int bytes = DirentLayout.bytesFor(name.length);
    if (headBytes + bytes > limit - length) {
      return false;
    }
    if (headBytes > 0) {
      reply.clear(length, headBytes);
    }
    int entry = length + headBytes;
    reply.putLong(entry + bytes - Long.BYTES, 0);
    reply.putLong(entry + DirentLayout.INODE, inode);
    reply.putLong(entry + DirentLayout.COOKIE, cookie);
    reply.putInt(entry + DirentLayout.NAME_LENGTH, name.length);
    reply.putInt(entry + DirentLayout.TYPE, type >>> TYPE_SHIFT);
    reply.putBytes(entry + DirentLayout.BYTES, name);
    length = entry + bytes;
    return true;
  }
}
