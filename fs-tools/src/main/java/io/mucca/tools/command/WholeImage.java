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
    Target target = parse(text, "an image is " + done + " as a whole");
    return environment.images().locate(target).image();
  }

  /**
   * A target that names an image only.
   *
   * @param reason why nothing else makes sense, for the message
   */
  static Target parse(String text, String reason) throws IOException {
    Target target = Target.parse(text);
    if (target.volume() != null || target.snapshot() != null) {
      throw Failure.usage(reason + "; leave volume and snapshot out");
    }
    return target;
  }
}
