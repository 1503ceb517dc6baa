package io.mucca.tools.daemon;

import io.mucca.account.Accounting;
import io.mucca.fs.CheckOptions;
import io.mucca.fs.CheckProgress;
import io.mucca.fs.CheckReport;
import io.mucca.fs.Compression;
import io.mucca.fs.FileSystem;
import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.ImageChecker;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.ScrubProgress;
import io.mucca.fs.ScrubReport;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.DaemonService;
import io.mucca.tools.control.MountRequest;
import io.mucca.tools.control.Unmounted;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.DaemonInfo;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.OwnedImage;
import io.mucca.tools.overlay.ControlDirectory;
import io.mucca.tools.scrub.ScrubRequest;
import io.mucca.tools.scrub.ScrubStatus;
import io.mucca.tools.scrub.Scrubs;
import io.mucca.tools.stats.PrometheusText;
import io.mucca.tools.stats.StatsDocument;
import io.mucca.tools.trace.TraceChunk;
import io.mucca.tools.trace.TracedFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns an image while roots of it are mounted; {@link io.mucca.tools.daemon} tells the story.
 * Thread-safe.
 *
 * <p>Invariants: the image is open until {@link #ending} is set; once it is set, nothing is begun;
 * the filesystem of a mount is closed after the mount is gone and before the image is closed.
 */
public final class Daemon implements DaemonService {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final OwnedImage image;
  private final Mounter mounter;
  private final DaemonInfo info;
  private final Scrubs scrubs;
  private final Runnable onEnding;

  /**
   * Read-held by what uses the image, write-held by what changes the set of mounts or ends the
   * daemon.
   */
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

  private final Map<Path, ActiveMount> mounts = new LinkedHashMap<>(); // Guarded by lock.
  private boolean ending; // Guarded by lock.
  private @Nullable IOException endingFailure; // Guarded by lock, written before ended.
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * Takes over an image.
   *
   * @param onEnding run once, when the daemon begins to end and before the image is closed
   */
  public Daemon(
      OwnedImage image, Mounter mounter, DaemonInfo info, Scrubs scrubs, Runnable onEnding) {
    this.image = image;
    this.mounter = mounter;
    this.info = info;
    this.scrubs = scrubs;
    this.onEnding = onEnding;
  }

  @Override
  public MountInfo mount(MountRequest request) throws IOException {
    return exclusively(
        () -> {
          refuseSecondWriter(request);
          MountInfo mount = mountRoot(request);
          LOG.info("mounted {} on {}", mount.root(), mount.mountpoint());
          return mount;
        });
  }

  private MountInfo mountRoot(MountRequest request) throws IOException {
    FileSystem fileSystem = image.openRoot(request.root(), request.readOnly());
    try {
      Path mountpoint = request.mountpoint();
      MountInfo shown =
          new MountInfo(
              mountpoint,
              request.root(),
              fileSystem.isReadOnly(),
              request.transport(),
              image.warnings());
      ActiveMount mount = new ActiveMount(shown, new TracedFileSystem(fileSystem));
      FileSystem withControls = withControls(mount.fileSystem, request.root());
      mount.mounted = mounter.mount(withControls, image.path(), request, () -> reap(mount));
      mounts.put(mountpoint, mount);
      return shown;
    } catch (IOException | RuntimeException | Error e) {
      try {
        fileSystem.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** Not under the daemon's lock: whoever unmounts holds it, and waits for programs to end. */
  private FileSystem withControls(FileSystem fileSystem, RootName root) {
    Path path = image.path();
    return new ControlDirectory(fileSystem, InstantSource.system())
        .with("stats", () -> StatsDocument.encode(path, root, image.accounting()))
        .with("metrics", () -> PrometheusText.encode(image.accounting()));
  }

  /**
   * Two mounts of one root have two page caches in the kernel, of which a writer would update only
   * its own.
   */
  private void refuseSecondWriter(MountRequest request) throws Failure {
    if (mounts.containsKey(request.mountpoint())) {
      throw Failure.busy(
          "what was mounted on "
              + request.mountpoint()
              + " lives on in another mount namespace; end that container or service first");
    }
    for (ActiveMount mount : mounts.values()) {
      boolean sameRoot = mount.shown.root().equals(request.root());
      if (sameRoot && !(mount.shown.readOnly() && request.readOnly())) {
        throw Failure.busy(
            request.root()
                + " is mounted on "
                + mount.shown.mountpoint()
                + "; use it there, or 'mucca umount "
                + mount.shown.mountpoint()
                + "' first");
      }
    }
  }

  @Override
  public Unmounted unmount(Path mountpoint) throws IOException {
    Unmounted unmounted =
        exclusively(
            () -> {
              ActiveMount mount = mounts.get(mountpoint);
              if (mount == null) {
                throw Failure.notFound(
                    mountpoint + " is not mounted; 'mucca status' shows what is");
              }
              if (!mount.handle().unmount()) {
                LOG.info("{} lives on in another mount namespace", mountpoint);
                if (!mount.shown.readOnly()) {
                  image.checkpoint();
                }
                return new Unmounted(info.pid(), false, true);
              }
              remove(mount);
              return new Unmounted(info.pid(), ending, false);
            });
    if (unmounted.last()) {
      awaitEnd();
    }
    return unmounted;
  }

  /** Not under the lock: it takes long, and ends by itself when the image is closed. */
  @Override
  public CheckReport check(boolean verifyData, CheckProgress progress) throws IOException {
    try (HeldCheckpoint held = shared(image::holdCheckpoint)) {
      return ImageChecker.check(held, CheckOptions.DEFAULT.withVerifyData(verifyData), progress);
    }
  }

  /** Not under the lock, as {@link #check}. */
  @Override
  public ScrubReport scrub(ScrubRequest request, ScrubProgress progress) throws IOException {
    try (HeldCheckpoint held = shared(image::holdCheckpoint)) {
      return scrubs.run(held, request, progress);
    }
  }

  @Override
  public ScrubStatus scrubStatus() throws IOException {
    return shared(scrubs::status);
  }

  @Override
  public ScrubStatus pauseScrub() throws IOException {
    return shared(
        () -> {
          if (!scrubs.pause()) {
            throw Failure.failed("no scrub is running");
          }
          return scrubs.status();
        });
  }

  @Override
  public boolean hasReceivedPages(Path mountpoint) throws IOException {
    return shared(
        () -> {
          ActiveMount mount = mounts.get(mountpoint);
          // The kernel handed over all that it had before it gave up the mount.
          return mount == null || mount.handle().hasReceivedPages();
        });
  }

  /** Not under the lock while it reads all names: an unmount need not wait for that. */
  @Override
  public void startTrace(Path mountpoint) throws IOException {
    traced(mountpoint).startTrace();
    LOG.info("tracing {}", mountpoint);
  }

  @Override
  public TraceChunk readTrace(Path mountpoint) throws IOException {
    return traced(mountpoint).readTrace();
  }

  @Override
  public void endTrace(Path mountpoint) throws IOException {
    traced(mountpoint).endTrace();
    LOG.info("no longer tracing {}", mountpoint);
  }

  private TracedFileSystem traced(Path mountpoint) throws IOException {
    return shared(
        () -> {
          ActiveMount mount = mounts.get(mountpoint);
          if (mount == null) {
            throw Failure.notFound(mountpoint + " is not mounted any more");
          }
          return mount.fileSystem;
        });
  }

  /** The kernel no longer has a mount, whoever ended it. */
  private void reap(ActiveMount mount) {
    lock.writeLock().lock();
    try {
      if (!ending && mounts.get(mount.shown.mountpoint()) == mount) {
        LOG.info("{} was unmounted by somebody else", mount.shown.mountpoint());
        remove(mount);
      }
    } catch (IOException e) {
      LOG.error("closing {} failed", mount.shown.root(), e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Forgets a mount that the kernel no longer has; after the last one the daemon ends. */
  private void remove(ActiveMount mount) throws IOException {
    mounts.remove(mount.shown.mountpoint());
    LOG.info("unmounted {}", mount.shown.mountpoint());
    try {
      mount.fileSystem.close();
    } finally {
      if (mounts.isEmpty()) {
        end();
      }
    }
  }

  private void end() throws IOException {
    ending = true;
    onEnding.run();
    try {
      image.close();
      LOG.info("closed {}", image.path());
    } catch (IOException e) {
      endingFailure = e;
      LOG.error("closing {} failed: what was not synced may be lost", image.path(), e);
      throw e;
    } finally {
      ended.countDown();
    }
  }

  /**
   * Ends all mounts and closes the image, whoever uses them. What fails is logged, since nobody
   * else can be told.
   */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!ending) {
        for (ActiveMount mount : List.copyOf(mounts.values())) {
          release(mount);
        }
        end();
      }
    } catch (IOException e) {
      LOG.debug("logged by end()", e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void release(ActiveMount mount) {
    try {
      try {
        if (!mount.handle().unmount()) {
          LOG.warn("{} ends for the other mount namespace that has it", mount.shown.mountpoint());
        }
      } catch (Failure busy) {
        LOG.warn("{}; detaching it", busy.getMessage());
        mount.handle().detach();
      }
      mount.fileSystem.close();
    } catch (IOException e) {
      LOG.error("unmounting {} failed", mount.shown.mountpoint(), e);
    } finally {
      mounts.remove(mount.shown.mountpoint());
    }
  }

  /** Waits until the last mount is gone and the image is closed; throws what closing it threw. */
  public void awaitEnd() throws IOException {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted while waiting for the end");
    }
    lock.readLock().lock();
    try {
      if (endingFailure != null) {
        throw endingFailure;
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public List<RootInfo> roots() throws IOException {
    return shared(image::roots);
  }

  @Override
  public RootInfo root(RootName name) throws IOException {
    return shared(() -> image.root(name));
  }

  @Override
  public RootInfo snapshot(RootName snapshot) throws IOException {
    return shared(() -> image.snapshot(snapshot));
  }

  @Override
  public List<RootInfo> cloneRoot(RootName source, List<String> names, boolean writable)
      throws IOException {
    return shared(() -> image.cloneRoot(source, names, writable));
  }

  @Override
  public RootInfo createVolume(String name, Owner owner) throws IOException {
    return shared(() -> image.createVolume(name, owner));
  }

  @Override
  public void destroy(RootName name) throws IOException {
    shared(
        () -> {
          image.destroy(name);
          return name;
        });
  }

  @Override
  public RootInfo setReadOnly(String volume, boolean readOnly) throws IOException {
    return shared(() -> image.setReadOnly(volume, readOnly));
  }

  @Override
  public RootInfo setCompression(String volume, Compression compression) throws IOException {
    return shared(() -> image.setCompression(volume, compression));
  }

  @Override
  public void checkpoint() throws IOException {
    shared(
        () -> {
          image.checkpoint();
          return info;
        });
  }

  @Override
  public Accounting accounting() throws IOException {
    return shared(image::accounting);
  }

  @Override
  public ImageStatus status() throws IOException {
    return shared(
        () -> {
          List<MountInfo> shown = new ArrayList<>();
          mounts.values().forEach(mount -> shown.add(mount.shown));
          return status(shown);
        });
  }

  private ImageStatus status(List<MountInfo> shown) throws IOException {
    ImageStatus ofImage = image.status();
    return new ImageStatus(
        image.path(),
        ofImage.statistics(),
        ofImage.writtenBytes(),
        ofImage.checkpoints(),
        info,
        shown);
  }

  private <T> T shared(Action<T> action) throws IOException {
    return with(lock.readLock(), action);
  }

  private <T> T exclusively(Action<T> action) throws IOException {
    return with(lock.writeLock(), action);
  }

  private <T> T with(Lock held, Action<T> action) throws IOException {
    held.lock();
    try {
      if (ending) {
        throw new DaemonEndingException(image.path() + " is being closed; try again");
      }
      return action.run();
    } finally {
      held.unlock();
    }
  }

  @FunctionalInterface
  private interface Action<T> {
    T run() throws IOException;
  }

  /** A mount with what must be closed after it. */
  private static final class ActiveMount {
    final MountInfo shown;
    final TracedFileSystem fileSystem;
    Mounter.@Nullable Mounted mounted; // Set once, under the daemon's lock.

    ActiveMount(MountInfo shown, TracedFileSystem fileSystem) {
      this.shown = shown;
      this.fileSystem = fileSystem;
    }

    Mounter.Mounted handle() {
      if (mounted == null) {
        throw new IllegalStateException(shown.mountpoint() + " is not mounted yet");
      }
      return mounted;
    }
  }
}
