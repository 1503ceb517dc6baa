package io.mucca.tools.command;

import io.mucca.fs.RootInfo;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Target;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca get}. */
@Command(
    name = "get",
    header = "Show whether a volume or snapshot is read-only, and its compression.",
    footer = {"", "Example: mucca get /data/disk.img:test1 readonly"})
final class GetCommand extends MuccaCommand {
  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "An image, device or mountpoint, [:VOLUME][@SNAPSHOT].")
  private String target = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PROPERTY",
      description = "readonly or compression; both without it.")
  private @Nullable String property;

  GetCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    List<Property> wanted = wanted();
    RootInfo root =
        environment()
            .images()
            .use(Target.parse(target), Access.READ, (image, name) -> image.root(name));
    print(
        () -> Results.Properties.of(root),
        () -> wanted.stream().map(p -> p.assignment(root) + "\n").collect(Collectors.joining()));
  }

  private List<Property> wanted() throws Failure {
    if (property == null) {
      return List.of(Property.values());
    }
    Property found = Property.find(property);
    if (found == null) {
      throw Failure.usage("there is no property '" + property + "'; there are " + Property.NAMES);
    }
    return List.of(found);
  }
}
