package io.mucca.fuse.kernel;

import java.io.IOException;

/**
 * What was agreed on with the kernel in the first request, INIT.
 *
 * @param minor of the protocol's version 7
 * @param flags the {@link InitFlags} that count
 * @param maxReadaheadBytes how far the kernel reads ahead
 * @param maxWriteBytes the most that a WRITE brings
 */
record Agreement(int minor, long flags, int maxReadaheadBytes, int maxWriteBytes) {
  static final int MAJOR = 7;

  /** Of Linux 5.4. Its layouts are those of all later ones; what came since is asked for. */
  static final int OLDEST_MINOR = 31;

  /** The newest whose changes are known here. */
  static final int NEWEST_MINOR = 45;

  private static final int WRITE_BYTES_WITHOUT_MAX_PAGES = 32 * Request.PAGE_BYTES;

  /** Requests that no program waits for: readahead, asynchronous direct I/O, written pages. */
  private static final int BACKGROUND_REQUESTS = 64;

  private static final int CONGESTED_REQUESTS = BACKGROUND_REQUESTS * 3 / 4;

  /** What is asked for wherever it is offered. */
  private static final long WANTED =
      InitFlags.ASYNC_READ
          | InitFlags.ATOMIC_O_TRUNC
          | InitFlags.EXPORT_SUPPORT
          | InitFlags.BIG_WRITES
          | InitFlags.DO_READDIRPLUS
          | InitFlags.READDIRPLUS_AUTO
          | InitFlags.ASYNC_DIO
          | InitFlags.PARALLEL_DIROPS
          | InitFlags.ABORT_ERROR
          | InitFlags.MAX_PAGES
          | InitFlags.CACHE_SYMLINKS
          | InitFlags.EXPLICIT_INVAL_DATA
          | InitFlags.HANDLE_KILLPRIV_V2
          | InitFlags.SETXATTR_EXT
          | InitFlags.INIT_EXT
          | InitFlags.DIRECT_IO_ALLOW_MMAP;

  /**
   * What the kernel offers in INIT.
   *
   * @param flags {@link InitFlags}
   */
  record Offer(int major, int minor, int maxReadaheadBytes, long flags) {
    static Offer of(Request init) {
      long flags = Integer.toUnsignedLong(init.getInt(InitInLayout.FLAGS));
      if ((flags & InitFlags.INIT_EXT) != 0 && init.bodyLength() > InitInLayout.SHORT_BYTES) {
        flags |= Integer.toUnsignedLong(init.getInt(InitInLayout.FLAGS2)) << Integer.SIZE;
      }
      return new Offer(
          init.getInt(InitInLayout.MAJOR),
          init.getInt(InitInLayout.MINOR),
          init.getInt(InitInLayout.MAX_READAHEAD),
          flags);
    }

    /** Whether the kernel has to be told first that version 7 is what is spoken here. */
    boolean isNewer() {
      return major > MAJOR;
    }
  }

  /**
   * Takes of an offer what is of use.
   *
   * @param checksPermissions whether the kernel shall check them, and access control lists as well
   */
  static Agreement of(Offer offer, boolean writebackCache, boolean checksPermissions)
      throws IOException {
    if (offer.major < MAJOR || (offer.major == MAJOR && offer.minor < OLDEST_MINOR)) {
      throw new IOException(
          "this kernel speaks version %d.%d of the FUSE protocol, and %d.%d (Linux 5.4) is needed; '--transport=jnr' mounts with older ones"
              .formatted(offer.major, offer.minor, MAJOR, OLDEST_MINOR));
    }
    long wanted =
        WANTED
            | (writebackCache ? InitFlags.WRITEBACK_CACHE : 0)
            | (checksPermissions ? InitFlags.POSIX_ACL | InitFlags.DONT_MASK : 0);
    long flags = offer.flags & wanted;
    boolean large = (flags & InitFlags.MAX_PAGES) != 0;
    return new Agreement(
        Math.min(offer.minor, NEWEST_MINOR),
        flags,
        Math.min(offer.maxReadaheadBytes, Request.MAX_DATA_BYTES),
        large ? Request.MAX_DATA_BYTES : WRITE_BYTES_WITHOUT_MAX_PAGES);
  }

  boolean has(long flag) {
    return (flags & flag) != 0;
  }

  /** Writes the answer to INIT; returns its length. */
  int put(Reply reply) {
    reply.clear(0, InitOutLayout.BYTES);
    reply.putInt(InitOutLayout.MAJOR, MAJOR);
    reply.putInt(InitOutLayout.MINOR, minor);
    reply.putInt(InitOutLayout.MAX_READAHEAD, maxReadaheadBytes);
    reply.putInt(InitOutLayout.FLAGS, (int) flags);
    reply.putInt(InitOutLayout.FLAGS2, (int) (flags >>> Integer.SIZE));
    reply.putShort(InitOutLayout.BACKGROUND, BACKGROUND_REQUESTS);
    reply.putShort(InitOutLayout.CONGESTED, CONGESTED_REQUESTS);
    reply.putInt(InitOutLayout.MAX_WRITE, maxWriteBytes);
    reply.putInt(InitOutLayout.TIME_GRANULARITY, 1);
    reply.putShort(InitOutLayout.MAX_PAGES, maxWriteBytes / Request.PAGE_BYTES);
    return InitOutLayout.BYTES;
  }

  /** Writes the answer to an offer of a newer version, after which the kernel offers this one. */
  static int putMajor(Reply reply) {
    reply.clear(0, InitOutLayout.BYTES);
    reply.putInt(InitOutLayout.MAJOR, MAJOR);
    reply.putInt(InitOutLayout.MINOR, NEWEST_MINOR);
    return InitOutLayout.BYTES;
  }
}
