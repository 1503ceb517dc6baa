package io.mucca.fs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a root without reading its files.
 *
 * @param id never used again in this image
 * @param origin the root it was made from, as it was called then, or null
 * @param referencedBytes file content reachable from this root, as stored, in whole blocks
 * @param inodes inodes in use
 * @param compression how the content of files is compressed that say nothing else
 * @param inUse opened, for a mount or else
 */
public record RootInfo(
    long id,
    RootName name,
    Instant created,
    @Nullable RootName origin,
    boolean readOnly,
    long referencedBytes,
    long inodes,
    Compression compression,
    boolean inUse) {
  public boolean isSnapshot() {
    return name.snapshot() != null;
  }
}
