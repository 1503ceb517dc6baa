package io.mucca.fs;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An inode in use: who changes its content holds the mutex, who keeps it alive counts as an opener.
 */
final class FileState {
  /**
   * Whoever changes where a file's content lies holds this, also across device I/O for this one
   * file.
   */
  final ReentrantLock mutex = new ReentrantLock();

  /** Whether to try to compress its content. */
  final CompressionBackOff backOff = new CompressionBackOff();

  /** How many need this object; guarded by the map that holds it. */
  int users;

  /**
   * How many opened the inode. Grows under the tree lock, so that an unlink under it alone can rely
   * on it.
   */
  final AtomicInteger openCount = new AtomicInteger();
}
