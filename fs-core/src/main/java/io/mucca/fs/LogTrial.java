package io.mucca.fs;

import io.mucca.block.Superblock;
import io.mucca.device.BlockDevice;
import io.mucca.log.LogReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the next mount can replay the log behind a checkpoint: found out by doing it in memory.
 * Nothing is written.
 *
 * @param recordCount records that are whole
 * @param damage about the first of them that cannot be replayed; null if none is known
 * @param lostCount how many that one and those behind it are
 * @param obstacle why it is not known whether they can be replayed; null if it is
 */
record LogTrial(
    long recordCount,
    @Nullable LogDamagedException damage,
    long lostCount,
    @Nullable IOException obstacle) {
  static final LogTrial NO_RECORDS = new LogTrial(0, null, 0, null);

  /**
   * More than mounts take by default, which write what they replay when it gets too much: a log
   * fits that was written with these defaults, and mostly one that was not.
   */
  private static final OpenOptions OPTIONS =
      new OpenOptions(true, 16L << 20, 128L << 20, 256L << 20, 0);

  /**
   * Tries it with a checkpoint of an image that nobody uses.
   *
   * @throws IOException if the log cannot be read
   */
  static LogTrial of(BlockDevice device, Superblock superblock) throws IOException {
    return of(device, superblock, OPTIONS);
  }

  /**
   * The same with other bounds of memory.
   *
   * @param options for reading only
   */
  static LogTrial of(BlockDevice device, Superblock superblock, OpenOptions options)
      throws IOException {
    long count = countFrom(0, device, superblock);
    if (count == 0) {
      return NO_RECORDS;
    }
    LogDamagedException first = null;
    while (true) {
      ReplayScope before = new ReplayScope(first == null ? Long.MAX_VALUE : first.sequence(), true);
      try {
        VolumeImage.replay(device, superblock, options, before);
        break;
      } catch (LogDamagedException e) {
        // What is read first may be far behind what cannot be applied.
        if (before.excludes(e.sequence())) {
          throw new IllegalStateException("a record was replayed that was left out", e);
        }
        first = e;
      } catch (IOException e) {
        if (first == null) {
          return new LogTrial(count, null, 0, e);
        }
        break;
      }
    }
    long lost = first == null ? 0 : countFrom(first.sequence(), device, superblock);
    return new LogTrial(count, first, lost, null);
  }

  private static long countFrom(long sequence, BlockDevice device, Superblock superblock)
      throws IOException {
    if (superblock.log().address() == 0) {
      return 0;
    }
    long count = 0;
    try (LogReader reader =
        new LogReader(device, superblock.geometry(), superblock.log(), superblock.volumeIdLow())) {
      for (var record = reader.next(); record != null; record = reader.next()) {
        count += record.sequence() >= sequence ? 1 : 0;
      }
    }
    return count;
  }

  /** False if more memory, or writing, may be all that it takes to replay the log. */
  boolean isObstacleDamage() {
    // Nothing becomes free in memory, so that a full image may seem fuller than it is.
    return obstacle != null
        && !(obstacle instanceof ReplayMemoryException)
        && !(obstacle instanceof FsException full && full.error() == FsError.NO_SPACE);
  }

  /** What is wrong with the log; only if there is a damaged record. */
  String problem() {
    LogDamagedException first = requireDamage();
    return "record %d of the intent log cannot be replayed, nor can the %d behind it: %s"
        .formatted(first.sequence(), lostCount - 1, first.reason());
  }

  /** What a repair does about it; only if there is a damaged record. */
  String action(CheckpointInfo checkpoint) {
    LogDamagedException first = requireDamage();
    return "give up what the intent log holds from record %d on (%d of its %d records), because it cannot be replayed on checkpoint %d from %s: %s; what was changed from there on is lost, what the log holds before is kept"
        .formatted(
            first.sequence(),
            lostCount,
            recordCount,
            checkpoint.generation(),
            checkpoint.time(),
            first.reason());
  }

  private LogDamagedException requireDamage() {
    if (damage == null) {
      throw new IllegalStateException("no record is damaged");
    }
    return damage;
  }
}
