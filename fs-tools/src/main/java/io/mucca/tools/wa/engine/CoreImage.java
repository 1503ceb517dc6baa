package io.mucca.tools.wa.engine;

import io.mucca.account.Accounting;
import io.mucca.device.BlockDevice;
import io.mucca.device.CountingDevice;
import io.mucca.device.DeviceCounters;
import io.mucca.fs.FileSystem;
import io.mucca.fs.ImageStatistics;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An image in this process, and its open roots. It can be closed and opened anew, which empties its
 * caches. Roots may be used by many threads, but not while that is done.
 */
final class CoreImage implements AutoCloseable {
  private final BlockDevice device;
  private final ReadRuns readRuns;
  private final CountingDevice counting;
  private final OpenOptions options;
  private final Map<String, FileSystem> roots = new ConcurrentHashMap<>();
  private VolumeImage image;

  /** Opens what was formatted; takes over the device. */
  CoreImage(BlockDevice device, OpenOptions options) throws IOException {
    this.device = device;
    this.options = options;
    readRuns = new ReadRuns(device);
    counting = new CountingDevice(readRuns);
    image = VolumeImage.open(counting, options);
  }

  /** A root in use; opened when it is first asked for. */
  FileSystem root(String volume) throws IOException {
    FileSystem open = roots.get(volume);
    if (open != null) {
      return open;
    }
    synchronized (this) {
      FileSystem root = roots.get(volume);
      if (root == null) {
        root = image.openRoot(RootName.volume(volume), false);
        roots.put(volume, root);
      }
      return root;
    }
  }

  void snapshot(String volume, String name) throws IOException {
    image.snapshot(new RootName(volume, name));
  }

  void cloneVolume(String volume, String name) throws IOException {
    image.cloneRoot(RootName.volume(volume), List.of(name), true);
  }

  /** A checkpoint, and the space of what was destroyed. */
  void settle() throws IOException {
    image.checkpoint();
    if (image.statistics().pendingDeletions() > 0) {
      image.awaitDeletions();
    }
  }

  ImageStatistics statistics() throws IOException {
    return image.statistics();
  }

  Accounting accounting() throws IOException {
    return image.accounting();
  }

  DeviceCounters counters() {
    return counting.counters();
  }

  /**
   * How many pieces of the device are read to read something whose nodes are in memory: file data
   * is kept nowhere, so that each piece of it is read again.
   */
  long piecesOf(Cleanup.Step reading) throws IOException {
    reading.run();
    readRuns.reset();
    reading.run();
    return readRuns.count();
  }

  /** Empties all caches. */
  void reopen() throws IOException {
    closeImage();
    image = VolumeImage.open(counting, options);
  }

  private void closeImage() throws IOException {
    try (VolumeImage _ = image) {
      for (FileSystem root : roots.values()) {
        root.close();
      }
      roots.clear();
    }
  }

  @Override
  public void close() throws IOException {
    try (BlockDevice _ = device) {
      closeImage();
    }
  }
}
