package io.mucca.tools.wa.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a filesystem of somebody else is made to write all that it owes to its device, so that what
 * it puts off counts too. Which one needs what was found by watching the device's counter for a
 * minute after the last write.
 */
enum Settling {
  /** syncfs(2) leaves nothing: ext4 and btrfs wrote no more in the 65 s after it. */
  BY_SYNC("syncfs", Duration.ZERO),

  /**
   * XFS leaves its metadata in the log and writes it to its place half a minute later; a freeze
   * does that at once. After 400 creations a freeze wrote 262,144 bytes, time alone 259,072.
   */
  BY_FREEZE("syncfs, fsfreeze", Duration.ZERO),

  /** ZFS collects for 30 s what it writes to its place, and zfs-fuse has no command for it. */
  BY_WAITING("syncfs, 35 s", Duration.ofSeconds(35));

  /** A device that writes nothing for so long has nothing more to write. */
  private static final Duration STILL = Duration.ofMillis(500);

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * One process freezes and thaws, and takes no interrupt in between: a filesystem that stays
   * frozen can neither be used nor removed.
   */
  private static final String FREEZE_AND_THAW =
      "trap '' INT TERM HUP; fsfreeze --freeze \"$0\" && fsfreeze --unfreeze \"$0\"";

  private final String description;
  private final Duration wait;

  Settling(String description, Duration wait) {
    this.description = description;
    this.wait = wait;
  }

  /** What is done, for the result. */
  String description() {
    return description;
  }

  /** Reads how much was written to the device so far. */
  @FunctionalInterface
  interface Counter {
    long writtenBytes() throws IOException;
  }

  /** Has all written that is owed; syncfs(2) is the caller's. */
  void settle(Host host, Path mountpoint, Counter counter) throws IOException {
    if (this == BY_FREEZE) {
      host.run("sh", "-c", FREEZE_AND_THAW, mountpoint.toString());
    }
    host.pause(wait);
    awaitStill(host, counter);
  }

  private static void awaitStill(Host host, Counter counter) throws IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    long stillSince = System.nanoTime();
    long written = counter.writtenBytes();
    while (System.nanoTime() - stillSince < STILL.toNanos() && System.nanoTime() - end < 0) {
      host.pause(PAUSE);
      long next = counter.writtenBytes();
      if (next != written) {
        written = next;
        stillSince = System.nanoTime();
      }
    }
  }
}
