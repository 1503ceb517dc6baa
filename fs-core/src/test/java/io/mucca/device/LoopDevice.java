package io.mucca.device;

import io.mucca.sys.ProcessCalls;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/** A block device over an image file, for as long as it is open. */
public final class LoopDevice implements Closeable {
  private final Path device;

  private LoopDevice(Path device) {
    this.device = device;
  }

  /** Attaches a file; skips the test, with the reason, where this user or this machine cannot. */
  public static LoopDevice attach(Path image, int sectorSize) throws IOException {
    Assumptions.assumeTrue(ProcessCalls.getuid() == 0, "only root attaches loop devices");
    Assumptions.assumeTrue(
        Files.exists(Path.of("/dev/loop-control")), "this machine has no loop devices");
    List<String> command = new ArrayList<>(List.of("losetup", "--find", "--show", "--sector-size"));
    command.add(Integer.toString(sectorSize));
    command.add(image.toString());
    try {
      return new LoopDevice(Path.of(run(command).strip()));
    } catch (IOException e) {
      throw new TestAbortedException("this machine attaches no loop devices", e);
    }
  }

  /** Where the block device is. */
  public Path path() {
    return device;
  }

  @Override
  public void close() throws IOException {
    run(List.of("losetup", "--detach", device.toString()));
  }

  private static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during " + command, e);
    }
    return output;
  }
}
