package io.mucca.tools.wa.engine;

import io.mucca.tools.wa.result.Subject;
import java.io.IOException;
import java.util.List;

/**
 * A filesystem under measurement, empty, for one run. One thread uses it, but {@link #deviceBytes}
 * and {@link #generation} may be asked by another one at any time, and {@link #files} by as many as
 * the workload has.
 */
public interface Engine extends AutoCloseable {
  /** What {@link #generation} is where nobody can say when there was a checkpoint. */
  long NO_GENERATIONS = -1;

  Subject subject();

  /** Where the workload works. */
  FileTree files();

  /** Has everything written that the filesystem still owes the device. */
  void settle() throws IOException;

  /** What was counted so far, since whenever; only differences mean something. */
  Counters counters() throws IOException;

  /**
   * Bytes that went to the device so far: counted by the kernel, or else submitted. Cheap enough to
   * be asked some hundred times a second.
   */
  long deviceBytes() throws IOException;

  /**
   * The newest checkpoint; a different number than before tells that there was another one. May be
   * asked by another thread, some times a second.
   */
  long generation() throws IOException;

  /** What makes the figures doubtful, such as a device that nobody counts. */
  List<String> warnings();

  /** Takes away everything that the engine made: files, mounts, devices. */
  @Override
  void close() throws IOException;
}
