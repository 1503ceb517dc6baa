package io.mucca.fs;

import java.io.IOException;

/**
 * Makes one thing right in the tree of a root. It takes the tree lock itself, prepares all it is
 * going to change, and does nothing where another fix has made it needless.
 */
@FunctionalInterface
interface TreeFix {
  void apply(ImageCore core, Root root) throws IOException;

  /** When a fix is applied: after all those that it builds on. */
  enum Phase {
    /** Attributes of inodes, and the index of directories. */
    INODES,
    /** Totals of roots, as they are before anything is removed. */
    TOTALS,
    /** The list of orphans, once link counts are right. */
    ORPHANS,
    /** Items that belong to nothing. */
    LEFTOVERS
  }
}
