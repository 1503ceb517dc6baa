package io.mucca.tools.wa.engine;

import java.io.IOException;

/** Opens an engine so that nothing of it stays behind where that fails. */
@FunctionalInterface
interface Opening {
  /** Opens it; what it makes on the way is registered at once. */
  Engine open(Cleanup cleanup) throws IOException;

  /** Opens an engine with a cleanup of its own, which the engine closes. */
  static Engine guarded(Opening opening) throws IOException {
    Cleanup cleanup = new Cleanup();
    try {
      return opening.open(cleanup);
    } catch (IOException | RuntimeException | Error e) {
      try {
        cleanup.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }
}
