package io.mucca.tools.wa.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program. */
public final class MuccaVersion {
  private static final String RESOURCE = "/io/mucca/tools/command/version.properties";

  private MuccaVersion() {}

  /** Such as {@code 1.0.0}. */
  public static String text() {
    try (InputStream resource = MuccaVersion.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (resource != null) {
        properties.load(resource);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
