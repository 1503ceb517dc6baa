package io.mucca.fuse.conformance;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code statx(2)} says of a file.
 *
 * @param birth when it was made, or null if nobody knows
 * @param device the filesystem that it is on
 */
record Stat(
    long inode,
    int mode,
    int links,
    int uid,
    int gid,
    long size,
    long sectors,
    Instant access,
    Instant modify,
    Instant change,
    @Nullable Instant birth,
    int rdevMajor,
    int rdevMinor,
    long device) {
  static final int SIZE_BYTES = 256;

  /** Everything that {@code struct stat} has, and the time of birth. */
  static final int MASK = 0xfff;

  private static final int BIRTH_TIME = 0x800;

  static Stat of(MemorySegment statx) {
    boolean hasBirth = (statx.get(JAVA_INT, 0) & BIRTH_TIME) != 0;
    return new Stat(
        statx.get(JAVA_LONG, 32),
        Short.toUnsignedInt(statx.get(JAVA_SHORT, 28)),
        statx.get(JAVA_INT, 16),
        statx.get(JAVA_INT, 20),
        statx.get(JAVA_INT, 24),
        statx.get(JAVA_LONG, 40),
        statx.get(JAVA_LONG, 48),
        time(statx, 64),
        time(statx, 112),
        time(statx, 96),
        hasBirth ? time(statx, 80) : null,
        statx.get(JAVA_INT, 128),
        statx.get(JAVA_INT, 132),
        ((long) statx.get(JAVA_INT, 136) << 32) | statx.get(JAVA_INT, 140));
  }

  private static Instant time(MemorySegment statx, long offset) {
    return Instant.ofEpochSecond(statx.get(JAVA_LONG, offset), statx.get(JAVA_INT, offset + 8));
  }

  /** The type bits of the mode. */
  int type() {
    return mode & Flags.S_IFMT;
  }

  /** Permissions, set-user-ID, set-group-ID and sticky bit. */
  int permissions() {
    return mode & 07777;
  }
}
