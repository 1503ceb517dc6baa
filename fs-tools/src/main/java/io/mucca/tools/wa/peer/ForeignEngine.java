package io.mucca.tools.wa.peer;

import io.mucca.tools.wa.engine.DirectoryEngine;
import io.mucca.tools.wa.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A mounted filesystem of somebody else, which settles in its own way. */
final class ForeignEngine extends FilterEngine {
  private final Host host;
  private final Path mountpoint;
  private final Settling settling;

  private ForeignEngine(
      Engine directory, String version, Host host, Path mountpoint, Settling settling) {
    super(directory, renamed(directory.subject(), directory.subject().filesystem(), version));
    this.host = host;
    this.mountpoint = mountpoint;
    this.settling = settling;
  }

  /**
   * Works in what is mounted.
   *
   * @param device under it
   * @param name of the peer
   * @param version of the programs that made it
   * @param made how that was done, for the result
   */
  static Engine open(
      Host host,
      Path mountpoint,
      Path device,
      String name,
      String version,
      Map<String, String> made,
      Settling settling)
      throws IOException {
    Map<String, String> options = new LinkedHashMap<>(made);
    options.put("settle", settling.description());
    Engine directory =
        DirectoryEngine.open(new DirectoryEngine.Options(mountpoint, device, 0, "", name, options));
    String kernel = directory.subject().version();
    return new ForeignEngine(directory, version + ", " + kernel, host, mountpoint, settling);
  }

  @Override
  public void settle() throws IOException {
    files().syncAll();
    settling.settle(host, mountpoint, this::deviceBytes);
  }

  /** None: which device is under the mountpoint is known for certain. */
  @Override
  public List<String> warnings() {
    return List.of();
  }
}
