package io.mucca.tools.wa.engine;

import java.io.IOException;

/** Makes a fresh filesystem for each run. */
@FunctionalInterface
public interface EngineOpener {
  /** The caller closes it. */
  Engine open() throws IOException;
}
