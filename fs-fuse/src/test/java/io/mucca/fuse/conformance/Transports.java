package io.mucca.fuse.conformance;

import io.mucca.fuse.jnr.JnrFuseTransport;
import java.util.EnumSet;
import java.util.stream.Stream;

/** The transports there are, and what each can do. */
final class Transports {
  private Transports() {}

  static Stream<MountedPlace> all() {
    return Stream.of(
        new MountedPlace("jnr", new JnrFuseTransport(), EnumSet.noneOf(Ability.class)));
  }
}
