package io.mucca.tools.wa.peer;

import io.mucca.fuse.MountTable;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The machine that this process runs on. Safe for use by many threads. */
final class LinuxHost implements Host {
  private static final Path NULL = Path.of("/dev/null");

  /** A shell that became root with su has no such directories in its path. */
  private static final String ADMINISTRATION = ":/usr/local/sbin:/usr/sbin:/sbin";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public String run(String... command) throws IOException {
    Process process = start(builder(command).redirectErrorStream(true));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.onExit().join().exitValue();
    if (exitCode != 0) {
      throw new CommandException(describe(command, exitCode, output));
    }
    return output;
  }

  static String describe(String[] command, int exitCode, String output) {
    String printed = String.join("; ", output.strip().lines().map(String::strip).toList());
    return "'%s' failed with exit code %d%s"
        .formatted(String.join(" ", command), exitCode, printed.isEmpty() ? "" : ": " + printed);
  }

  @Override
  public void start(Path log, String... command) throws IOException {
    start(builder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
  }

  private ProcessBuilder builder(String[] command) throws CommandException {
    List<String> words = new ArrayList<>(Arrays.asList(command));
    Path program =
        find(command[0])
            .orElseThrow(() -> new CommandException("'" + command[0] + "' is not installed"));
    words.set(0, program.toString());
    ProcessBuilder builder = new ProcessBuilder(words).redirectInput(Redirect.from(NULL.toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("LC_ALL", "C");
    environment.merge("PATH", ADMINISTRATION, String::concat);
    return builder.directory(new File("/"));
  }

  private static Process start(ProcessBuilder builder) throws CommandException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CommandException("cannot run '" + String.join(" ", builder.command()) + "'", e);
    }
  }

  @Override
  public boolean has(String program) {
    return find(program).isPresent();
  }

  private static Optional<Path> find(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ADMINISTRATION;
    return Arrays.stream(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  @Override
  public void endPrograms(String program, String argument) throws IOException {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      for (ProcessHandle process : all.filter(each -> isRun(each, program, argument)).toList()) {
        end(process);
      }
    }
  }

  private static boolean isRun(ProcessHandle process, String program, String argument) {
    return process.info().command().stream().anyMatch(path -> Path.of(path).endsWith(program))
        && process.info().arguments().stream().flatMap(Arrays::stream).anyMatch(argument::equals);
  }

  private static void end(ProcessHandle process) throws IOException {
    process.destroy();
    if (!endsSoon(process)) {
      process.destroyForcibly();
      if (!endsSoon(process)) {
        throw new IOException("process " + process.pid() + " cannot be ended");
      }
    }
  }

  private static boolean endsSoon(ProcessHandle process) throws IOException {
    try {
      process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException("cannot wait for the end of process " + process.pid(), e);
    }
  }

  @Override
  public boolean knowsFilesystem(String type) throws IOException {
    return isRegistered(type) || (loadModule(type) && isRegistered(type));
  }

  private static boolean isRegistered(String type) throws IOException {
    return Files.readAllLines(Path.of("/proc/filesystems")).contains("\t" + type);
  }

  private boolean loadModule(String type) {
    try {
      run("modprobe", "--quiet", type);
      return true;
    } catch (IOException e) {
      // There is no such module, or no way to load it here.
      return false;
    }
  }

  @Override
  public List<Path> mountsBelow(Path directory) throws IOException {
    return MountTable.read().entries().stream()
        .map(entry -> Path.of(entry.directory()))
        .filter(mountpoint -> mountpoint.startsWith(directory))
        .toList();
  }

  @Override
  public List<Path> loopDevicesOver(Path file) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      for (Path device : devices) {
        if (isOver(device, file)) {
          found.add(Path.of("/dev").resolve(device.getFileName()));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static boolean isOver(Path device, Path file) {
    try {
      String backing = Files.readString(device.resolve("loop/backing_file")).stripTrailing();
      return backing.equals(file.toString()) || backing.equals(file + " (deleted)");
    } catch (IOException e) {
      // It is not attached to anything, or no longer.
      return false;
    }
  }

  @Override
  public boolean doesDirectIo(Path loopDevice) throws IOException {
    Path setting = Path.of("/sys/block", loopDevice.getFileName().toString(), "loop/dio");
    return Files.readString(setting).strip().equals("1");
  }

  @Override
  public void pause(Duration duration) throws InterruptedIOException {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
