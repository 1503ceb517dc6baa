package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.Counters;
import io.mucca.tools.wa.engine.FileTree;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** What a workload works with. Safe for use by many threads. */
public interface Bench {
  Parameters parameters();

  /**
   * The filesystem; while the workload runs, all that is done to it is timed, and its bytes are
   * counted. A tree that is cloned from it is measured as well.
   */
  FileTree files();

  /**
   * Randomness that depends on the run's seed and the number alone.
   *
   * @param stream a number for each thread or purpose
   */
  RandomGenerator random(int stream);

  /** Bytes to be written, likewise. The workload's parameters say how well they compress. */
  Content content(int stream);

  /** Says how many operations there will be, for whoever watches. */
  void expect(long operations);

  /** One more of what figures "per operation" divide by. */
  void operation();

  /** Waits as long as the parameters say is between two operations. */
  void pace() throws IOException;

  /** Has the filesystem write all that it owes, in the middle of the workload. */
  void settle() throws IOException;

  /** What went to the device so far; only differences mean something. */
  Counters counters() throws IOException;

  /** Bytes that went to the device so far, likewise. */
  long deviceBytes() throws IOException;

  /** Notes something that explains a step in the course of the run. */
  void event(String kind, String what);

  /** Gives a figure that only this workload has; the name has the unit. */
  void extra(String name, double value);

  /** Says what makes the figures doubtful. */
  void warn(String warning);
}
