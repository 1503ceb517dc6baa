package io.mucca.fuse.jnr;

import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.FuseTransportSuite;

final class JnrFuseTransportTest extends FuseTransportSuite {
  @Override
  protected FuseTransport transport() {
    return new JnrFuseTransport();
  }
}
