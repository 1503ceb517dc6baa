package io.mucca.fs;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a check of an image found.
 *
 * @param generation the checkpoint that was checked
 * @param time when that checkpoint was made
 * @param rootCount volumes and snapshots, those that are being deleted included
 * @param nodeCount tree nodes; each counts once, however many trees share it
 * @param inodeCount inodes of all trees; roots that share all of a tree count once
 * @param dataBlockCount blocks that hold file content; each counts once
 * @param verifiedBytes bytes whose checksums were verified
 * @param logRecordCount whole records in the intent log that the next mount replays on this
 *     checkpoint, if all data that they name is there and the log is not among the problems; 0 of
 *     an image in use, whose log grows
 * @param problems at most {@link #MAX_LISTED} of each kind, in the order in which they were found
 * @param problemCounts how many there are of each kind that there is
 */
public record CheckReport(
    long generation,
    Instant time,
    int rootCount,
    long nodeCount,
    long inodeCount,
    long dataBlockCount,
    long verifiedBytes,
    long logRecordCount,
    List<Problem> problems,
    Map<Kind, Long> problemCounts) {
  /** How many problems of one kind are listed; all are counted. */
  public static final int MAX_LISTED = 100;

  public CheckReport {
    problems = List.copyOf(problems);
    problemCounts = Collections.unmodifiableMap(new TreeMap<>(problemCounts));
  }

  /** True if there is no problem at all. */
  public boolean isClean() {
    return problemCounts.isEmpty();
  }

  /** How many problems there are, listed or not. */
  public long problemCount() {
    return problemCounts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What can be wrong. */
  public enum Kind {
    /** A superblock slot holds something else than a sound superblock. */
    SUPERBLOCK,
    /** The reference counts of a checkpoint cannot be read. */
    SPACE_MAP,
    /** The intent log cannot be read, or not be replayed. */
    LOG,
    /** A tree node cannot be read, or is not what its pointer says. */
    NODE,
    /** A block's reference count is not the number of pointers to it. */
    REFERENCE_COUNT,
    /** Two things lie in one block. */
    OVERLAP,
    /** File content does not have its checksum. */
    DATA,
    /** The item of a root is damaged or contradicts its tree. */
    ROOT,
    /** A tree item is malformed, of an unknown type, or of an inode that does not exist. */
    ITEM,
    /** An inode's attributes cannot be. */
    INODE,
    /** Extents or inline content do not fit the inode. */
    CONTENT,
    /** Extended attributes are malformed. */
    XATTR,
    /** A directory's entries contradict each other or its inode. */
    DIRECTORY,
    /** An inode's link count or parent is not what the directories say. */
    LINK,
    /** An inode without names is not listed as one, or something else is. */
    ORPHAN,
    /** Something could not be verified because of other damage. */
    NOT_VERIFIABLE
  }

  /**
   * One thing that is wrong.
   *
   * @param where the part of the image: a root, or the whole
   */
  public record Problem(Kind kind, String where, String message) {
    @Override
    public String toString() {
      return where + ": " + message;
    }
  }
}
