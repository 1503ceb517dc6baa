package io.mucca.tools.control;

import io.mucca.account.Accounting;
import io.mucca.fs.CheckProgress;
import io.mucca.fs.CheckReport;
import io.mucca.fs.Compression;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.ScrubProgress;
import io.mucca.fs.ScrubReport;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.scrub.ScrubRequest;
import io.mucca.tools.scrub.ScrubStatus;
import io.mucca.tools.trace.TraceChunk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An image that a daemon has open, at the other end of its control socket. Methods wait for one
 * another.
 */
public final class RemoteImage implements DaemonService {
  private static final String DIED =
      "the daemon died before it answered; its log says why, and the image is as of its last sync";

  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final Path socket;
  private final SocketChannel channel;
  private final BufferedReader in;
  private final Writer out;

  private RemoteImage(Path socket, SocketChannel channel) {
    this.socket = socket;
    this.channel = channel;
    this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    this.out = Channels.newWriter(channel, StandardCharsets.UTF_8);
  }

  /** Connects to the daemon that listens on a socket; null if there is none, or it is dead. */
  public static @Nullable RemoteImage connect(Path socket) throws IOException {
    if (!Files.exists(socket)) {
      return null;
    }
    try {
      return new RemoteImage(socket, SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (ConnectException e) {
      return null;
    } catch (IOException e) {
      if (Files.exists(socket)) {
        throw e;
      }
      return null;
    }
  }

  @Override
  public List<RootInfo> roots() throws IOException {
    return List.of(call(new Request.ListRoots(), RootInfo[].class));
  }

  @Override
  public RootInfo root(RootName name) throws IOException {
    return call(new Request.GetRoot(name), RootInfo.class);
  }

  @Override
  public RootInfo snapshot(RootName snapshot) throws IOException {
    return call(new Request.Snapshot(snapshot), RootInfo.class);
  }

  @Override
  public List<RootInfo> cloneRoot(RootName source, List<String> names, boolean writable)
      throws IOException {
    return List.of(call(new Request.CloneRoot(source, names, writable), RootInfo[].class));
  }

  @Override
  public RootInfo createVolume(String name, Owner owner) throws IOException {
    return call(new Request.CreateVolume(name, owner), RootInfo.class);
  }

  @Override
  public void destroy(RootName name) throws IOException {
    call(new Request.Destroy(name), Object.class);
  }

  @Override
  public RootInfo setReadOnly(String volume, boolean readOnly) throws IOException {
    return call(new Request.SetReadOnly(volume, readOnly), RootInfo.class);
  }

  @Override
  public RootInfo setCompression(String volume, Compression compression) throws IOException {
    return call(new Request.SetCompression(volume, compression), RootInfo.class);
  }

  @Override
  public void checkpoint() throws IOException {
    call(new Request.Checkpoint(), Object.class);
  }

  @Override
  public ImageStatus status() throws IOException {
    return call(new Request.Status(), ImageStatus.class);
  }

  @Override
  public Accounting accounting() throws IOException {
    return call(new Request.GetAccounting(), Accounting.class);
  }

  @Override
  public MountInfo mount(MountRequest request) throws IOException {
    return call(new Request.Mount(request), MountInfo.class);
  }

  @Override
  public CheckReport check(boolean verifyData, CheckProgress progress) throws IOException {
    return call(
        new Request.Check(verifyData),
        CheckReport.class,
        made -> progress.update(made.done(), made.total()));
  }

  /**
   * Scrubs; {@code progress} cannot pause it, but {@link #pauseScrub} over another connection, or
   * the end of this one.
   */
  @Override
  public ScrubReport scrub(ScrubRequest request, ScrubProgress progress) throws IOException {
    return call(
        new Request.Scrub(request),
        ScrubReport.class,
        made -> progress.update(made.done(), made.total(), made.damaged()));
  }

  @Override
  public ScrubStatus scrubStatus() throws IOException {
    return call(new Request.GetScrubStatus(), ScrubStatus.class);
  }

  @Override
  public ScrubStatus pauseScrub() throws IOException {
    return call(new Request.PauseScrub(), ScrubStatus.class);
  }

  @Override
  public boolean hasReceivedPages(Path mountpoint) throws IOException {
    return call(new Request.HasReceivedPages(mountpoint), Boolean.class);
  }

  @Override
  public void startTrace(Path mountpoint) throws IOException {
    call(new Request.StartTrace(mountpoint), Object.class);
  }

  @Override
  public TraceChunk readTrace(Path mountpoint) throws IOException {
    return call(new Request.ReadTrace(mountpoint), TraceChunk.class);
  }

  @Override
  public void endTrace(Path mountpoint) throws IOException {
    call(new Request.EndTrace(mountpoint), Object.class);
  }

  @Override
  public Unmounted unmount(Path mountpoint) throws IOException {
    return call(new Request.Unmount(mountpoint), Unmounted.class);
  }

  /** Waits until a daemon that is ending is gone, its process included. */
  public void awaitEnd(long pid) throws IOException {
    awaitEndOfStream();
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    try {
      while (isRunning(pid)) {
        if (System.nanoTime() - deadline >= 0) {
          throw Failure.failed("all is durable, but process " + pid + " does not end; kill it");
        }
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted while the daemon is ending");
    }
  }

  /**
   * Looks at the process itself: one that has ended keeps its number until its parent takes note,
   * and in a container that may be never.
   */
  private static boolean isRunning(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized void awaitEndOfStream() {
    String line = "";
    while (line != null) {
      try {
        line = Protocol.readLine(in);
      } catch (IOException e) {
        line = null;
      }
    }
  }

  private <T> T call(Request request, Class<T> type) throws IOException {
    return call(request, type, _ -> {});
  }

  private synchronized <T> T call(
      Request request, Class<T> type, Consumer<Response.Progress> progress) throws IOException {
    try {
      Protocol.writeLine(out, Protocol.encode(request));
    } catch (IOException e) {
      throw unanswered(e);
    }
    while (true) {
      Response response = Protocol.decodeResponse(readAnswer());
      Response.Progress made = response.progress();
      if (made == null) {
        return response.resultAs(type);
      }
      progress.accept(made);
    }
  }

  private String readAnswer() throws IOException {
    String line;
    try {
      line = Protocol.readLine(in);
    } catch (IOException e) {
      throw unanswered(e);
    }
    if (line == null) {
      throw unanswered();
    }
    return line;
  }

  private IOException unanswered(IOException cause) {
    IOException unanswered = unanswered();
    unanswered.addSuppressed(cause);
    return unanswered;
  }

  /**
   * A daemon that ends in order answers all that it did and removes its socket first; one that dies
   * leaves it.
   */
  private IOException unanswered() {
    return Files.exists(socket) ? Failure.failed(DIED) : new DaemonEndingException(DIED);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
