package io.mucca.tools.daemon;

import io.mucca.device.DeviceBusyException;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.VolumeImage;
import io.mucca.tools.control.ControlServer;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.image.DaemonInfo;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.LocalImage;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.scrub.ScrubStore;
import io.mucca.tools.scrub.Scrubs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a daemon in this process, from taking the image's lock to giving it up. */
public final class DaemonProcess {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonProcess.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final DaemonOptions options;
  private final Mounter mounter;

  public DaemonProcess(DaemonOptions options, Mounter mounter) {
    this.options = options;
    this.mounter = mounter;
  }

  /**
   * Serves the image until its last mount is gone.
   *
   * @param onReady gets the first mount when it is usable
   * @throws DaemonEndingException if somebody else has the image, perhaps another daemon that can
   *     be asked
   */
  public void run(Consumer<MountInfo> onReady) throws IOException {
    RuntimeDirectory directory = new RuntimeDirectory(options.runtime());
    directory.create();
    LocalImage image = openImage();
    try (ControlServer server = new ControlServer(directory.socket(ImageId.of(options.image())))) {
      serve(image, server, onReady);
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("{} cannot be served", options.image(), e);
      throw e;
    }
  }

  private LocalImage openImage() throws IOException {
    FileDeviceOptions device =
        new FileDeviceOptions(options.open().readOnly(), options.buffered(), true);
    try {
      return new LocalImage(
          options.image(),
          VolumeImage.open(DeviceOpener.device(options.image(), device), options.open()));
    } catch (DeviceBusyException e) {
      DaemonEndingException ending = new DaemonEndingException(options.image() + " is in use");
      ending.initCause(e);
      throw ending;
    }
  }

  private void serve(LocalImage image, ControlServer server, Consumer<MountInfo> onReady)
      throws IOException {
    DaemonInfo info =
        new DaemonInfo(ProcessHandle.current().pid(), Instant.now(), options.log().toString());
    ScrubStore store = new ScrubStore(options.runtime(), ImageId.of(options.image()).key());
    Daemon daemon = new Daemon(image, mounter, info, new Scrubs(store), () -> retire(server));
    Thread hook = Thread.ofPlatform().name("shutdown").unstarted(daemon::close);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      MountInfo mount = daemon.mount(options.mount());
      server.start(daemon);
      onReady.accept(mount);
      daemon.awaitEnd();
      server.awaitIdle(ANSWER_LIMIT);
    } finally {
      daemon.close();
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("the process is ending, the hook has run");
    }
  }

  private static void retire(ControlServer server) {
    try {
      server.retire();
    } catch (IOException e) {
      LOG.warn("the control socket stays behind", e);
    }
  }
}
