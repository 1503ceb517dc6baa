package io.mucca.tools.command;

import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Target;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca list}. */
@Command(
    name = "list",
    header = "List the volumes and snapshots of an image.",
    description =
        "REFERENCED is the file content that can be reached from a root, shared or not. A target"
            + " with a volume or snapshot lists that and, for a volume, its snapshots.",
    footer = {"", "Example: mucca list /data/disk.img"})
final class ListCommand extends MuccaCommand {
  @Parameters(
      paramLabel = "TARGET",
      description = "An image, device or mountpoint, [:VOLUME][@SNAPSHOT].")
  private String target = "";

  @Option(
      names = {"-p", "--exact"},
      description = "Print sizes exactly, in bytes.")
  private boolean exact;

  ListCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    Target parsed = Target.parse(target);
    List<RootInfo> roots =
        environment()
            .images()
            .use(
                parsed,
                Access.READ,
                (image, root) -> {
                  if (parsed.volume() == null && parsed.snapshot() == null) {
                    return image.roots();
                  }
                  image.root(root); // Fails if there is none.
                  return image.roots().stream().filter(each -> isUnder(root, each.name())).toList();
                });
    print(() -> new Results.Roots(roots), () -> RootText.table(roots, exact));
  }

  private static boolean isUnder(RootName wanted, RootName name) {
    return wanted.snapshot() == null ? wanted.volume().equals(name.volume()) : wanted.equals(name);
  }
}
