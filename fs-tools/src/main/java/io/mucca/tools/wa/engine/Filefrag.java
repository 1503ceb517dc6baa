package io.mucca.tools.wa.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the kernel for a file's extents by way of {@code filefrag}, which e2fsprogs has. */
final class Filefrag {
  private static final Pattern FOUND = Pattern.compile(": (\\d+) extents? found");

  private Filefrag() {}

  /** Empty where the filesystem does not say, as FUSE, or there is no such program. */
  static OptionalLong extents(Path file) {
    try {
      Matcher found = FOUND.matcher(Commands.run("filefrag", file.toString()));
      return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
