package io.mucca.tools.command;

import io.mucca.tools.control.KernelCaches;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.ImageService;
import io.mucca.tools.image.Target;
import io.mucca.tools.text.ByteSize;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca checkpoint}. */
@Command(
    name = "checkpoint",
    header = "Write all that an image still owes to its device.",
    description = {
      "Holds all that programs had written to any of the image's roots before the command. The next"
          + " mount then has nothing to replay.",
      "Tells the checkpoint's generation, how long it took, and the bytes that went to the device"
          + " meanwhile: its own, and those of programs that write at the same time. On an image"
          + " that is not mounted it first replays what a crash has left."
    },
    footer = {
      "",
      "Example: mucca checkpoint /mnt",
      "         mucca checkpoint /data/disk.img --json"
    })
final class CheckpointCommand extends MuccaCommand {
  @Parameters(paramLabel = "TARGET", description = "An image, device or mountpoint.")
  private String target = "";

  CheckpointCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    Target parsed = WholeImage.parse(target, "a checkpoint is of the whole image");
    Results.Checkpoint made =
        environment().images().use(parsed, Access.WRITE, (image, _) -> checkpoint(image));
    print(() -> new Results.Checkpointed(made), () -> text(made));
  }

  private static Results.Checkpoint checkpoint(ImageService image) throws IOException {
    KernelCaches.handOverAll(image);
    long writtenBefore = writtenBytes(image);
    long start = System.nanoTime();
    image.checkpoint();
    long micros = (System.nanoTime() - start) / 1000;
    long written = writtenBytes(image) - writtenBefore;
    long generation = image.status().statistics().generation();
    return new Results.Checkpoint(generation, micros, written);
  }

  private static long writtenBytes(ImageService image) throws IOException {
    return image.accounting().sinceOpened().device().totalBytesWritten();
  }

  private static String text(Results.Checkpoint made) {
    return String.format(
        Locale.ROOT,
        "checkpoint %d: %.1f ms, %s written%n",
        made.generation(),
        made.durationMicros() / 1000.0,
        ByteSize.format(made.writtenBytes()));
  }
}
