package io.mucca.tools.wa.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A machine in memory, but for files: it has mounts, loop devices, pools and a daemon of ZFS, and
 * keeps to their order as a kernel does.
 */
final class FakeHost implements Host {
  private static final String DEVICE = "/dev/fake-loop";

  final List<String> commands = new ArrayList<>();
  final List<Path> mounts = new ArrayList<>();
  final Map<Path, Path> loops = new LinkedHashMap<>();
  final List<String> pools = new ArrayList<>();
  final Map<String, String> programs = new HashMap<>();
  Set<String> missing = Set.of();
  Set<String> unknownFilesystems = Set.of();
  boolean directIo = true;
  Predicate<String> fails = command -> false;

  @Override
  public String run(String... command) throws IOException {
    String line = String.join(" ", command);
    commands.add(line);
    if (fails.test(line)) {
      throw new CommandException("'" + line + "' was made to fail");
    }
    String last = command[command.length - 1];
    return switch (command[0]) {
      case "fallocate" -> allocate(Path.of(last));
      case "losetup" -> command[1].equals("--detach") ? detach(Path.of(last)) : attach(last);
      case "mount" -> mount(Path.of(last));
      case "umount" -> unmount(Path.of(last));
      case "zpool" -> zpool(command);
      default -> "";
    };
  }

  private static String allocate(Path file) throws IOException {
    Files.createFile(file);
    return "";
  }

  private String attach(String file) {
    Path device = Path.of(DEVICE + loops.size());
    loops.put(device, Path.of(file));
    return device + "\n";
  }

  private String detach(Path device) throws IOException {
    require(mounts.isEmpty() && pools.isEmpty(), "the device is in use");
    require(loops.remove(device) != null, "there is no such device");
    return "";
  }

  private String mount(Path mountpoint) {
    mounts.add(mountpoint);
    return "";
  }

  private String unmount(Path mountpoint) throws IOException {
    require(mounts.remove(mountpoint), "it is not mounted");
    return "";
  }

  private String zpool(String[] command) throws IOException {
    require(!programs.isEmpty(), "no daemon runs");
    switch (command[1]) {
      case "create" -> {
        pools.add(command[command.length - 2]);
        mounts.add(Path.of(command[command.length - 3]));
      }
      case "destroy" -> {
        require(mounts.isEmpty(), "it is mounted");
        require(pools.remove(command[command.length - 1]), "there is no such pool");
      }
      default -> {
        return String.join("\n", pools);
      }
    }
    return "";
  }

  private static void require(boolean condition, String message) throws IOException {
    if (!condition) {
      throw new CommandException(message);
    }
  }

  @Override
  public void start(Path log, String... command) throws IOException {
    String line = String.join(" ", command);
    commands.add(line);
    if (fails.test(line)) {
      throw new CommandException("'" + line + "' was made to fail");
    }
    programs.put(command[command.length - 1], command[0]);
  }

  @Override
  public void endPrograms(String program, String argument) {
    commands.add("end " + program);
    if (programs.remove(argument, program)) {
      pools.clear(); // No other daemon takes them.
    }
  }

  @Override
  public boolean has(String program) {
    return !missing.contains(program);
  }

  @Override
  public boolean knowsFilesystem(String type) {
    return !unknownFilesystems.contains(type);
  }

  @Override
  public List<Path> mountsBelow(Path directory) {
    return mounts.stream().filter(mount -> mount.startsWith(directory)).toList();
  }

  @Override
  public List<Path> loopDevicesOver(Path file) {
    return loops.entrySet().stream()
        .filter(loop -> loop.getValue().equals(file))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public boolean doesDirectIo(Path loopDevice) {
    return directIo;
  }

  @Override
  public void pause(Duration duration) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new IOException("interrupted");
    }
  }

  /** Whether nothing of all that was made is there. */
  boolean isClean() {
    return mounts.isEmpty() && loops.isEmpty() && pools.isEmpty() && programs.isEmpty();
  }

  @Override
  public String toString() {
    return "mounts " + mounts + ", loops " + loops + ", pools " + pools + ", programs " + programs;
  }
}
