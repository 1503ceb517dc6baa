package io.mucca.fs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One root (a volume, snapshot or clone) in use: files and directories, addressed by inode number
 * and byte-string names, never by paths.
 *
 * <p>Every method is safe for use by many threads. A method that changes something throws {@link
 * FsException} with {@link FsError#READ_ONLY} on a read-only root. An inode number that names
 * nothing gets {@link FsError#STALE}; a name that is empty, {@code .}, {@code ..}, or has a slash
 * or NUL gets {@link FsError#INVALID_ARGUMENT}, one above 255 bytes {@link FsError#NAME_TOO_LONG}.
 * Where a method fills {@code out}, the attributes are those after the call. Permissions are not
 * checked here: the kernel does ({@code default_permissions}).
 */
public interface FileSystem extends AutoCloseable {
  /** The inode number of the root directory; {@code ..} in it is itself. */
  long ROOT_INODE = 1;

  int MAX_NAME_LENGTH = 255;

  /** Longest target of a symbolic link in bytes. */
  int MAX_SYMLINK_LENGTH = 4095;

  /** Longest value of an extended attribute in bytes. */
  int MAX_XATTR_LENGTH = 65536;

  /** Largest file size in bytes. */
  long MAX_FILE_SIZE = Long.MAX_VALUE;

  boolean isReadOnly();

  /**
   * Finds a name in a directory ({@code .} and {@code ..} too); {@link FsError#NOT_FOUND} if there
   * is none.
   */
  void lookup(long directory, byte[] name, Attributes out) throws IOException;

  void getAttributes(long inode, Attributes out) throws IOException;

  void setAttributes(long inode, AttributeChange change, Attributes out) throws IOException;

  /**
   * Whether a directory has a default access control list, by which everything made in it gets its
   * permissions; a umask does not count then.
   */
  boolean hasDefaultAcl(long directory) throws IOException;

  /**
   * Makes a regular file, fifo, socket or device node, as the type bits of {@code mode} say. A
   * directory with the set-group-ID bit hands its group (and to directories the bit) down, one with
   * a default access control list that list.
   */
  void createNode(
      long directory, byte[] name, int mode, int uid, int gid, long deviceNumber, Attributes out)
      throws IOException;

  /**
   * Makes a regular file without a name, as for {@code O_TMPFILE}; the directory only gives its
   * group. It counts as opened once, lives until its last {@link #close}, and {@link #link} can
   * give it a name before.
   */
  void createTemporary(long directory, int mode, int uid, int gid, Attributes out)
      throws IOException;

  void makeDirectory(long directory, byte[] name, int mode, int uid, int gid, Attributes out)
      throws IOException;

  /** Makes a symbolic link; {@code target} has 1 to 4095 bytes. */
  void makeSymlink(long directory, byte[] name, byte[] target, int uid, int gid, Attributes out)
      throws IOException;

  byte[] readSymlink(long inode) throws IOException;

  /**
   * Gives an inode that is no directory one more name. One that has none must be open; whether it
   * ever had one is for the kernel to ask, which lets only temporary files come back.
   */
  void link(long inode, long directory, byte[] name, Attributes out) throws IOException;

  /**
   * Removes a name of something that is no directory. An inode without names lives until its last
   * {@link #close}.
   */
  void unlink(long directory, byte[] name) throws IOException;

  void removeDirectory(long directory, byte[] name) throws IOException;

  /**
   * Renames, replacing what the new name holds, in one step. Two names of one inode: nothing
   * happens.
   */
  default void rename(long directory, byte[] name, long newDirectory, byte[] newName)
      throws IOException {
    rename(directory, name, newDirectory, newName, RenameMode.REPLACE);
  }

  void rename(long directory, byte[] name, long newDirectory, byte[] newName, RenameMode renameMode)
      throws IOException;

  /** Notes that somebody uses the inode, so that it outlives its last name until {@link #close}. */
  void open(long inode) throws IOException;

  /** Ends one {@link #open}. The last one of an inode without names frees it. */
  void close(long inode) throws IOException;

  /**
   * Reads from a regular file; holes read as zeros. Moves the access time as {@code relatime} does.
   *
   * @return bytes read: less than asked for only at the end of the file, 0 beyond it
   */
  int read(long inode, long offsetBytes, MemorySegment target) throws IOException;

  /** Writes all of {@code source}, or throws and has written nothing or a prefix. */
  void write(long inode, long offsetBytes, MemorySegment source) throws IOException;

  /** Adds at most 1 MiB to the end of the file in one step and returns the offset where it went. */
  long append(long inode, MemorySegment source) throws IOException;

  /** Sets the size of a regular file. Growth makes a hole. */
  void truncate(long inode, long sizeBytes, Attributes out) throws IOException;

  /** Makes a hole; the size stays. */
  void punchHole(long inode, long offsetBytes, long lengthBytes) throws IOException;

  /**
   * Sees to it that there is space for a range, and lets the file reach to its end unless {@code
   * keepSize}. What is there is not changed, and holes stay.
   *
   * <p>As in every filesystem that never overwrites, space that is free now is not tied to this
   * file: each write to the range takes new blocks, whatever was there before.
   *
   * @throws FsException {@link FsError#NO_SPACE} if the holes of the range do not fit into what is
   *     free
   */
  void allocate(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException;

  /** Lets a range read as zeros, and the file reach to its end unless {@code keepSize}. */
  void zeroRange(long inode, long offsetBytes, long lengthBytes, boolean keepSize)
      throws IOException;

  /**
   * Copies a range of one file into another, or to another place of the same. Whole blocks are
   * shared and cost some bytes of metadata; the rest is read and written. Not one step: others may
   * see part of it.
   *
   * @return how many bytes, which may be less than was asked for: at the end of the source, or
   *     where a call would take too long; 0 at its end
   */
  long copyRange(long from, long fromOffset, long to, long toOffset, long lengthBytes)
      throws IOException;

  /**
   * The next offset at or after {@code offsetBytes} that has data, or -1 if only a hole follows.
   */
  long seekData(long inode, long offsetBytes) throws IOException;

  /**
   * The next offset at or after {@code offsetBytes} in a hole; the end of the file counts as one.
   */
  long seekHole(long inode, long offsetBytes) throws IOException;

  /** Makes the inode's content, attributes and every earlier operation on it durable. */
  void fsync(long inode) throws IOException;

  /** Makes everything durable that was done before the call. */
  void syncAll() throws IOException;

  /**
   * Walks a directory in cookie order, without {@code .} and {@code ..}.
   *
   * @param cookie 0 to begin, or the cookie of the last entry taken
   */
  void readDirectory(long directory, long cookie, DirectoryVisitor visitor) throws IOException;

  /** The inode of {@code ..}. */
  long parentOf(long directory) throws IOException;

  /** The value of an extended attribute, or {@link FsError#NO_SUCH_ATTRIBUTE}. */
  byte[] getXattr(long inode, byte[] name) throws IOException;

  /**
   * Sets an extended attribute: at most 65536 bytes of value and 255 of name. An access control
   * list ({@code system.posix_acl_access}) sets the permission bits of the mode, too, and is not
   * kept where these say it all.
   */
  void setXattr(long inode, byte[] name, byte[] value, XattrMode xattrMode) throws IOException;

  void removeXattr(long inode, byte[] name) throws IOException;

  List<byte[]> listXattrs(long inode) throws IOException;

  FsStatistics statistics() throws IOException;

  /**
   * Ends the use of this root. What was written becomes durable with the image's next checkpoint.
   */
  @Override
  void close() throws IOException;

  /** What {@link #rename} does with a target that exists. */
  enum RenameMode {
    REPLACE,
    /** Fails with {@link FsError#EXISTS}. */
    NO_REPLACE,
    /** Swaps the two; both must exist. */
    EXCHANGE,
    /**
     * As {@link #REPLACE}, and leaves a character device with number 0 under the old name: what
     * overlayfs takes for the absence of what a lower layer has.
     */
    WHITEOUT,
    /** {@link #NO_REPLACE} and {@link #WHITEOUT}. */
    NO_REPLACE_WHITEOUT;

    /** Whether something stays under the old name. */
    public boolean leavesWhiteout() {
      return this == WHITEOUT || this == NO_REPLACE_WHITEOUT;
    }

    /** Whether what has the new name goes. */
    public boolean mayReplace() {
      return this == REPLACE || this == WHITEOUT;
    }
  }

  /** What {@link #setXattr} expects to find. */
  enum XattrMode {
    CREATE_OR_REPLACE,
    CREATE,
    REPLACE
  }
}
