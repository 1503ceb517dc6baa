package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mucca.device.BlockDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;

/** Makes images that have something of everything. */
final class SampleImage {
  static final int BLOCK_SIZE = 512;
  static final int NODE_SIZE = 4096;
  static final int MANY = 1500;

  /** Too long for a lazy checkpoint to come while an image is made. */
  static final OpenOptions OPTIONS = new OpenOptions(false, 1 << 20, 8 << 20, 8 << 20, 3_600_000);

  private static final FormatOptions FORMAT = new FormatOptions(BLOCK_SIZE, NODE_SIZE, 256);

  private SampleImage() {}

  static byte[] name(String text) {
    return text.getBytes(UTF_8);
  }

  static MemorySegment content(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  /** Lines that differ in little, and so can be compressed. */
  static MemorySegment lines(int length) {
    byte[] line = new byte[64];
    new Random(length).nextBytes(line);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = i % 64 < 2 ? (byte) ((i / 64) >>> (8 * (i % 64))) : line[i % 64];
    }
    return MemorySegment.ofArray(bytes);
  }

  /** An empty image of a size. */
  static MemoryDevice format(long sizeBytes) throws IOException {
    MemoryDevice device = new MemoryDevice(sizeBytes, 512);
    VolumeImage.format(device, FORMAT);
    return device;
  }

  /** Does something with the image on a device, and leaves another device with the result. */
  static MemoryDevice with(MemoryDevice device, Change change) throws IOException {
    MemoryDevice copy = device.copy();
    try (VolumeImage image = VolumeImage.open(copy, OPTIONS)) {
      change.apply(image);
    }
    return copy.copy();
  }

  /** What is done with an image. */
  @FunctionalInterface
  interface Change {
    void apply(VolumeImage image) throws IOException;
  }

  /**
   * A full image: hard links, symbolic links, devices, holes, inline content, attributes of all
   * sizes, a large directory, snapshots and clones that have gone their own ways, inodes without
   * names that somebody had open when the power failed, and a root that was destroyed.
   */
  static MemoryDevice full() throws IOException {
    MemoryDevice device = format(16 << 20);
    MemoryDevice made =
        with(
            device,
            image -> {
              try (FileSystem files = image.openRoot(RootName.volume("main"), false)) {
                fill(files);
              }
              image.snapshot(new RootName("main", "first"));
              image.cloneRoot(RootName.volume("main"), List.of("same", "same2"), false);
              image.cloneRoot(RootName.volume("main"), List.of("other", "gone"), true);
              diverge(image, "other");
              diverge(image, "gone");
              diverge(image, "main");
              image.createVolume("empty", Owner.ROOT);
              image.snapshot(new RootName("main", "second"));
              image.destroy(RootName.volume("gone"));
              image.awaitDeletions();
            });
    return withOrphans(made);
  }

  private static void fill(FileSystem files) throws IOException {
    Attributes out = new Attributes();
    long root = FileSystem.ROOT_INODE;
    files.makeDirectory(root, name("directory"), 0755, 1, 2, out);
    long directory = out.inode;
    files.makeDirectory(directory, name("inner"), 0755, 1, 2, out);
    long inner = out.inode;
    files.createNode(directory, name("large"), 0644, 1, 2, 0, out);
    files.write(out.inode, 0, content(300_000));
    files.punchHole(out.inode, 100_000, 50_000);
    files.createNode(directory, name("packed"), 0644, 1, 2, 0, out);
    files.setXattr(out.inode, name("user.mucca.compression"), name("lz4"), XATTR);
    files.write(out.inode, 0, lines(150_000));
    files.createNode(directory, name("sparse"), 0644, 1, 2, 0, out);
    files.write(out.inode, 1L << 40, content(1000));
    files.createNode(inner, name("inline"), 0644, 1, 2, 0, out);
    files.write(out.inode, 0, content(200));
    files.link(out.inode, root, name("hard"), out);
    files.link(out.inode, inner, name("link"), out);
    files.setXattr(out.inode, name("user.small"), new byte[10], XATTR);
    files.setXattr(out.inode, name("user.large"), new byte[9000], XATTR);
    files.makeSymlink(root, name("symbolic"), new byte[2000], 1, 2, out);
    files.createNode(root, name("fifo"), FileMode.FIFO | 0600, 1, 2, 0, out);
    files.createNode(root, name("null"), FileMode.CHARACTER_DEVICE | 0600, 1, 2, 259, out);
    files.makeDirectory(root, name("many"), 0755, 1, 2, out);
    long many = out.inode;
    for (int i = 0; i < MANY; i++) {
      files.createNode(many, name("file" + i), 0644, 1, 2, 0, out);
    }
    for (int i = 0; i < MANY; i += 3) {
      files.unlink(many, name("file" + i));
    }
  }

  private static final FileSystem.XattrMode XATTR = FileSystem.XattrMode.CREATE_OR_REPLACE;

  private static void diverge(VolumeImage image, String volume) throws IOException {
    try (FileSystem files = image.openRoot(RootName.volume(volume), false)) {
      Attributes out = new Attributes();
      files.lookup(FileSystem.ROOT_INODE, name("directory"), out);
      long directory = out.inode;
      files.lookup(directory, name("large"), out);
      files.write(out.inode, 10_000, content(20_000 + volume.length()));
      files.truncate(out.inode, 250_000, out);
      files.lookup(directory, name("packed"), out);
      files.write(out.inode, 10_000, content(20_000 + volume.length()));
      files.rename(directory, name("sparse"), FileSystem.ROOT_INODE, name("fifo"));
      files.rename(directory, name("inner"), FileSystem.ROOT_INODE, name("moved"));
    }
  }

  /** The image as it is after a crash while files without names are open. */
  private static MemoryDevice withOrphans(MemoryDevice device) throws IOException {
    MemoryDevice used = device.copy();
    try (VolumeImage image = VolumeImage.open(used, OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      files.lookup(FileSystem.ROOT_INODE, name("directory"), out);
      long directory = out.inode;
      files.lookup(directory, name("large"), out);
      files.open(out.inode);
      files.unlink(directory, name("large"));
      files.makeDirectory(directory, name("removed"), 0755, 1, 2, out);
      files.open(out.inode);
      files.removeDirectory(directory, name("removed"));
      image.checkpoint();
      return used.copy();
    }
  }

  static CheckReport check(BlockDevice device) throws IOException {
    return ImageChecker.check(device, CheckOptions.DEFAULT, CheckProgress.NONE);
  }
}
