package io.mucca.device;

/**
 * What bytes on their way to the device are; every byte that is written has one, so that accounting
 * is exact by construction. The order is part of the format.
 */
public enum WriteCategory {
  /** File content that a program wrote. */
  DATA,
  /**
   * The rest of the blocks that such content is in: what was there before and was written again
   * with it (read, modify, write), and zeros behind the end of a file.
   */
  FILLER,
  /** Records of the intent log, with their headers. */
  LOG_RECORD,
  /** Zeros from the end of a record to that of its last sector. */
  LOG_PADDING,
  /** Leaves of the trees, each up to the end of its last sector. */
  TREE_LEAF,
  /** The nodes above them, likewise. */
  TREE_INTERIOR,
  SPACE_MAP,
  SUPERBLOCK,
  /** What was moved to another place, and is not new. */
  RELOCATION
}
