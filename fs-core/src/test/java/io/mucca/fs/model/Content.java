package io.mucca.fs.model;

/** What an inode holds besides its attributes. */
sealed interface Content permits SparseContent, DirectoryContent, SymlinkContent, SpecialContent {
  long sizeBytes();

  long allocatedBytes();

  /** A copy that later changes of this one do not reach. */
  Content copy();
}
