/**
 * The copy-on-write B+tree: fixed-width keys, variable values, trees that share nodes by reference
 * count.
 *
 * <p>Nothing here does I/O under a lock. A walk that meets a node which is not in memory throws
 * {@link io.mucca.btree.NodeMissing}; the caller lets go of its lock, loads the node and starts
 * over.
 */
@NullMarked
package io.mucca.btree;

import org.jspecify.annotations.NullMarked;
