package io.mucca.tools.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.account.Accounting;
import io.mucca.block.CorruptBlockException;
import io.mucca.fs.Compression;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.TransportName;
import io.mucca.tools.trace.TraceChunk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Client and server through a real socket, with a daemon that is none. */
class ControlSocketTest {
  private static final RootName MAIN = RootName.volume("main");
  private static final RootName SNAPSHOT = new RootName("main", "monday");

  @TempDir private Path directory;
  private Path socket;
  private FakeDaemon daemon;
  private ControlServer server;
  private RemoteImage client;

  @BeforeEach
  void connect() throws IOException {
    socket = directory.resolve("x.sock");
    daemon = new FakeDaemon(Path.of("/x.img"));
    server = new ControlServer(socket);
    server.start(daemon);
    client = RemoteImage.connect(socket);
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void rootsArriveAsTheyAre() throws IOException {
    RootInfo snapshot = client.snapshot(SNAPSHOT);
    assertEquals(daemon.image.root(SNAPSHOT), snapshot);
    assertEquals(daemon.image.roots(), client.roots());
    assertEquals(snapshot, client.root(SNAPSHOT));
  }

  @Test
  void accountingArrivesAsItIs() throws IOException {
    Accounting first = client.accounting();
    Accounting second = client.accounting();
    assertEquals(first, second.since(first));
    assertEquals(4096, first.sinceOpened().application().bytesWritten());
    assertEquals("main", first.rootNames().get(1L));
  }

  @Test
  void everyOperationReachesTheDaemon() throws IOException {
    client.createVolume("home", new Owner(7, -2));
    assertEquals(new Owner(7, -2), daemon.image.ownerOf("home"));
    client.setReadOnly("home", true);
    assertTrue(daemon.image.root(RootName.volume("home")).readOnly());
    assertEquals(
        Compression.zstd(7), client.setCompression("home", Compression.zstd(7)).compression());
    assertEquals(Compression.zstd(7), daemon.image.root(RootName.volume("home")).compression());
    client.cloneRoot(MAIN, List.of("a", "b"), true);
    assertFalse(daemon.image.root(RootName.volume("b")).readOnly());
    client.destroy(RootName.volume("a"));
    assertEquals(
        List.of("main", "home", "b"),
        client.roots().stream().map(root -> root.name().toString()).toList());
    Path mountpoint = Path.of("/mnt");
    client.startTrace(mountpoint);
    assertEquals(mountpoint, daemon.traced);
    client.endTrace(mountpoint);
    assertEquals(
        new TraceChunk(List.of("0 have x 1"), List.of("1 fsync x"), 2, true, ""),
        client.readTrace(mountpoint));
    client.checkpoint();
    assertEquals(1, daemon.image.checkpoints());
  }

  @Test
  void mountsAndUnmounts() throws IOException {
    MountRequest request =
        new MountRequest(SNAPSHOT, Path.of("/m t"), true, TransportName.JNR, "ro,allow_other");
    client.snapshot(SNAPSHOT);
    MountInfo mount = client.mount(request);
    assertEquals(
        new MountInfo(Path.of("/m t"), SNAPSHOT, true, TransportName.JNR, List.of()), mount);
    assertEquals(daemon.status(), client.status());
    assertTrue(client.unmount(Path.of("/m t")).last());
  }

  @Test
  void failureKeepsItsMessageAndExitCode() {
    Failure failure =
        assertThrows(Failure.class, () -> client.destroy(new RootName("main", "none")));
    assertEquals(ExitCode.NOT_FOUND, failure.exitCode());
    assertTrue(failure.getMessage().startsWith("there is no root main@none"));
    daemon.image.failWith(new CorruptBlockException("block 7 is damaged"));
    assertEquals(
        ExitCode.DAMAGED, assertThrows(Failure.class, () -> client.checkpoint()).exitCode());
    daemon.image.failWith(new FsException(FsError.BUSY, "in use"));
    assertEquals(ExitCode.BUSY, assertThrows(Failure.class, () -> client.checkpoint()).exitCode());
  }

  @Test
  void connectionOutlivesAFailure() throws IOException {
    assertThrows(Failure.class, () -> client.root(new RootName("main", "none")));
    assertEquals(1, client.roots().size());
  }

  @Test
  void daemonThatEndsSaysSo() {
    daemon.ending = true;
    assertThrows(DaemonEndingException.class, client::roots);
  }

  @Test
  void socketBelongsToTheUserAlone() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
  }

  @Test
  void retiredServerIsNotFoundButStillAnswers() throws IOException {
    server.retire();
    assertNull(RemoteImage.connect(socket));
    assertEquals(1, client.roots().size());
  }

  @Test
  void socketOfADeadDaemonIsReplaced() throws IOException {
    Path dead = directory.resolve("dead.sock");
    leaveDeadSocket(dead);
    assertTrue(Files.exists(dead));
    assertNull(RemoteImage.connect(dead));
    try (ControlServer second = new ControlServer(dead)) {
      second.start(daemon);
      try (RemoteImage connected = RemoteImage.connect(dead)) {
        assertNotNull(connected);
        assertEquals(1, connected.roots().size());
      }
    }
  }

  /** The file of a socket that nobody listens on any more, as a killed process leaves it. */
  private static void leaveDeadSocket(Path path) throws IOException {
    try (var channel =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(path));
    }
  }

  @Test
  void requestOfAnotherVersionIsRefused() throws IOException {
    String answer = exchange("{\"protocol\":2,\"operation\":\"list\"}");
    assertTrue(answer.contains("different versions"), answer);
  }

  @Test
  void nonsenseIsAnsweredAndDoesNoHarm() throws IOException {
    assertTrue(exchange("nonsense").contains("does not understand"));
    assertTrue(
        exchange("{\"protocol\":1,\"operation\":\"dance\"}").contains("does not understand"));
    assertTrue(
        exchange("{\"protocol\":1,\"operation\":\"snapshot\",\"snapshot\":\"../x@a\"}")
            .contains("not a valid name"));
    assertEquals(1, client.roots().size());
  }

  @Test
  void requestsAreWrittenAsDocumented() {
    assertEquals(
        "{\"protocol\":1,\"operation\":\"clone\",\"source\":\"main@monday\",\"names\":[\"a\"],"
            + "\"writable\":false}",
        Protocol.encode(new Request.CloneRoot(SNAPSHOT, List.of("a"), false)));
  }

  private String exchange(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Writer out = Channels.newWriter(channel, StandardCharsets.UTF_8);
        BufferedReader in =
            new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
      Protocol.writeLine(out, request);
      return in.readLine();
    }
  }
}
