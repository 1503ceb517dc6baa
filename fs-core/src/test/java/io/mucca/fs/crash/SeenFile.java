package io.mucca.fs.crash;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * What depends on the content of a regular file.
 *
 * @param modifyTime in nanoseconds since the epoch, as is {@code changeTime}
 * @param content from the beginning of the file, {@link #MAX_BYTES} at most
 */
record SeenFile(
    RootName root, long inode, long sizeBytes, long modifyTime, long changeTime, byte[] content) {
  /** No workload makes a larger file. */
  static final int MAX_BYTES = 1 << 18;

  /** Reads a file whole. */
  static SeenFile read(RootName root, FileSystem fs, Attributes attributes) throws IOException {
    byte[] content = new byte[(int) Math.min(MAX_BYTES, attributes.sizeBytes)];
    int length = fs.read(attributes.inode, 0, MemorySegment.ofArray(content));
    if (length != content.length) {
      throw new CrashViolation(
          "inode %d of %s has %d bytes, and %d can be read"
              .formatted(attributes.inode, root, content.length, length));
    }
    return new SeenFile(
        root,
        attributes.inode,
        attributes.sizeBytes,
        Observation.nanos(attributes.modifySeconds, attributes.modifyNanos),
        Observation.nanos(attributes.changeSeconds, attributes.changeNanos),
        content);
  }

  @Override
  public String toString() {
    return "inode %d of %s (%d bytes)".formatted(inode, root, sizeBytes);
  }
}
