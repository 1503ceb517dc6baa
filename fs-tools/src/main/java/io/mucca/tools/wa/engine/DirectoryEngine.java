package io.mucca.tools.wa.engine;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.result.Subject;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Any filesystem of the host, in a directory of its own below one that is given. */
public final class DirectoryEngine implements Engine {
  /** As results name it. */
  public static final String NAME = "dir";

  private final Options options;
  private final Subject subject;
  private final DirectoryFiles files;
  private final FileStore store;
  private final @Nullable KernelCounter kernel;
  private final List<String> warnings;
  private final Cleanup cleanup;

  /**
   * What is measured.
   *
   * @param device whose counter is read; null for the one that the directory is on
   * @param settleMillis how long to wait for what the filesystem does by itself
   * @param settleCommand has the filesystem write all that it owes; empty for none
   * @param filesystem short and unique in a comparison; empty for the type that the kernel says
   * @param made how it was made, such as {@code mkfs} and its options
   */
  public record Options(
      Path directory,
      @Nullable Path device,
      long settleMillis,
      String settleCommand,
      String filesystem,
      Map<String, String> made) {}

  private DirectoryEngine(
      Options options,
      Subject subject,
      DirectoryFiles files,
      @Nullable KernelCounter kernel,
      List<String> warnings,
      Cleanup cleanup)
      throws IOException {
    this.options = options;
    this.subject = subject;
    this.files = files;
    this.kernel = kernel;
    this.warnings = List.copyOf(warnings);
    this.cleanup = cleanup;
    store = Files.getFileStore(options.directory());
  }

  /** Makes an empty directory below that of the options, which {@link #close} removes. */
  public static Engine open(Options options) throws IOException {
    return Opening.guarded(cleanup -> open(options, cleanup));
  }

  private static Engine open(Options options, Cleanup cleanup) throws IOException {
    Path directory = options.directory();
    if (!Files.isDirectory(directory)) {
      throw Failure.notFound(directory + " is no directory; make it, or mount something on it");
    }
    List<String> warnings = new ArrayList<>();
    HostMount mount = HostMount.around(directory);
    KernelCounter kernel = DeviceOfDirectory.counter(directory, mount, options.device(), warnings);
    Path base = Files.createTempDirectory(directory, "mucca-wa-").toRealPath();
    cleanup.add(() -> Trees.delete(base));
    Path top = base.resolve("tree");
    DirectorySnapshots snapshots = HostSnapshots.of(mount.type(), top, cleanup);
    DirectoryFiles files = new DirectoryFiles(top, snapshots);
    cleanup.add(files::close);
    Subject subject = subject(options, mount, kernel);
    return new DirectoryEngine(options, subject, files, kernel, warnings, cleanup);
  }

  private static Subject subject(Options options, HostMount mount, @Nullable KernelCounter kernel)
      throws IOException {
    Map<String, String> shown = new LinkedHashMap<>(options.made());
    shown.putIfAbsent("type", mount.type());
    shown.putIfAbsent("mount", mount.options());
    String name = options.filesystem().isEmpty() ? mount.type() : options.filesystem();
    String version = "Linux " + System.getProperty("os.version");
    return kernel == null
        ? new Subject(NAME, name, version, shown, mount.source(), 0, 0)
        : new Subject(
            NAME,
            name,
            version,
            shown,
            kernel.device().toString(),
            kernel.sectorBytes(),
            kernel.sizeBytes());
  }

  @Override
  public Subject subject() {
    return subject;
  }

  @Override
  public FileTree files() {
    return files;
  }

  @Override
  public void settle() throws IOException {
    files.syncAll();
    if (!options.settleCommand().isEmpty()) {
      String unused = Commands.run("/bin/sh", "-c", options.settleCommand());
    }
    try {
      Thread.sleep(options.settleMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted while the filesystem was settling");
    }
    files.syncAll();
  }

  @Override
  public Counters counters() throws IOException {
    return new Counters(
        kernel == null ? null : kernel.read(),
        null,
        store.getTotalSpace() - store.getUnallocatedSpace(),
        store.getTotalSpace());
  }

  @Override
  public long deviceBytes() throws IOException {
    return kernel == null ? 0 : kernel.writtenBytes();
  }

  @Override
  public long generation() {
    return NO_GENERATIONS;
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public void close() throws IOException {
    cleanup.close();
  }
}
