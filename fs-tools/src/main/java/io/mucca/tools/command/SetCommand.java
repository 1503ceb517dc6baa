package io.mucca.tools.command;

import io.mucca.fs.Compression;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.ImageService;
import io.mucca.tools.image.Target;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca set}. */
@Command(
    name = "set",
    header = "Open a volume for writing, close it, or choose its compression.",
    description = {
      "readonly=off opens a volume for writing, readonly=on closes it; it must not be mounted"
          + " meanwhile. A snapshot stays read-only for ever.",
      "compression=off, lz4, zstd or zstd:1 to zstd:19 says how what is written from now on is"
          + " compressed; what is there stays as it is. Files and directories can say something"
          + " else for themselves and for what is created in them: setfattr -n"
          + " user.mucca.compression -v zstd:3 DIRECTORY."
    },
    footer = {
      "",
      "Example: mucca set /data/disk.img:test1 readonly=off",
      "         mucca set /mnt compression=lz4"
    })
final class SetCommand extends MuccaCommand {
  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "An image, device or mountpoint, [:VOLUME].")
  private String target = "";

  @Parameters(
      index = "1",
      paramLabel = "PROPERTY=VALUE",
      description = "readonly=on, readonly=off, or compression=HOW.")
  private String assignment = "";

  SetCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    Change change = parseAssignment();
    RootInfo root =
        environment()
            .images()
            .use(
                Target.parse(target),
                Access.WRITE,
                (image, name) -> change.apply(image, requireVolume(name)));
    print(() -> Results.Properties.of(root), () -> "");
  }

  /** What is done to a volume. */
  private interface Change {
    RootInfo apply(ImageService image, String volume) throws IOException;
  }

  private Change parseAssignment() throws Failure {
    int equals = assignment.indexOf('=');
    String name = equals < 0 ? assignment : assignment.substring(0, equals);
    Property property = equals < 0 ? null : Property.find(name);
    String value = assignment.substring(equals + 1);
    return switch (property) {
      case READ_ONLY -> {
        boolean readOnly = parseSwitch(value);
        yield (image, volume) -> image.setReadOnly(volume, readOnly);
      }
      case COMPRESSION -> {
        Compression compression =
            Compression.find(value)
                .orElseThrow(() -> impossible("compression is " + Compression.NAMES));
        yield (image, volume) -> image.setCompression(volume, compression);
      }
      case null -> throw impossible("write PROPERTY=VALUE; there are " + Property.NAMES);
    };
  }

  private boolean parseSwitch(String value) throws Failure {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw impossible("write readonly=on or readonly=off");
    };
  }

  private Failure impossible(String advice) {
    return Failure.usage("'" + assignment + "' cannot be set; " + advice);
  }

  private static String requireVolume(RootName root) throws Failure {
    if (root.snapshot() != null) {
      throw Failure.failed(
          "the snapshot "
              + root
              + " is read-only for ever; make a writable clone of it with"
              + " 'mucca clone --writable'");
    }
    return root.volume();
  }
}
