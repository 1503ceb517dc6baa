package io.mucca.fuse.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A filesystem on which the cases run. It is made when it is first asked for its directory. */
abstract class Place implements AutoCloseable {
  private static final @Nullable String DIRECTORY =
      System.getProperty("mucca.conformance.directory");

  private final String name;
  private int caseCount;

  Place(String name) {
    this.name = name;
  }

  /** Every transport over a volume of its own, or the one directory that a property names. */
  static Stream<Place> all() {
    return DIRECTORY == null
        ? Transports.all().map(Place.class::cast)
        : Stream.of(new DirectoryPlace(Path.of(DIRECTORY)));
  }

  /** An existing directory that every user can reach. */
  abstract Path root() throws IOException;

  abstract boolean can(Ability ability);

  /** A number that no other case here has. */
  final int nextCase() {
    return ++caseCount;
  }

  /** Ends its use and verifies what can be verified. */
  @Override
  public abstract void close() throws IOException;

  @Override
  public final String toString() {
    return name;
  }
}
