package io.mucca.tools.control;

import io.mucca.account.Accounting;
import io.mucca.fs.CheckOptions;
import io.mucca.fs.CheckProgress;
import io.mucca.fs.CheckReport;
import io.mucca.fs.CheckpointInfo;
import io.mucca.fs.Compression;
import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.ImageChecker;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.ScrubProgress;
import io.mucca.fs.ScrubReport;
import io.mucca.tools.image.DaemonInfo;
import io.mucca.tools.image.FakeImage;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.scrub.ScrubRequest;
import io.mucca.tools.scrub.ScrubStatus;
import io.mucca.tools.trace.TraceChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A daemon that mounts nothing and passes the rest on to an image. */
final class FakeDaemon implements DaemonService {
  final FakeImage image;
  final List<MountInfo> mounts = new CopyOnWriteArrayList<>();
  volatile boolean ending;
  volatile @Nullable Path traced;

  FakeDaemon(Path path) {
    image = new FakeImage(path);
  }

  private FakeImage image() throws DaemonEndingException {
    if (ending) {
      throw new DaemonEndingException("ending");
    }
    return image;
  }

  @Override
  public MountInfo mount(MountRequest request) throws IOException {
    image().root(request.root());
    MountInfo mount =
        new MountInfo(
            request.mountpoint(),
            request.root(),
            request.readOnly(),
            request.transport(),
            List.of());
    mounts.add(mount);
    return mount;
  }

  @Override
  public boolean hasReceivedPages(Path mountpoint) {
    return true;
  }

  @Override
  public CheckReport check(boolean verifyData, CheckProgress progress) throws IOException {
    try (HeldCheckpoint held = image().holdCheckpoint()) {
      return ImageChecker.check(held, CheckOptions.DEFAULT, progress);
    }
  }

  @Override
  public ScrubReport scrub(ScrubRequest request, ScrubProgress progress) throws IOException {
    CheckpointInfo checkpoint = new CheckpointInfo(7, Instant.EPOCH);
    ScrubReport.End end =
        progress.update(1, 2, 3) ? ScrubReport.End.COMPLETE : ScrubReport.End.PAUSED;
    return new ScrubReport(checkpoint, end, "", 1, request.bytesPerSecond(), List.of(), 0);
  }

  @Override
  public ScrubStatus scrubStatus() {
    return new ScrubStatus(ScrubStatus.State.RUNNING, 1, 2, 3, Instant.EPOCH);
  }

  @Override
  public ScrubStatus pauseScrub() {
    return new ScrubStatus(ScrubStatus.State.PAUSED, 1, 2, 3, Instant.EPOCH);
  }

  @Override
  public void startTrace(Path mountpoint) {
    traced = mountpoint;
  }

  @Override
  public TraceChunk readTrace(Path mountpoint) {
    return new TraceChunk(List.of("0 have x 1"), List.of("1 fsync x"), 2, traced == null, "");
  }

  @Override
  public void endTrace(Path mountpoint) {
    traced = null;
  }

  @Override
  public Unmounted unmount(Path mountpoint) throws IOException {
    image();
    mounts.removeIf(mount -> mount.mountpoint().equals(mountpoint));
    return new Unmounted(42, mounts.isEmpty(), false);
  }

  @Override
  public List<RootInfo> roots() throws IOException {
    return image().roots();
  }

  @Override
  public RootInfo root(RootName name) throws IOException {
    return image().root(name);
  }

  @Override
  public RootInfo snapshot(RootName snapshot) throws IOException {
    return image().snapshot(snapshot);
  }

  @Override
  public List<RootInfo> cloneRoot(RootName source, List<String> names, boolean writable)
      throws IOException {
    return image().cloneRoot(source, names, writable);
  }

  @Override
  public RootInfo createVolume(String name, Owner owner) throws IOException {
    return image().createVolume(name, owner);
  }

  @Override
  public void destroy(RootName name) throws IOException {
    image().destroy(name);
  }

  @Override
  public RootInfo setReadOnly(String volume, boolean readOnly) throws IOException {
    return image().setReadOnly(volume, readOnly);
  }

  @Override
  public RootInfo setCompression(String volume, Compression compression) throws IOException {
    return image().setCompression(volume, compression);
  }

  @Override
  public void checkpoint() throws IOException {
    image().checkpoint();
  }

  @Override
  public Accounting accounting() throws IOException {
    return image().accounting();
  }

  @Override
  public ImageStatus status() throws IOException {
    ImageStatus status = image().status();
    DaemonInfo info = new DaemonInfo(42, Instant.parse("2026-02-03T04:05:06.789Z"), "/log");
    return new ImageStatus(
        status.image(),
        status.statistics(),
        status.writtenBytes(),
        status.checkpoints(),
        info,
        mounts);
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
