package io.mucca.tools.command;

import io.mucca.fs.RootInfo;
import io.mucca.tools.control.KernelCaches;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Names;
import io.mucca.tools.image.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca clone}. */
@Command(
    name = "clone",
    header = "Make volumes that share everything with a volume or snapshot.",
    description =
        "All of the clones are made or none. They take space only for what is changed in them"
            + " later.",
    footer = {
      "",
      "Example: mucca clone /data/disk.img@monday test1 test2 --writable",
      "         mucca mount /data/disk.img:test1 /mnt"
    })
final class CloneCommand extends MuccaCommand {
  @Parameters(
      index = "0",
      paramLabel = "TARGET[@SNAPSHOT]",
      description = "What to clone: an image, device or mountpoint, [:VOLUME][@SNAPSHOT].")
  private String target = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "NAME",
      description = "Names of the new volumes.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--writable",
      description = "Open the clones for writing; by default they are read-only.")
  private boolean writable;

  CloneCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    for (String name : names) {
      Names.volume(name);
    }
    List<RootInfo> made =
        environment()
            .images()
            .use(
                Target.parse(target),
                Access.WRITE,
                (image, root) -> {
                  KernelCaches.handOver(image, root);
                  return image.cloneRoot(root, names, writable);
                });
    print(() -> new Results.Roots(made), () -> "");
  }
}
