package io.mucca.tools.overlay;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content is made when it is opened, and stays the same for all who have it open until
 * the last of them closes it. Thread-safe.
 */
final class VirtualFile {
  /** Makes the content, as it is now. */
  @FunctionalInterface
  interface Content {
    byte[] make() throws IOException;
  }

  private final String name;
  private final long inode;
  private final Content content;

  // Guarded by this object's monitor.
  private int openCount;
  private byte @Nullable [] made;

  VirtualFile(String name, long inode, Content content) {
    this.name = name;
    this.inode = inode;
    this.content = content;
  }

  String name() {
    return name;
  }

  long inode() {
    return inode;
  }

  synchronized void open() throws IOException {
    if (openCount == 0) {
      made = content.make();
    }
    openCount++;
  }

  synchronized void close() {
    if (--openCount == 0) {
      made = null;
    }
  }

  /** What those see who have it open; else what one would see who opened it now. */
  synchronized byte[] bytes() throws IOException {
    byte[] current = made;
    return current == null ? content.make() : current;
  }
}
