package io.mucca.tools.command;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Target;
import java.io.IOException;
import java.nio.file.Path;

/** Targets of commands that work on an image and not on one of its roots. */
final class WholeImage {
  private WholeImage() {}

  /**
   * The image that a target means.
   *
   * @param done what is done to it, for the message
   */
  static Path locate(Environment environment, String text, String done) throws IOException {
    Target target = Target.parse(text);
    if (target.volume() != null || target.snapshot() != null) {
      throw Failure.usage("an image is " + done + " as a whole; leave volume and snapshot out");
    }
    return environment.images().locate(target).image();
  }
}
