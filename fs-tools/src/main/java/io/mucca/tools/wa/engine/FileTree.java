package io.mucca.tools.wa.engine;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * The files of one root, as a workload sees them. Paths are relative to its top, which is the empty
 * path; names are separated by slashes. Safe for use by many threads.
 */
public interface FileTree {
  /** Makes a file that is not there yet, and opens it. */
  WorkFile create(String path) throws IOException;

  /** Opens a file that is there. */
  WorkFile open(String path) throws IOException;

  void makeDirectory(String path) throws IOException;

  void rename(String path, String newPath) throws IOException;

  void unlink(String path) throws IOException;

  /** Removes an empty directory. */
  void removeDirectory(String path) throws IOException;

  /** Gives a file one more name. */
  void link(String path, String newPath) throws IOException;

  /** Sets an extended attribute in the namespace {@code user}. */
  void setXattr(String path, String name, byte[] value) throws IOException;

  /** Makes a directory's names durable: fsync of the directory. */
  void syncDirectory(String path) throws IOException;

  /** Makes everything durable that was done before the call. */
  void syncAll() throws IOException;

  /** Whether {@link #snapshot} and {@link #cloneTree} can do anything here. */
  boolean canSnapshot();

  /** Keeps the whole tree as it is now, read-only. */
  void snapshot(String name) throws IOException;

  /** Makes another tree that shares everything with this one and can be written. */
  FileTree cloneTree(String name) throws IOException;

  /** Forgets what is in memory, so that reading goes to the device; no file may be open. */
  void dropCaches() throws IOException;

  /**
   * Pieces that a file's content lies in on the device; empty where the filesystem does not say.
   */
  OptionalLong extents(String path) throws IOException;
}
