package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.log.LogRecord;
import java.io.IOException;
import java.util.List;

/** Takes records of an image's log apart, and says of which of them something cannot be. */
final class LogDecoder {
  private final ImageCore core;
  private final LogRules rules;
  private final long generation;

  /**
   * @param generation the checkpoint that the records follow
   */
  LogDecoder(ImageCore core, long generation) {
    this.core = core;
    this.generation = generation;
    rules = new LogRules(core.geometry);
  }

  /** The checkpoint that the records follow. */
  long generation() {
    return generation;
  }

  /** The entries of a record, in order; none of them is out of bounds. */
  List<LogEntry> decode(LogRecord record) throws CorruptBlockException {
    if (record.durableUpTo() < 0 || record.durableUpTo() > record.sequence()) {
      throw damaged(
          record,
          new CorruptBlockException("it has what follows as durable: " + record.durableUpTo()));
    }
    try {
      return LogEntry.decodeAll(record.payload(), rules);
    } catch (CorruptBlockException e) {
      throw damaged(record, e);
    }
  }

  /**
   * What to throw for a record that is whole, and yet cannot be applied. It was promised to last,
   * so that nothing is passed over.
   */
  LogDamagedException damaged(LogRecord record, IOException cause) {
    return new LogDamagedException(core.device.name(), record.sequence(), generation, cause);
  }
}
