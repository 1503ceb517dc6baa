package io.mucca.tools.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a control socket and hands each request to the service, every connection on a thread
 * of its own.
 *
 * <p>The socket's file exists from the constructor to {@link #retire}. The caller holds the image's
 * lock, so a file that is there before belongs to a dead daemon and goes away. Who connects before
 * {@link #start} waits for it.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final Path socket;
  private final ServerSocketChannel server;

  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

  /** Requests at work, their answers included. */
  private final Phaser active = new Phaser(1);

  /** Binds the socket. */
  public ControlServer(Path socket) throws IOException {
    this.socket = socket;
    Files.deleteIfExists(socket);
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Begins to answer requests. */
  public void start(DaemonService service) {
    Thread.ofPlatform().name("control").daemon().start(() -> acceptAll(service));
  }

  private void acceptAll(DaemonService service) {
    try {
      while (true) {
        SocketChannel client = server.accept();
        clients.add(client);
        Thread.ofPlatform().name("control-client").daemon().start(() -> serve(service, client));
      }
    } catch (IOException e) {
      LOG.debug("no longer listening on {}: {}", socket, e.toString());
    }
  }

  private void serve(DaemonService service, SocketChannel client) {
    try (client;
        BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
        Writer out = Channels.newWriter(client, StandardCharsets.UTF_8)) {
      String line = Protocol.readLine(in);
      while (line != null) {
        active.register();
        try {
          ProgressWriter progress = new ProgressWriter(out);
          Protocol.writeLine(out, Protocol.encode(answer(service, line, progress)));
        } finally {
          active.arriveAndDeregister();
        }
        line = Protocol.readLine(in);
      }
    } catch (IOException e) {
      LOG.debug("a client went away: {}", e.toString());
    } finally {
      clients.remove(client);
    }
  }

  private static Response answer(DaemonService service, String line, ProgressWriter progress) {
    try {
      return Response.success(execute(service, Protocol.decodeRequest(line), progress));
    } catch (IOException | RuntimeException e) {
      // The client prints one line; whoever looks into a failure finds the rest in the log.
      LOG.info("request failed: {}", line, e);
      return Response.failure(e);
    }
  }

  private static Object execute(DaemonService service, Request request, ProgressWriter progress)
      throws IOException {
    return switch (request) {
      case Request.Status() -> service.status();
      case Request.ListRoots() -> service.roots();
      case Request.GetRoot(var root) -> service.root(root);
      case Request.HasReceivedPages(var mountpoint) -> service.hasReceivedPages(mountpoint);
      case Request.Snapshot(var snapshot) -> service.snapshot(snapshot);
      case Request.CloneRoot(var source, var names, var writable) ->
          service.cloneRoot(source, names, writable);
      case Request.CreateVolume(var name, var owner) -> service.createVolume(name, owner);
      case Request.Destroy(var root) -> {
        service.destroy(root);
        yield Response.NOTHING;
      }
      case Request.SetReadOnly(var volume, var readOnly) -> service.setReadOnly(volume, readOnly);
      case Request.SetCompression(var volume, var compression) ->
          service.setCompression(volume, compression);
      case Request.Checkpoint() -> {
        service.checkpoint();
        yield Response.NOTHING;
      }
      case Request.Check(var verifyData) ->
          service.check(verifyData, (done, total) -> progress.writeOrFail(done, total));
      case Request.Scrub(var scrub) -> service.scrub(scrub, progress::write);
      case Request.GetScrubStatus() -> service.scrubStatus();
      case Request.PauseScrub() -> service.pauseScrub();
      case Request.GetAccounting() -> service.accounting();
      case Request.StartTrace(var mountpoint) -> {
        service.startTrace(mountpoint);
        yield Response.NOTHING;
      }
      case Request.ReadTrace(var mountpoint) -> service.readTrace(mountpoint);
      case Request.EndTrace(var mountpoint) -> {
        service.endTrace(mountpoint);
        yield Response.NOTHING;
      }
      case Request.Mount(var mount) -> service.mount(mount);
      case Request.Unmount(var mountpoint) -> service.unmount(mountpoint);
    };
  }

  /** Removes the socket's file, so that nobody new finds it; who has found it is still answered. */
  public void retire() throws IOException {
    Files.deleteIfExists(socket);
  }

  /** Waits until the requests at work are answered, but no longer than a time. */
  public void awaitIdle(Duration limit) {
    try {
      active.awaitAdvanceInterruptibly(active.arrive(), limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.warn("a request was not answered within {}", limit);
    }
  }

  /**
   * Stops listening and ends all connections. Threads that still waited for them would hold up the
   * end of the process.
   */
  @Override
  public void close() throws IOException {
    retire();
    server.close();
    for (SocketChannel client : clients) {
      client.close();
    }
  }
}
