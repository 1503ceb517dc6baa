package io.mucca.tools.wa.peer;

import io.mucca.tools.wa.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A kind of filesystem that can be measured: how it is made and mounted. Immutable. */
interface Peer {
  /** Short, and unique in a comparison. */
  String name();

  /** Why this host cannot have it, and what to do about it; null if it can. */
  @Nullable String obstacle(Host host) throws IOException;

  /**
   * Makes it on a blank block device and mounts it.
   *
   * @param workspace what is made beyond the engine's own files is made through it; its owner
   *     closes it after the engine
   */
  Engine open(Host host, Workspace workspace, Path device) throws IOException;
}
