package io.mucca.tools.wa.engine;

import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;

/** A block device over a file, so that the kernel counts what is written. */
public final class LoopDevice implements AutoCloseable {
  private final Path path;

  private LoopDevice(Path path) {
    this.path = path;
  }

  /**
   * Attaches a file to a free loop device; needs root.
   *
   * @param sectorBytes the device's logical block, 512 or 4096
   */
  public static LoopDevice over(Path file, int sectorBytes) throws IOException {
    String device =
        Commands.run(
            "losetup",
            "--find",
            "--show",
            "--sector-size",
            Integer.toString(sectorBytes),
            file.toString());
    if (!device.startsWith("/dev/")) {
      throw Failure.failed("losetup named no device but '" + device + "'");
    }
    return new LoopDevice(Path.of(device));
  }

  public Path path() {
    return path;
  }

  /** Detaches it, as soon as nobody has it open. */
  @Override
  public void close() throws IOException {
    Commands.run("losetup", "--detach", path.toString());
  }
}
