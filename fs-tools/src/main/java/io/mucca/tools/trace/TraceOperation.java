package io.mucca.tools.trace;

/**
 * One line of a {@link Trace}. Paths are relative, as {@link io.mucca.tools.wa.engine.FileTree}'s.
 */
public sealed interface TraceOperation {
  /** A file of so many bytes that is there before the trace begins. */
  record Have(String path, long sizeBytes) implements TraceOperation {}

  /** A directory that is there before the trace begins. */
  record HaveDirectory(String path) implements TraceOperation {}

  record Create(String path) implements TraceOperation {}

  record MakeDirectory(String path) implements TraceOperation {}

  record Write(String path, long offsetBytes, int count) implements TraceOperation {}

  record Read(String path, long offsetBytes, int count) implements TraceOperation {}

  record Truncate(String path, long sizeBytes) implements TraceOperation {}

  record Sync(String path) implements TraceOperation {}

  record SyncDirectory(String path) implements TraceOperation {}

  record SyncAll() implements TraceOperation {}

  /** The last one who had it open has closed it. */
  record Close(String path) implements TraceOperation {}

  record Rename(String path, String newPath) implements TraceOperation {}

  record Link(String path, String newPath) implements TraceOperation {}

  record Unlink(String path) implements TraceOperation {}

  record RemoveDirectory(String path) implements TraceOperation {}

  record SetXattr(String path, String name, int count) implements TraceOperation {}
}
