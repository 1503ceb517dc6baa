package io.mucca.tools.wa.peer;

import io.mucca.tools.wa.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A filesystem of the kernel.
 *
 * @param type as the kernel calls it
 * @param tools Debian's package of its programs
 * @param mkfs the program that makes it, with its options, without the device
 * @param mountOptions as {@code mount -o} takes them
 */
record KernelPeer(
    String name,
    String type,
    String tools,
    List<String> mkfs,
    String mountOptions,
    Settling settling)
    implements Peer {
  private static final String MOUNTPOINT = "mnt";

  KernelPeer {
    mkfs = List.copyOf(mkfs);
  }

  /**
   * Its inode tables and journal are zeroed at once: else a thread does so for minutes after the
   * mount, and its writes would be taken for the workload's.
   */
  static KernelPeer ext4(String name, String mountOptions) {
    List<String> mkfs =
        List.of("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0");
    return new KernelPeer(name, "ext4", "e2fsprogs", mkfs, mountOptions, Settling.BY_SYNC);
  }

  /** With the defaults of its programs. */
  static KernelPeer xfs() {
    List<String> mkfs = List.of("mkfs.xfs", "-q", "-f");
    return new KernelPeer("xfs", "xfs", "xfsprogs", mkfs, "noatime", Settling.BY_FREEZE);
  }

  /** With the defaults of its programs, and options of one's own. */
  static KernelPeer btrfs(String name, String... options) {
    List<String> mkfs = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-f"));
    mkfs.addAll(List.of(options));
    return new KernelPeer(name, "btrfs", "btrfs-progs", mkfs, "noatime", Settling.BY_SYNC);
  }

  @Override
  public @Nullable String obstacle(Host host) throws IOException {
    if (!host.has(mkfs.getFirst())) {
      return mkfs.getFirst() + " is not installed; 'apt install " + tools + "' brings it";
    }
    return host.knowsFilesystem(type) ? null : "this kernel cannot mount " + type;
  }

  @Override
  public Engine open(Host host, Workspace workspace, Path device) throws IOException {
    List<String> command = new ArrayList<>(mkfs);
    command.add(device.toString());
    host.run(command.toArray(String[]::new));
    Path mountpoint =
        workspace.make(Trace.Kind.MOUNT, MOUNTPOINT, path -> mount(host, device, path));
    // The options of the mount are those that the kernel tells, its defaults included.
    Map<String, String> made = Map.of("mkfs", String.join(" ", mkfs));
    return ForeignEngine.open(host, mountpoint, device, name, version(host), made, settling);
  }

  private Path mount(Host host, Path device, Path mountpoint) throws IOException {
    Files.createDirectory(mountpoint);
    host.run("mount", "-t", type, "-o", mountOptions, device.toString(), mountpoint.toString());
    return mountpoint;
  }

  private String version(Host host) throws IOException {
    return host.run(mkfs.getFirst(), "-V").lines().findFirst().orElse("").strip();
  }
}
