package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.LogAnchor;
import io.mucca.block.SuperblockStore;
import io.mucca.log.LogReader;
import io.mucca.log.LogRecord;
import it.unimi.dsi.fastutil.longs.Long2IntMap;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.io.IOException;
import java.util.List;

/**
 * What lies in the log behind a checkpoint, as a first reading shows it. The blocks that its
 * records name are reserved, so that nobody else takes them before the records are replayed.
 */
final class LogScan {
  private final ImageCore core;
  private final LogDecoder decoder;
  private final ReplayScope scope;
  private final Long2IntMap named = new Long2IntOpenHashMap();
  private int recordCount;
  private long durableUpTo;
  private long end;

  private LogScan(ImageCore core, LogDecoder decoder, ReplayScope scope) {
    this.core = core;
    this.decoder = decoder;
    this.scope = scope;
    end = scope.end();
  }

  /** Reads the log, and reserves what the records name that are to be replayed. */
  static LogScan of(
      ImageCore core, LogDecoder decoder, LogAnchor anchor, long volumeIdLow, ReplayScope scope)
      throws IOException {
    LogScan scan = new LogScan(core, decoder, scope);
    if (anchor.address() != 0) {
      try (LogReader reader = new LogReader(core.device, core.geometry, anchor, volumeIdLow)) {
        scan.read(reader);
      }
    }
    return scan;
  }

  /** Records that are whole, those that are left out too. */
  int recordCount() {
    return recordCount;
  }

  /** Everything before this sector of the log was durable, with its data, when it was written. */
  long durableUpTo() {
    return durableUpTo;
  }

  /**
   * The sector of the first record that is left out, or names blocks which cannot be its own;
   * beyond all records if there is none.
   */
  long end() {
    return end;
  }

  /** Runs of blocks that are reserved: length by first block. */
  Long2IntMap named() {
    return named;
  }

  private void read(LogReader reader) throws IOException {
    LogRecord record = reader.next();
    while (record != null) {
      recordCount++;
      // What is left out has no say in what counts.
      if (!scope.excludes(record.sequence())) {
        durableUpTo = Math.max(durableUpTo, record.durableUpTo());
      }
      if (record.sequence() < end && !reserve(decoder.decode(record))) {
        requireFallback(record);
        core.warn(
            "what was changed from record %d of the intent log on is lost: it names used blocks"
                .formatted(record.sequence()));
        end = record.sequence();
      }
      record = reader.next();
    }
  }

  /**
   * Behind a checkpoint that was fallen back to, there are records that follow later ones: they may
   * name blocks which were free by then, and are not before.
   */
  private void requireFallback(LogRecord record) throws IOException {
    if (scope.isTrial() || SuperblockStore.isLast(core.device, decoder.generation())) {
      throw decoder.damaged(
          record, new CorruptBlockException("it names blocks that are in use for something else"));
    }
  }

  private boolean reserve(List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      if (entry instanceof LogEntry.Extent extent && !extent.shared()) {
        if (!core.space.reserveExactly(extent.address(), extent.storedBlocks())) {
          return false;
        }
        named.put(extent.address(), extent.storedBlocks());
      }
    }
    return true;
  }
}
