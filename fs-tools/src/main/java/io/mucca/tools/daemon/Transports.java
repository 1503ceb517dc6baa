package io.mucca.tools.daemon;

import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.jnr.JnrFuseTransport;
import io.mucca.fuse.kernel.KernelFuseTransport;
import io.mucca.tools.image.TransportName;

/** Makes transports by name. */
public final class Transports {
  private Transports() {}

  /** The transport of a name, ready to mount. */
  public static FuseTransport create(TransportName name) {
    return switch (name) {
      case KERNEL -> new KernelFuseTransport();
      case JNR -> new JnrFuseTransport();
    };
  }
}
