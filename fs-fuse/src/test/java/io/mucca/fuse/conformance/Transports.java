package io.mucca.fuse.conformance;

import io.mucca.fuse.jnr.JnrFuseTransport;
import io.mucca.fuse.kernel.KernelFuseTransport;
import java.util.EnumSet;
import java.util.stream.Stream;

/** The transports there are, and what each can do. */
final class Transports {
  private Transports() {}

  static Stream<MountedPlace> all() {
    return Stream.of(
        new MountedPlace("jnr", new JnrFuseTransport(), EnumSet.noneOf(Ability.class)),
        new MountedPlace(
            "kernel",
            new KernelFuseTransport(),
            EnumSet.complementOf(EnumSet.of(Ability.MOVED_RANGES))));
  }
}
