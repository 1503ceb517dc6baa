package io.mucca.fs;

/**
 * What {@link FileSystem#setAttributes} shall change: only the fields whose bit is set in {@link
 * #fields}. The size is changed by {@link FileSystem#truncate}. A caller-owned, reusable
 * in-parameter. Not thread-safe.
 */
public final class AttributeChange {
  public static final int MODE = 1;
  public static final int UID = 1 << 1;
  public static final int GID = 1 << 2;
  public static final int ACCESS_TIME = 1 << 3;

  /** Set the access time to the filesystem's clock; the given value is not looked at. */
  public static final int ACCESS_TIME_NOW = 1 << 4;

  public static final int MODIFY_TIME = 1 << 5;
  public static final int MODIFY_TIME_NOW = 1 << 6;

  /** Which of the other members count: a set of the constants above. */
  public int fields;

  /** Permission bits; the type of an inode never changes. */
  public int mode;

  public int uid;
  public int gid;
  public long accessSeconds;
  public int accessNanos;
  public long modifySeconds;
  public int modifyNanos;
}
