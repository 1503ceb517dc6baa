package io.mucca.fs;

/**
 * The attributes of one inode: an out-parameter that the caller owns and uses again, so that a hot
 * path makes no garbage. Not thread-safe.
 */
public final class Attributes {
  public long inode;

  /** File type and permission bits as in {@code st_mode}; see {@link FileMode}. */
  public int mode;

  public int linkCount;
  public int uid;
  public int gid;

  /**
   * Device number of a device node as Linux encodes it for user space ({@code makedev}), else 0.
   */
  public long deviceNumber;

  public long sizeBytes;

  /** Space that the content takes, in units of 512 bytes, as in {@code st_blocks}. */
  public long allocatedSectors;

  public long accessSeconds;
  public int accessNanos;
  public long modifySeconds;
  public int modifyNanos;
  public long changeSeconds;
  public int changeNanos;
  public long birthSeconds;
  public int birthNanos;

  /**
   * Content and attributes change without a call that says so: whoever keeps a copy of them has an
   * old one.
   */
  public boolean selfChanging;

  public boolean isDirectory() {
    return FileMode.isDirectory(mode);
  }

  public boolean isRegularFile() {
    return FileMode.isRegularFile(mode);
  }
}
