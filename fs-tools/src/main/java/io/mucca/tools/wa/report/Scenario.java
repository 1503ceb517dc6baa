package io.mucca.tools.wa.report;

import io.mucca.tools.text.ByteSize;
import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.result.Application;

/** A kind of load for which copy-on-write may pay or not, told from what was done. */
enum Scenario {
  SMALL_WRITES(
      "Small writes",
      "A change of a few bytes may make copy-on-write copy a whole path of the tree; a log of what"
          + " changed puts that off, and gathers it.",
      "mucca wa compare overwrite-fsync append-fsync one-byte -o small.json") {
    @Override
    boolean matches(Study study) {
      double bytes = writtenPerOperation(study);
      return bytes > 0 && bytes <= MOST_SMALL_BYTES;
    }
  },
  LARGE_WRITES(
      "Large writes",
      "With long extents the tree is small beside the data, wherever that is written.",
      "mucca wa compare batch:write-size=1M:align=1M:every=16 -o large.json") {
    @Override
    boolean matches(Study study) {
      return writtenPerOperation(study) >= LEAST_LARGE_BYTES;
    }
  },
  SPARSE_CHANGES(
      "Sparse changes",
      "Changes far apart share no node of a tree, so that each has its own share of copies; in"
          + " place each costs the same as any other.",
      "mucca wa compare batch:file-size=1G:operations=1000 -o sparse.json") {
    @Override
    boolean matches(Study study) {
      double share = shareOfFile(study);
      return share > 0 && share <= MOST_SPARSE;
    }
  },
  DENSE_CHANGES(
      "Dense changes",
      "Changes close together share the copies of nodes; and what is overwritten before it is"
          + " written at all costs nothing anywhere.",
      "mucca wa compare batch:operations=20000:every=never -o dense.json") {
    @Override
    boolean matches(Study study) {
      return shareOfFile(study) >= LEAST_DENSE;
    }
  },
  READ_HEAVY(
      "Reading",
      "What copy-on-write saves in writing, it may lose in reading: files that were overwritten"
          + " here and there end up in pieces.",
      "mucca wa compare fragmentation -o read.json") {
    @Override
    boolean matches(Study study) {
      Case first = study.cases().getFirst();
      Application application = first.first().application();
      return first.first().extras().containsKey(Rates.COLD_READ)
          || application.readBytes() > application.writtenBytes();
    }
  };

  /** The least that is read or written in one go, on most filesystems. */
  private static final int MOST_SMALL_BYTES = 8 << 10;

  private static final int LEAST_LARGE_BYTES = 256 << 10;

  /** Of the file; up to this share, few changes are near each other. */
  private static final double MOST_SPARSE = 0.1;

  private static final double LEAST_DENSE = 0.5;

  private final String title;
  private final String reason;
  private final String command;

  Scenario(String title, String reason, String command) {
    this.title = title;
    this.reason = reason;
    this.command = command;
  }

  String title() {
    return title;
  }

  /** Why it may go either way; general, and without a figure. */
  String reason() {
    return reason;
  }

  /** What makes results of this kind. */
  String command() {
    return command;
  }

  /** Whether a study is about this; one may be about several. */
  abstract boolean matches(Study study);

  private static double writtenPerOperation(Study study) {
    Application application = study.cases().getFirst().first().application();
    return application.operations() == 0
        ? 0
        : (double) application.writtenBytes() / application.operations();
  }

  /** How much of the file was written, by its size in the parameters; 0 if that is not known. */
  private static double shareOfFile(Study study) {
    Application application = study.cases().getFirst().first().application();
    String size = study.parameters().getOrDefault("file-size", "");
    try {
      long fileBytes = ByteSize.parse(size);
      return application.uniqueBytes() > fileBytes || fileBytes == 0
          ? 0
          : (double) application.uniqueBytes() / fileBytes;
    } catch (IllegalArgumentException _) {
      return 0;
    }
  }
}
