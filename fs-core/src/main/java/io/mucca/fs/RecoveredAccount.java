package io.mucca.fs;

import io.mucca.account.Account;
import io.mucca.account.ApplicationCounters;
import io.mucca.device.DeviceCounters;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import io.mucca.log.LogRecord;
import io.mucca.log.LogWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a record of the log says of the time before a crash, whose counts no checkpoint has stored:
 * that the record was written, and the blocks that it names.
 *
 * <p>It does not say why, how much of the blocks is filler, or how often a program wrote bytes
 * before they were flushed. So blocks count as data that a program wrote once, compressed ones up
 * to where they end in their last sector, and calls and reads are not known.
 */
final class RecoveredAccount {
  private RecoveredAccount() {}

  static Account of(ImageCore core, LogRecord record, List<LogEntry> entries) {
    WrittenBytes.Builder written = new WrittenBytes.Builder();
    Map<Long, Long> applied = new HashMap<>();
    long length = LogWriter.HEADER_BYTES + (long) record.payload().length;
    long sectors = (record.end() - record.sequence()) * core.log.sectorSize();
    WriteCause cause = WriteCause.BEFORE_CRASH;
    written.add(WriteShares.IMAGE, WriteCategory.LOG_RECORD, cause, length);
    written.add(WriteShares.IMAGE, WriteCategory.LOG_PADDING, cause, sectors - length);
    for (LogEntry entry : entries) {
      switch (entry) {
        case LogEntry.Extent extent when !extent.shared() -> {
          long bytes = (long) extent.count() * core.geometry.blockSize();
          Cluster cluster = extent.cluster();
          long stored = cluster == null ? bytes : cluster.storedBytes(core.geometry.blockSize());
          long padding = -stored & (core.geometry.sectorSize() - 1);
          written.add(extent.root(), WriteCategory.DATA, cause, stored);
          written.add(extent.root(), WriteCategory.FILLER, cause, padding);
          applied.merge(extent.root(), bytes, Long::sum);
        }
        case LogEntry.Bytes bytes -> applied.merge(bytes.root(), length(bytes), Long::sum);
        default -> {
          // Other changes are in the record and nowhere else.
        }
      }
    }
    TreeMap<Long, ApplicationCounters> applications = new TreeMap<>();
    applied.forEach(
        (root, bytes) -> applications.put(root, new ApplicationCounters(bytes, 0, 0, 0, 0)));
    return new Account(new DeviceCounters(written.build(), Map.of(), 0, 0, 0, 0), applications);
  }

  private static long length(LogEntry.Bytes entry) {
    return entry.pieces().stream()
        .filter(piece -> piece.bytes() != null)
        .mapToLong(LogEntry.Piece::length)
        .sum();
  }
}
