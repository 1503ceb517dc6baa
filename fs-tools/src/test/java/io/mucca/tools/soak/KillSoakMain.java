package io.mucca.tools.soak;

import io.mucca.fuse.MountChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The kill soak as a program; ends with exit code 1 on the first violation. */
@Command(
    name = "kill-soak",
    mixinStandardHelpOptions = true,
    description = "Kills the daemon of a busy mount again and again, and verifies what is left.")
public final class KillSoakMain implements Callable<Integer> {
  private static final long CLEANING_SECONDS = 60;

  @Parameters(arity = "1..*", paramLabel = "WORD", description = "The words mucca begins with.")
  private List<String> command = List.of();

  @Option(names = "--cycles", defaultValue = "200", description = "How many kills.")
  private int cycles;

  @Option(names = "--seed", description = "Of what is random; 0 for a new one.")
  private long seed;

  @Option(names = "--directory", description = "An empty one, which stays; else a temporary one.")
  private @Nullable Path directory;

  @Option(names = "--lie", description = "Note syncs before they are made: must be found out.")
  private boolean lies;

  @Option(names = "--keep-images", description = "Keep the image as the last kill left it.")
  private boolean keepsImages;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new KillSoakMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    MountChecks.requireDevice();
    Path place = directory == null ? Files.createTempDirectory("mucca-soak") : directory;
    SoakOptions options =
        new SoakOptions(
            place.toRealPath(),
            command,
            cycles,
            seed == 0 ? System.nanoTime() : seed,
            lies,
            keepsImages);
    int exitCode = run(options);
    if (exitCode == 0 && directory == null) {
      delete(options.directory());
    } else {
      System.out.println("Image, journals and the daemon's log are in " + options.directory());
    }
    return exitCode;
  }

  private static int run(SoakOptions options) throws IOException, InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Thread soaking = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> interrupt(soaking, closed)));
    try (KillSoak soak = new KillSoak(options, line -> System.out.println(line))) {
      soak.run();
      System.out.println("All promises were kept.");
      return 0;
    } catch (BrokenPromiseException e) {
      System.out.println("VIOLATION, seed " + options.seed() + ": " + e.getMessage());
      return 1;
    } finally {
      closed.countDown();
    }
  }

  /** An interrupted soak leaves no mount and no process behind either. */
  private static void interrupt(Thread soaking, CountDownLatch closed) {
    try {
      if (closed.getCount() > 0) {
        soaking.interrupt();
        if (!closed.await(CLEANING_SECONDS, TimeUnit.SECONDS)) {
          System.err.println("cleaning up takes too long; look for mounts that are left");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
