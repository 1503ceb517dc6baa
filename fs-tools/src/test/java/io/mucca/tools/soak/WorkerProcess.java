package io.mucca.tools.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A {@link Worker} from outside. Not thread-safe. */
final class WorkerProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  /** Starts the process, which waits. */
  WorkerProcess(Path mountpoint, int firstThread, int threadCount, boolean lies)
      throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Worker.class.getName(),
                    mountpoint.toString(),
                    Integer.toString(firstThread),
                    Integer.toString(threadCount),
                    Boolean.toString(lies)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    in = process.outputWriter();
    out = process.inputReader();
  }

  /** Sets it to work. */
  void run(long seed, Path journals) throws IOException {
    in.write(seed + " " + journals + "\n");
    in.flush();
  }

  /** Waits until all of its threads have failed. */
  void await() throws IOException, InterruptedException, BrokenPromiseException {
    CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(this::readLine);
    try {
      if (line.get(LIMIT_SECONDS, TimeUnit.SECONDS) == null) {
        throw new IOException("worker " + process.pid() + " died");
      }
    } catch (TimeoutException e) {
      throw new BrokenPromiseException(
          "a call of process " + process.pid() + " hangs though its daemon is dead");
    } catch (ExecutionException e) {
      throw new IOException("cannot read what worker " + process.pid() + " says", e);
    }
  }

  private @Nullable String readLine() {
    try {
      return out.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
