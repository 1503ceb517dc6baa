package io.mucca.fs;

/**
 * The user and the group that something belongs to: unsigned numbers of 32 bits, as the kernel's.
 */
public record Owner(int uid, int gid) {
  /** root:root. */
  public static final Owner ROOT = new Owner(0, 0);
}
