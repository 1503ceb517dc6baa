package io.mucca.fs;

import static io.mucca.fs.SampleImage.name;

import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The sound images that mutations begin with: small, with something of everything, and the same in
 * every run, so that a seed says all.
 */
final class MutationBase {
  private static final long SIZE_BYTES = 1 << 20;
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000, 123_456_789));

  private final List<MemoryDevice> devices = new ArrayList<>();
  private final List<ImageAnatomy> anatomies = new ArrayList<>();

  MutationBase() throws IOException {
    MemoryDevice device = new MemoryDevice(SIZE_BYTES, 512);
    VolumeImage.format(
        device,
        new FormatOptions(SampleImage.BLOCK_SIZE, SampleImage.NODE_SIZE, 256),
        CLOCK,
        new Random(1));
    MemoryDevice small = with(device, MutationBase::fillFew);
    MemoryDevice large = withOrphans(with(small, MutationBase::fillMany));
    for (MemoryDevice each : List.of(small, large, unclosed(large))) {
      devices.add(each);
      anatomies.add(new ImageAnatomy(each));
    }
  }

  int size() {
    return devices.size();
  }

  /** Which of them was not closed: its log has records that its trees do not hold. */
  int unclosed() {
    return devices.size() - 1;
  }

  boolean isUnclosed(int index) {
    return index == unclosed();
  }

  MemoryDevice device(int index) {
    return devices.get(index);
  }

  ImageAnatomy anatomy(int index) {
    return anatomies.get(index);
  }

  /** A root that all images have; mostly the one that has most in it. */
  RootName anyRoot(SplittableRandom random) {
    return random.nextInt(4) == 0
        ? new RootName("main", "first")
        : RootName.volume(random.nextInt(4) == 0 ? "other" : "main");
  }

  private static MemoryDevice with(MemoryDevice device, SampleImage.Change change)
      throws IOException {
    MemoryDevice copy = device.copy();
    try (VolumeImage image = open(copy)) {
      change.apply(image);
    }
    return copy;
  }

  private static VolumeImage open(MemoryDevice device) throws IOException {
    return VolumeImage.open(new KeptDevice(device), SampleImage.OPTIONS, CLOCK);
  }

  private static void fillFew(VolumeImage image) throws IOException {
    try (FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      files.makeDirectory(FileSystem.ROOT_INODE, name("directory"), 0755, 1, 2, out);
      long directory = out.inode;
      files.makeDirectory(directory, name("inner"), 0755, 1, 2, out);
      long inner = out.inode;
      file(files, directory, "large", 30_000);
      files.punchHole(file(files, directory, "holes", 20_000), 5000, 7000);
      packed(files, directory);
      files.write(file(files, directory, "sparse", 0), 1L << 40, SampleImage.content(1000));
      long inline = file(files, inner, "inline", 200);
      files.link(inline, FileSystem.ROOT_INODE, name("hard"), out);
      files.setXattr(inline, name("user.small"), new byte[10], XATTR);
      files.setXattr(inline, name("user.large"), new byte[2500], XATTR);
      files.makeSymlink(FileSystem.ROOT_INODE, name("symbolic"), new byte[1500], 1, 2, out);
      files.createNode(
          FileSystem.ROOT_INODE, name("null"), FileMode.CHARACTER_DEVICE | 0600, 1, 2, 259, out);
      files.createNode(FileSystem.ROOT_INODE, name("fifo"), FileMode.FIFO | 0600, 1, 2, 0, out);
    }
    image.snapshot(new RootName("main", "first"));
    image.cloneRoot(RootName.volume("main"), List.of("other"), true);
  }

  private static final FileSystem.XattrMode XATTR = FileSystem.XattrMode.CREATE_OR_REPLACE;

  private static long file(FileSystem files, long directory, String name, int length)
      throws IOException {
    Attributes out = new Attributes();
    files.createNode(directory, name(name), 0644, 1, 2, 0, out);
    files.write(out.inode, 0, SampleImage.content(length));
    return out.inode;
  }

  /** Clusters, and one of which part was written anew. */
  private static void packed(FileSystem files, long directory) throws IOException {
    long packed = file(files, directory, "packed", 0);
    files.setXattr(packed, name("user.mucca.compression"), name("lz4"), XATTR);
    files.write(packed, 0, SampleImage.lines(20_000));
    files.fsync(packed);
    files.write(packed, 5000, SampleImage.content(2000));
    files.fsync(packed);
    files.setXattr(packed, name("user.mucca.compression"), name("zstd:2"), XATTR);
    files.write(packed, 140_000, SampleImage.lines(9000));
  }

  /** Enough for trees of two levels, which have gone their own ways. */
  private static void fillMany(VolumeImage image) throws IOException {
    try (FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      files.makeDirectory(FileSystem.ROOT_INODE, name("many"), 0755, 1, 2, out);
      long many = out.inode;
      for (int i = 0; i < 300; i++) {
        files.createNode(many, name("file" + i), 0644, 1, 2, 0, out);
      }
      for (int i = 0; i < 300; i += 3) {
        files.unlink(many, name("file" + i));
      }
    }
    image.cloneRoot(RootName.volume("main"), List.of("third"), false);
    try (FileSystem files = image.openRoot(RootName.volume("other"), false)) {
      Attributes out = new Attributes();
      files.lookup(FileSystem.ROOT_INODE, name("directory"), out);
      long directory = out.inode;
      files.rename(directory, name("inner"), FileSystem.ROOT_INODE, name("moved"));
      files.lookup(directory, name("large"), out);
      files.write(out.inode, 10_000, SampleImage.content(3000));
    }
  }

  /** The image as it is after a crash while files without names are open. */
  private static MemoryDevice withOrphans(MemoryDevice device) throws IOException {
    try (VolumeImage image = open(device);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      files.lookup(FileSystem.ROOT_INODE, name("directory"), out);
      long directory = out.inode;
      files.lookup(directory, name("holes"), out);
      files.open(out.inode);
      files.unlink(directory, name("holes"));
      image.checkpoint();
      return device.copy();
    }
  }

  /** The image as it is after a crash, with entries of all types in its log. */
  private static MemoryDevice unclosed(MemoryDevice device) throws IOException {
    MemoryDevice used = device.copy();
    try (VolumeImage image = open(used);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      changeContent(files);
      image.snapshot(new RootName("main", "second"));
      image.createVolume("extra", Owner.ROOT);
      image.setReadOnly("extra", true);
      image.setCompression("other", Compression.LZ4);
      image.cloneRoot(RootName.volume("main"), List.of("fresh", "fresh2"), true);
      changeNames(files);
      image.destroy(RootName.volume("third"));
      return used.copy();
    }
  }

  /** Ends with something that is written and not flushed, for a snapshot to freeze. */
  private static void changeContent(FileSystem files) throws IOException {
    Attributes out = new Attributes();
    files.lookup(FileSystem.ROOT_INODE, name("directory"), out);
    long directory = out.inode;
    files.lookup(directory, name("large"), out);
    long large = out.inode;
    files.write(large, 100, SampleImage.content(1));
    files.fsync(large);
    files.write(large, 10_000, SampleImage.content(1500));
    files.fsync(large);
    files.punchHole(large, 5000, 7000);
    files.fsync(large);
    files.write(large, 29_999, SampleImage.content(2));
    files.fsync(large);
    files.truncate(large, 20_000, out);
    files.fsync(large);
    long small = file(files, directory, "small", 100);
    files.fsync(small);
    files.write(small, 50, SampleImage.content(60));
    files.fsync(small);
    files.truncate(small, 70, out);
    files.fsync(small);
    files.lookup(directory, name("sparse"), out);
    files.truncate(out.inode, 1L << 39, out);
    files.fsync(out.inode);
    files.write(out.inode, 3000, SampleImage.content(2000));
    files.lookup(directory, name("packed"), out);
    files.write(out.inode, 8000, SampleImage.lines(5000));
    files.fsync(out.inode);
    files.write(small, 0, SampleImage.content(20));
  }

  private static void changeNames(FileSystem files) throws IOException {
    Attributes out = new Attributes();
    files.lookup(FileSystem.ROOT_INODE, name("directory"), out);
    long directory = out.inode;
    files.rename(directory, name("small"), FileSystem.ROOT_INODE, name("hard"));
    files.unlink(FileSystem.ROOT_INODE, name("fifo"));
    files.makeDirectory(directory, name("made"), 0755, 1, 2, out);
    files.makeSymlink(out.inode, name("symbolic"), new byte[300], 1, 2, out);
    files.lookup(FileSystem.ROOT_INODE, name("hard"), out);
    files.setXattr(out.inode, name("user.logged"), new byte[700], XATTR);
    files.removeXattr(out.inode, name("user.logged"));
    files.setXattr(out.inode, name("user.logged"), new byte[7], XATTR);
    files.fsync(FileSystem.ROOT_INODE);
    files.write(out.inode, 10, SampleImage.content(1));
    files.syncAll();
  }
}
