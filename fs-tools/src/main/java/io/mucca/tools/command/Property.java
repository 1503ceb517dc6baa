package io.mucca.tools.command;

import io.mucca.fs.RootInfo;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What of a volume can be read and chosen by name. */
enum Property {
  READ_ONLY("readonly"),
  COMPRESSION("compression");

  /** All names, for people. */
  static final String NAMES =
      Arrays.stream(values()).map(Property::toString).collect(Collectors.joining(" and "));

  private final String shown;

  Property(String shown) {
    this.shown = shown;
  }

  static @Nullable Property find(String name) {
    for (Property property : values()) {
      if (property.shown.equals(name)) {
        return property;
      }
    }
    return null;
  }

  /** As it is set: name and value. */
  String assignment(RootInfo root) {
    return switch (this) {
      case READ_ONLY -> shown + "=" + (root.readOnly() ? "on" : "off");
      case COMPRESSION -> shown + "=" + root.compression();
    };
  }

  @Override
  public String toString() {
    return shown;
  }
}
