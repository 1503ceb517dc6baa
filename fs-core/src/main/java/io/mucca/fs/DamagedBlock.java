package io.mucca.fs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something on the device that is not what was written there.
 *
 * @param address number of the block; of a superblock or the space map -1
 * @param what what lies there, in words
 * @param reason how that is known
 * @param files those that lose something, in every root, at most {@link #MAX_FILES}
 */
public record DamagedBlock(
    Kind kind, long address, String what, String reason, List<AffectedFile> files) {
  /** How many files are named for one block. */
  public static final int MAX_FILES = 100;

  public DamagedBlock {
    files = List.copyOf(files);
  }

  /** What can be damaged. */
  public enum Kind {
    /** Content of files: a block of it. */
    DATA,
    /** A tree node: whatever is under it cannot be reached. */
    NODE,
    /** Reference counts. */
    SPACE_MAP,
    /** A slot for a superblock. */
    SUPERBLOCK
  }

  /**
   * A file that lies in a damaged block as a whole or in part.
   *
   * @param path from the root directory on; null if no name leads there
   * @param offsetBytes where in the file the block's content is; -1 if other than content is lost
   */
  public record AffectedFile(RootName root, long inode, @Nullable String path, long offsetBytes) {}
}
