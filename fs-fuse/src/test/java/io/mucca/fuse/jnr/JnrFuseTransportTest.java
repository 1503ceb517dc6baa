package io.mucca.fuse.jnr;

import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.FuseTransportSuite;

final class JnrFuseTransportTest extends FuseTransportSuite {
  @Override
  protected FuseTransport transport() {
    return new JnrFuseTransport();
  }

  @Override
  protected boolean obeysAcls() {
    return false;
  }

  @Override
  protected boolean canAllocate() {
    return false;
  }
}
