package io.mucca.tools.wa.workload;

import java.io.IOException;
import java.util.List;

/** Something that a filesystem is had to do, the same on each. Immutable. */
public interface Workload {
  /** What people call it, such as {@code overwrite-fsync}. */
  String name();

  /** What it does, in a sentence. */
  String summary();

  /** What can be set, with the defaults, in the order in which it is shown. */
  List<Parameter> parameters();

  /** Makes the files that it works on; what that costs is not counted. */
  Work prepare(Bench bench) throws IOException;

  /** A workload that is ready to go. */
  @FunctionalInterface
  interface Work {
    /**
     * Does it, up to and including its last fsync. The filesystem has settled before, and will
     * afterwards.
     */
    void run() throws IOException;

    /** Measures what can be when all has settled; nothing that this writes is counted. */
    default void afterwards() throws IOException {}
  }
}
