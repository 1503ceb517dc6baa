package io.mucca.tools.wa.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.Compression;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {
  private final FakeHost host = new FakeHost();

  @Test
  void muccaComesFirstAndNoneTwice() throws Failure {
    assertEquals(List.of("mucca", "xfs", "ext4"), names("xfs", "ext4", "xfs"));
  }

  @Test
  void muccaStaysWhereItWasPut() throws Failure {
    assertEquals(List.of("ext4", "mucca"), names("ext4", "mucca"));
  }

  @Test
  void variantsOfMuccaHaveNamesOfTheirOwn() throws Failure {
    String variant = "mucca:block-size=512:commit-interval=1s";
    assertEquals(List.of("mucca", variant), names(variant));
    MuccaPeer peer = (MuccaPeer) peers(variant).getLast();
    assertEquals(512, peer.options().format().blockSizeBytes());
    assertEquals(1000, peer.options().open().commitIntervalMillis());
  }

  @Test
  void levelOfACompressionBelongsToIt() throws Failure {
    MuccaPeer peer = (MuccaPeer) peers("mucca:compression=zstd:7:block-size=512").getLast();
    assertEquals(Compression.zstd(7), peer.options().format().compression());
    assertEquals(512, peer.options().format().blockSizeBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zfs",
        "",
        "mucca:3",
        "mucca:block-size=3",
        "mucca:node-size=x",
        "mucca:compression=zip",
        "muccaa"
      })
  void wrongNamesAreToldBeforeAnythingIsMade(String name) {
    Failure failure = assertThrows(Failure.class, () -> peers(name));
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }

  @Test
  void missingProgramsAreNamedWithTheirPackage() throws IOException {
    host.missing = Set.of("mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "zpool");
    assertObstacle("ext4", "apt install e2fsprogs");
    assertObstacle("xfs", "apt install xfsprogs");
    assertObstacle("btrfs-single", "apt install btrfs-progs");
    assertObstacle("zfs-fuse", "apt install zfs-fuse");
  }

  @Test
  void missingFilesystemOfTheKernelIsNamed() throws IOException {
    host.unknownFilesystems = Set.of("btrfs");
    assertObstacle("btrfs", "kernel");
    assertNull(peers("xfs").getLast().obstacle(host));
  }

  @Test
  void daemonWithAPoolOfOthersIsLeftAlone() throws IOException {
    host.programs.put("", ZfsFuse.DAEMON);
    host.pools.add("tank");
    assertObstacle("zfs-fuse", "tank");
  }

  private void assertObstacle(String name, String expected) throws IOException {
    String obstacle = peers(name).getLast().obstacle(host);
    assertTrue(String.valueOf(obstacle).contains(expected), () -> name + ": " + obstacle);
  }

  private static List<String> names(String... names) throws Failure {
    return peers(names).stream().map(Peer::name).toList();
  }

  private static List<Peer> peers(String... names) throws Failure {
    return Peers.of(
        List.of(names),
        new Daemons(new RuntimeDirectory(Path.of("run"))),
        new DaemonLauncher("Main"));
  }
}
