package io.mucca.fuse.kernel;

import java.io.IOException;

/** Answers one kind of request. Thread-safe; an exchange is one thread's. */
@FunctionalInterface
interface Operation {
  /**
   * Puts the reply's body into the exchange.
   *
   * @return the length of the body, or a negative errno
   * @throws IOException to be turned into an errno
   */
  int serve(Exchange exchange) throws IOException;
}
