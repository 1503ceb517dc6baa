package io.mucca.tools.command;

import io.mucca.fs.RootInfo;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Target;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca get}. */
@Command(
    name = "get",
    header = "Show whether a volume or snapshot is read-only.",
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
      defaultValue = SetCommand.READ_ONLY,
      description = "The only property there is: readonly.")
  private String property = SetCommand.READ_ONLY;

  GetCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    if (!property.equals(SetCommand.READ_ONLY)) {
      throw Failure.usage("there is no property '" + property + "'; there is readonly");
    }
    RootInfo root =
        environment()
            .images()
            .use(Target.parse(target), Access.READ, (image, name) -> image.root(name));
    print(
        () -> new Results.Property(root.name(), root.readOnly()),
        () -> "readonly=" + (root.readOnly() ? "on" : "off") + "\n");
  }
}
