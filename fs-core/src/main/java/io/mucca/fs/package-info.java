/**
 * The filesystem: files, directories and roots over the tree, page buffers and writeback,
 * checkpoints.
 *
 * <p>Locks, in the order they are taken: the flush lock of a dirty file, the mutex of a file, the
 * image's tree lock, the monitor of a dirty file's pages, the space map's own lock. Only the first
 * two are ever held across device I/O, and they concern one file.
 */
@NullMarked
package io.mucca.fs;

import org.jspecify.annotations.NullMarked;
