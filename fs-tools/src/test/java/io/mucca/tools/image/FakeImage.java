package io.mucca.tools.image;

import io.mucca.account.Account;
import io.mucca.account.Accounting;
import io.mucca.account.ApplicationCounters;
import io.mucca.account.LatencyRecorder;
import io.mucca.account.OperationKind;
import io.mucca.device.DeviceCounters;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WrittenBytes;
import io.mucca.fs.CheckpointInfo;
import io.mucca.fs.Compression;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.ImageStatistics;
import io.mucca.fs.Owner;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.model.ModelFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An image in memory that keeps a list of roots and shares nothing between them. Thread-safe. */
public final class FakeImage implements OwnedImage {
  private static final Instant CREATED = Instant.parse("2026-02-03T04:05:06Z");

  private final Path path;
  private final Map<RootName, RootInfo> roots = new LinkedHashMap<>();
  private final Map<String, Owner> owners = new HashMap<>();
  private long nextId = 1;
  private int checkpoints;
  private int askedForAccounts;
  private boolean closed;
  private @Nullable IOException failure;
  private @Nullable IOException closeFailure;

  public FakeImage(Path path) {
    this.path = path;
    add(RootName.volume("main"), null, false, Compression.OFF);
  }

  /** Makes the next calls that change something fail. */
  public synchronized void failWith(IOException thrown) {
    failure = thrown;
  }

  /** Makes {@link #close} fail. */
  public synchronized void failCloseWith(IOException thrown) {
    closeFailure = thrown;
  }

  /** Of the root directory of a volume that was made. */
  public synchronized @Nullable Owner ownerOf(String volume) {
    return owners.get(volume);
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  public synchronized int checkpoints() {
    return checkpoints;
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public HeldCheckpoint holdCheckpoint() throws IOException {
    throw new IOException("there is no device");
  }

  @Override
  public synchronized FileSystem openRoot(RootName name, boolean readOnly) throws IOException {
    root(name);
    return new ModelFileSystem(InstantSource.system(), 4096);
  }

  @Override
  public synchronized List<RootInfo> roots() {
    return List.copyOf(roots.values());
  }

  @Override
  public synchronized RootInfo root(RootName name) throws IOException {
    RootInfo root = roots.get(name);
    if (root == null) {
      throw new FsException(FsError.NOT_FOUND, "there is no root " + name);
    }
    return root;
  }

  @Override
  public synchronized RootInfo snapshot(RootName snapshot) throws IOException {
    throwFailure();
    return addNew(snapshot, RootName.volume(snapshot.volume()), true);
  }

  @Override
  public synchronized List<RootInfo> cloneRoot(
      RootName source, List<String> names, boolean writable) throws IOException {
    throwFailure();
    List<RootInfo> made = new ArrayList<>();
    for (String name : names) {
      made.add(addNew(RootName.volume(name), source, !writable));
    }
    return made;
  }

  @Override
  public synchronized RootInfo createVolume(String name, Owner owner) throws IOException {
    throwFailure();
    owners.put(name, owner);
    return addNew(RootName.volume(name), null, false);
  }

  @Override
  public synchronized void destroy(RootName name) throws IOException {
    throwFailure();
    root(name);
    roots.remove(name);
  }

  @Override
  public synchronized RootInfo setReadOnly(String volume, boolean readOnly) throws IOException {
    throwFailure();
    RootName name = RootName.volume(volume);
    RootInfo old = root(name);
    return add(name, old.origin(), readOnly, old.compression());
  }

  @Override
  public synchronized RootInfo setCompression(String volume, Compression compression)
      throws IOException {
    throwFailure();
    RootName name = RootName.volume(volume);
    RootInfo old = root(name);
    return add(name, old.origin(), old.readOnly(), compression);
  }

  @Override
  public synchronized void checkpoint() throws IOException {
    throwFailure();
    checkpoints++;
  }

  @Override
  public synchronized ImageStatus status() {
    ImageStatistics statistics =
        new ImageStatistics(
            path.toString(),
            "id",
            1,
            4096,
            16384,
            512,
            1L << 30,
            1L << 29,
            7,
            1 << 20,
            512,
            roots.size(),
            0);
    return new ImageStatus(
        path,
        statistics,
        Map.of(WriteCategory.DATA, 4096L),
        List.of(new CheckpointInfo(7, CREATED)),
        null,
        List.of());
  }

  /** One write of 4096 bytes and its fsync for each second that was asked for it. */
  @Override
  public synchronized Accounting accounting() {
    askedForAccounts++;
    long count = askedForAccounts;
    WrittenBytes written =
        new WrittenBytes.Builder()
            .add(1, WriteCategory.DATA, WriteCause.FSYNC, count * 4096)
            .add(0, WriteCategory.LOG_RECORD, WriteCause.FSYNC, count * 100)
            .add(0, WriteCategory.LOG_PADDING, WriteCause.FSYNC, count * 412)
            .build();
    DeviceCounters device =
        new DeviceCounters(
            written,
            Map.of(WriteCategory.DATA, count, WriteCategory.LOG_RECORD, count),
            0,
            0,
            0,
            0);
    SortedMap<Long, ApplicationCounters> applications = new TreeMap<>();
    applications.put(1L, new ApplicationCounters(count * 4096, count, 0, 0, count));
    LatencyRecorder times = new LatencyRecorder();
    for (int i = 0; i < count; i++) {
      times.record(1500);
    }
    Account account = new Account(device, applications);
    return new Accounting(
        count * 1_000_000_000L,
        account,
        account.plus(account),
        Map.of(OperationKind.WRITE, times.counts(), OperationKind.FSYNC, times.counts()),
        new TreeMap<>(Map.of(1L, "main")));
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (closeFailure != null) {
      throw closeFailure;
    }
  }

  private RootInfo addNew(RootName name, @Nullable RootName origin, boolean readOnly)
      throws IOException {
    if (origin != null) {
      root(origin);
    }
    if (roots.containsKey(name)) {
      throw new FsException(FsError.EXISTS, "there is a root " + name);
    }
    return add(name, origin, readOnly, Compression.OFF);
  }

  private RootInfo add(
      RootName name, @Nullable RootName origin, boolean readOnly, Compression compression) {
    RootInfo root =
        new RootInfo(nextId++, name, CREATED, origin, readOnly, 8192, 3, compression, false);
    roots.put(name, root);
    return root;
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
