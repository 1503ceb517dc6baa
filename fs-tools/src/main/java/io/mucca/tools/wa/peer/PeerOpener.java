package io.mucca.tools.wa.peer;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.Engine;
import io.mucca.tools.wa.engine.EngineOpener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Makes a peer on a loop device of its own, each time anew; closing the engine removes all of that.
 * The file behind the device has all its space from the beginning, so nothing is allocated around
 * the filesystem that is measured.
 *
 * @param parent where the file is made
 * @param sizeBytes of the device
 * @param sectorBytes the device's logical block
 * @param warnings takes what could not be removed: no reason to lose the figures
 */
record PeerOpener(
    Peer peer, Host host, Path parent, long sizeBytes, int sectorBytes, Consumer<String> warnings)
    implements EngineOpener {
  private static final String IMAGE = "device.img";

  @Override
  public Engine open() throws IOException {
    Workspace workspace = Workspace.create(parent, host);
    try {
      Engine engine = peer.open(host, workspace, attach(workspace));
      return new WorkspaceEngine(engine, peer.name(), workspace, warnings);
    } catch (IOException | RuntimeException | Error e) {
      closeAfter(workspace, e);
      throw e;
    }
  }

  private static void closeAfter(Workspace workspace, Throwable failure) {
    try {
      workspace.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private Path attach(Workspace workspace) throws IOException {
    Path image = workspace.path(IMAGE);
    host.run("fallocate", "--length", Long.toString(sizeBytes), image.toString());
    Path device = workspace.make(Trace.Kind.LOOP, IMAGE, this::attach);
    if (!host.doesDirectIo(device)) {
      throw Failure.failed(
          "loop devices do no direct I/O on files in "
              + parent
              + "; give a --work-dir on a disk, with ext4 or xfs");
    }
    return device;
  }

  private Path attach(Path image) throws IOException {
    String device =
        host.run(
            "losetup",
            "--find",
            "--show",
            "--direct-io=on",
            "--sector-size",
            Integer.toString(sectorBytes),
            image.toString());
    return Path.of(device.strip());
  }

  /** An engine that takes its workspace with it. */
  private static final class WorkspaceEngine extends FilterEngine {
    private final Workspace workspace;
    private final Consumer<String> warnings;

    WorkspaceEngine(Engine engine, String name, Workspace workspace, Consumer<String> warnings) {
      super(engine, renamed(engine.subject(), name, engine.subject().version()));
      this.workspace = workspace;
      this.warnings = warnings;
    }

    @Override
    public void close() {
      try (workspace) {
        super.close();
      } catch (IOException e) {
        warnings.accept(String.valueOf(e.getMessage()));
      }
    }
  }
}
