package io.mucca.fuse.kernel;

import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.FuseTransportSuite;

/** The suite with a kernel that holds back what programs write. */
final class WritebackFuseTransportTest extends FuseTransportSuite {
  @Override
  protected FuseTransport transport() {
    FuseTransport transport = new KernelFuseTransport();
    return (fileSystem, directory, options) ->
        transport.mount(fileSystem, directory, options.withOptions("writeback_cache"));
  }

  @Override
  protected boolean obeysAcls() {
    return true;
  }

  @Override
  protected boolean canAllocate() {
    return true;
  }

  @Override
  protected boolean readsAndWritesThrough() {
    return false;
  }
}
