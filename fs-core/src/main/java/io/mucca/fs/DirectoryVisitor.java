package io.mucca.fs;

/** Takes the entries of a directory, one at a time. */
@FunctionalInterface
public interface DirectoryVisitor {
  /**
   * Takes one entry. {@code name} is the visitor's to keep.
   *
   * @param cookie where to go on after this entry; stays valid while the directory changes and
   *     across remounts
   * @param type the entry's file type, in the bits of {@link FileMode#TYPE_MASK}
   * @return false if this entry was not taken and the walk shall end before it
   */
  boolean visit(byte[] name, long inode, int type, long cookie);
}
