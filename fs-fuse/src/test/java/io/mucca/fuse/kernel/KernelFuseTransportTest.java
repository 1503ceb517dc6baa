package io.mucca.fuse.kernel;

import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.FuseTransportSuite;

final class KernelFuseTransportTest extends FuseTransportSuite {
  @Override
  protected FuseTransport transport() {
    return new KernelFuseTransport();
  }

  @Override
  protected boolean obeysAcls() {
    return true;
  }

  @Override
  protected boolean canAllocate() {
    return true;
  }
}
