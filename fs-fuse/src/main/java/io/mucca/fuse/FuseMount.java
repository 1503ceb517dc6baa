package io.mucca.fuse;

import java.io.IOException;
import java.nio.file.Path;

/** One mounted filesystem. Thread-safe. */
public interface FuseMount {
  /** Where it is mounted: absolute, without symbolic links. */
  Path directory();

  /**
   * True as long as the kernel can still send requests; after a lazy unmount that may be a while.
   */
  boolean isMounted();

  /**
   * Returns when the last request has been answered and no file is open any more, whoever unmounted
   * it.
   */
  void awaitUnmounted() throws InterruptedException;

  /**
   * Whether all pages have arrived that {@link KernelPages#handOver} sent so far; that asks until
   * it is so.
   */
  boolean hasReceivedPages();

  /**
   * Has the kernel ask again for attributes and content of an inode: after a change that it did not
   * ask for. Like the other two it must not be called by a thread that serves the mount, and does
   * nothing where a transport lets the kernel keep nothing for long.
   */
  default void forgetCached(long inode) {}

  /** Has the kernel ask again for a name that was made, removed or moved without its asking. */
  default void forgetCached(long directory, byte[] name) {}

  /**
   * Has the kernel ask again for everything. Kernels before 6.16 keep names until {@link
   * MountOptions#entryTimeoutSeconds}.
   */
  default void forgetAllCached() {}

  /**
   * Unmounts it, which brings dirty pages of memory mappings to the filesystem first. Does nothing
   * if it is unmounted.
   *
   * <p>Another mount namespace (a container, or a service with mounts of its own) that was made
   * while this was mounted may have it too. It is gone from this one then, and ends when that
   * namespace does.
   *
   * @param lazy detach it at once also if it is in use; it ends when its last user does. Without
   *     this the call fails if it is in use and otherwise returns after the end, as {@link
   *     #awaitUnmounted} does.
   * @return whether it has ended
   */
  boolean unmount(boolean lazy) throws IOException;
}
