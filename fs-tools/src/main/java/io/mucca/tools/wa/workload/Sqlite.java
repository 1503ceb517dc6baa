package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.FileTree;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The system calls of SQLite's transactions, in both of its journal modes, with their sizes and
 * order, as strace shows them of SQLite 3.40.1 (Debian 12) that inserts rows of 100 bytes; why they
 * are so say "Atomic Commit In SQLite" and "WAL-mode File Format" at sqlite.org. A write-ahead log
 * gets the first page only when the database grows, which it does not here; a rollback journal gets
 * it in each transaction. Left out are reads of the database, and that a checkpoint cuts the
 * database to the size that it has already.
 */
final class Sqlite implements Workload {
  private static final String JOURNAL = "journal";
  private static final String WAL = "wal";
  private static final String DELETE = "delete";
  private static final String PAGE_SIZE = "page-size";
  private static final String PAGES = "pages";
  private static final String SYNCHRONOUS = "synchronous";
  private static final String FULL = "full";
  private static final String NORMAL = "normal";
  private static final String WAL_PAGES = "wal-pages";

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public String summary() {
    return "Changes random pages of a database in transactions, by the same system calls as"
        + " SQLite.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Parameter.count(Usual.OPERATIONS, 1000, 1, "transactions"),
        Parameter.size(Usual.FILE_SIZE, "16M", 8192, "size of the database"),
        Parameter.size(PAGE_SIZE, "4K", 512, "of the database"),
        Parameter.count(
            PAGES, 3, 1, 100_000, "changed by a transaction; with delete also the first one"),
        Parameter.choice(
            JOURNAL, "write-ahead log, or rollback journal that is deleted", WAL, DELETE),
        Parameter.choice(
            SYNCHRONOUS,
            "full syncs at each commit; normal, with wal, at checkpoints",
            FULL,
            NORMAL),
        Parameter.count(WAL_PAGES, 1000, 1, "in the log when it is copied into the database"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    Parameters parameters = bench.parameters();
    WorkFile database = Usual.newFile(bench, "database", parameters.size(Usual.FILE_SIZE));
    long operations = parameters.count(Usual.OPERATIONS);
    bench.expect(operations);
    Database pages = new Database(bench, database);
    boolean full = parameters.text(SYNCHRONOUS).equals(FULL);
    if (parameters.text(JOURNAL).equals(DELETE)) {
      return () -> {
        try (database) {
          repeat(bench, operations, () -> rollbackTransaction(bench.files(), pages));
        }
      };
    }
    WorkFile log = bench.files().create("database-wal");
    return () -> {
      try (database;
          log) {
        WriteAheadLog wal = new WriteAheadLog(pages, log, full, parameters.count(WAL_PAGES));
        repeat(bench, operations, wal::transaction);
      }
    };
  }

  private interface Transaction {
    void run() throws IOException;
  }

  private static void repeat(Bench bench, long operations, Transaction transaction)
      throws IOException {
    for (long done = 0; done < operations; done++) {
      transaction.run();
      bench.pace();
      bench.operation();
    }
  }

  /** The database's own file, and which of its pages come next. */
  private static final class Database {
    final WorkFile file;
    final int pageBytes;
    private final long pageCount;
    private final int changed;
    private final RandomGenerator random;
    private final Content content;
    private final ByteBuffer page;

    Database(Bench bench, WorkFile file) {
      Parameters parameters = bench.parameters();
      this.file = file;
      pageBytes = parameters.smallSize(PAGE_SIZE);
      pageCount = Math.max(2, parameters.size(Usual.FILE_SIZE) / pageBytes);
      changed = parameters.smallCount(PAGES);
      random = bench.random(0);
      content = bench.content(0);
      page = ByteBuffer.allocateDirect(pageBytes);
    }

    /** Any pages but the first, in the order in which SQLite writes them. */
    long[] someSorted() {
      return random.longs(1, pageCount).limit(changed).distinct().sorted().toArray();
    }

    void write(long page) throws IOException {
      file.write(page * pageBytes, content.next(pageBytes));
    }

    void write(WorkFile other, long offsetBytes, int count) throws IOException {
      other.write(offsetBytes, content.next(count));
    }

    void read(WorkFile other, long offsetBytes) throws IOException {
      int unused = other.read(offsetBytes, page.clear());
    }
  }

  private static final int JOURNAL_HEADER_BYTES = 512;
  private static final int RECORD_COUNT_BYTES = 12;
  private static final int PAGE_NUMBER_BYTES = 4;
  private static final int CHECKSUM_BYTES = 4;

  /**
   * Keeps the old pages in a journal until the new ones are durable. Page 1 changes in each
   * transaction, since it counts them.
   */
  private static void rollbackTransaction(FileTree files, Database database) throws IOException {
    long[] pages = database.someSorted();
    try (WorkFile journal = files.create("database-journal")) {
      database.write(journal, 0, JOURNAL_HEADER_BYTES);
      long offset = journalPage(database, journal, JOURNAL_HEADER_BYTES);
      for (long _ : pages) {
        offset = journalPage(database, journal, offset);
      }
      journal.syncData();
      files.syncDirectory("");
      database.write(journal, 0, RECORD_COUNT_BYTES);
      journal.syncData();
    }
    database.write(0);
    for (long page : pages) {
      database.write(page);
    }
    database.file.syncData();
    files.unlink("database-journal");
  }

  private static long journalPage(Database database, WorkFile journal, long offset)
      throws IOException {
    database.write(journal, offset, PAGE_NUMBER_BYTES);
    database.write(journal, offset + PAGE_NUMBER_BYTES, database.pageBytes);
    long checksum = offset + PAGE_NUMBER_BYTES + database.pageBytes;
    database.write(journal, checksum, CHECKSUM_BYTES);
    return checksum + CHECKSUM_BYTES;
  }

  /** New pages go to a log, and now and then from there to the database. */
  private static final class WriteAheadLog {
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;

    private final Database database;
    private final WorkFile log;
    private final boolean full;
    private final long mostFrames;
    private final NavigableMap<Long, Long> logged = new TreeMap<>(); // Pages to offsets.
    private long frames;

    WriteAheadLog(Database database, WorkFile log, boolean full, long mostFrames) {
      this.database = database;
      this.log = log;
      this.full = full;
      this.mostFrames = mostFrames;
    }

    void transaction() throws IOException {
      if (frames == 0) {
        database.write(log, 0, HEADER_BYTES);
        log.syncData();
      }
      for (long page : database.someSorted()) {
        append(page);
      }
      if (full) {
        log.syncData();
      }
      if (frames >= mostFrames) {
        checkpoint();
      }
    }

    private void append(long page) throws IOException {
      long offset = HEADER_BYTES + frames * (FRAME_HEADER_BYTES + database.pageBytes);
      database.write(log, offset, FRAME_HEADER_BYTES);
      database.write(log, offset + FRAME_HEADER_BYTES, database.pageBytes);
      logged.put(page, offset + FRAME_HEADER_BYTES);
      frames++;
    }

    /** Each page once, in order; the log begins anew then. */
    private void checkpoint() throws IOException {
      log.syncData();
      for (Map.Entry<Long, Long> page : logged.entrySet()) {
        database.read(log, page.getValue());
        database.write(page.getKey());
      }
      database.file.syncData();
      logged.clear();
      frames = 0;
    }
  }
}
