package io.mucca.tools.control;

import io.mucca.fs.CheckProgress;
import io.mucca.fs.CheckReport;
import io.mucca.fs.ScrubProgress;
import io.mucca.fs.ScrubReport;
import io.mucca.tools.image.ImageService;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.scrub.ScrubRequest;
import io.mucca.tools.scrub.ScrubStatus;
import io.mucca.tools.trace.TraceChunk;
import java.io.IOException;
import java.nio.file.Path;

/** What a daemon does beyond what an opened image can: it mounts. */
public interface DaemonService extends ImageService {
  /** Mounts a root; it is usable when this returns. */
  MountInfo mount(MountRequest request) throws IOException;

  /**
   * Whether what programs wrote to mappings of a mount has arrived; see {@link
   * io.mucca.fuse.KernelPages}.
   */
  boolean hasReceivedPages(Path mountpoint) throws IOException;

  /**
   * Checks the last durable checkpoint while the image is in use.
   *
   * @param verifyData reads the content of all files, too
   */
  CheckReport check(boolean verifyData, CheckProgress progress) throws IOException;

  /** Scrubs the last durable checkpoint while the image is in use. */
  ScrubReport scrub(ScrubRequest request, ScrubProgress progress) throws IOException;

  ScrubStatus scrubStatus() throws IOException;

  /** Pauses the scrub that is running; returns how far it has come. */
  ScrubStatus pauseScrub() throws IOException;

  /**
   * Begins to note what programs do on a mount; who began it reads it, now and then at least, and
   * ends it.
   */
  void startTrace(Path mountpoint) throws IOException;

  /** What has been noted since the last call; after {@link #endTrace}, until it is over. */
  TraceChunk readTrace(Path mountpoint) throws IOException;

  /** Notes nothing any more. */
  void endTrace(Path mountpoint) throws IOException;

  /**
   * Ends a mount and makes all of it durable. A mount that is in use stays as it is, with {@link
   * io.mucca.tools.failure.ExitCode#BUSY}.
   */
  Unmounted unmount(Path mountpoint) throws IOException;
}
