package io.mucca.tools.wa.peer;

import io.mucca.tools.control.Daemons;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The filesystems that can be compared, by name. */
final class Peers {
  private static final Map<String, Supplier<Peer>> OTHERS =
      new TreeMap<>(
          Map.of(
              "ext4", () -> KernelPeer.ext4("ext4", "noatime"),
              "ext4-data-journal",
                  () -> KernelPeer.ext4("ext4-data-journal", "noatime,data=journal"),
              "xfs", KernelPeer::xfs,
              "btrfs", () -> KernelPeer.btrfs("btrfs"),
              "btrfs-single", () -> KernelPeer.btrfs("btrfs-single", "-m", "single"),
              "zfs-fuse", ZfsFuse::new));

  private Peers() {}

  /**
   * The filesystems of these names in their order, each once, and before them mucca with its
   * defaults if it is not among them: the others are told relative to it.
   */
  static List<Peer> of(List<String> names, Daemons daemons, DaemonLauncher launcher)
      throws Failure {
    List<String> all = new ArrayList<>();
    if (!names.contains(MuccaPeer.NAME)) {
      all.add(MuccaPeer.NAME);
    }
    all.addAll(names);
    List<Peer> peers = new ArrayList<>();
    for (String name : all.stream().distinct().toList()) {
      peers.add(of(name, daemons, launcher));
    }
    return peers;
  }

  private static Peer of(String name, Daemons daemons, DaemonLauncher launcher) throws Failure {
    if (MuccaPeer.isMeant(name)) {
      return MuccaPeer.parse(name, daemons, launcher);
    }
    Supplier<Peer> other = OTHERS.get(name);
    if (other == null) {
      throw Failure.usage(
          "'"
              + name
              + "' is no filesystem to compare with; there are "
              + String.join(", ", OTHERS.keySet())
              + ", and mucca with options, such as mucca:block-size=512");
    }
    return other.get();
  }
}
