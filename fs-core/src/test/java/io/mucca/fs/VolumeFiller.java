package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fills a volume until it says that it is full, remembers what was acknowledged, and takes it all
 * away again.
 */
final class VolumeFiller {
  /** What a volume is filled with. */
  enum Kind {
    SMALL_FILES,
    BIG_FILES,
    XATTRS,
    SNAPSHOTS,
    MIXED
  }

  private static final RootName MAIN = RootName.volume(RootName.DEFAULT_VOLUME);
  private static final int BIG_WRITE_BYTES = 64 << 10;
  private static final int XATTR_BYTES = 20_000;
  private static final int OVERWRITTEN_BYTES = 100_000;
  private static final int MAX_ROOTS = 40;

  private final VolumeImage image;
  private final FileSystem fs;
  private final SplittableRandom random;
  private final MemorySegment pattern = MemorySegment.ofArray(new byte[1 << 20]);
  private final Attributes out = new Attributes();
  private final List<Written> files = new ArrayList<>();
  private final List<RootName> copies = new ArrayList<>();
  private int nameCount;

  /** A file and how much of it was acknowledged; its bytes go by inode number and offset. */
  private static final class Written {
    final long inode;
    final String name;
    long size;

    Written(long inode, String name) {
      this.inode = inode;
      this.name = name;
    }
  }

  VolumeFiller(VolumeImage image, FileSystem fs, SplittableRandom random) throws IOException {
    this.image = image;
    this.fs = fs;
    this.random = random;
    byte[] bytes = new byte[(int) pattern.byteSize()];
    random.nextBytes(bytes);
    if (!image.root(MAIN).compression().isOff()) {
      // Every other part can be compressed.
      for (int i = 0; i < bytes.length; i++) {
        if ((i & BIG_WRITE_BYTES) != 0 && i % 64 >= 2) {
          bytes[i] = bytes[i % 64];
        }
      }
    }
    pattern.copyFrom(MemorySegment.ofArray(bytes));
  }

  /** Adds to the volume until it is full: no space is the only error that ends this. */
  void fill(Kind kind) throws IOException {
    try {
      while (true) {
        addOne(kind);
      }
    } catch (FsException e) {
      assertEquals(FsError.NO_SPACE, e.error(), e.getMessage());
    }
  }

  /** Fills with each kind in turn until none of them finds room for another one. */
  void fillUp(Kind kind) throws IOException {
    fill(kind);
    fill(Kind.SMALL_FILES);
  }

  private void addOne(Kind kind) throws IOException {
    switch (kind) {
      case SMALL_FILES -> append(create(), random.nextInt(9000));
      case BIG_FILES -> addBigFile();
      case XATTRS -> addXattrs();
      case SNAPSHOTS -> addCopy();
      case MIXED -> addOne(Kind.values()[random.nextInt(Kind.MIXED.ordinal())]);
    }
  }

  private Written create() throws IOException {
    String name = "file" + nameCount++;
    fs.createNode(FileSystem.ROOT_INODE, name.getBytes(US_ASCII), 0644, 0, 0, 0, out);
    Written file = new Written(out.inode, name);
    files.add(file);
    return file;
  }

  private void append(Written file, int length) throws IOException {
    fs.write(file.inode, file.size, bytesOf(file, file.size, length));
    file.size += length;
  }

  /** The bytes of a file at an offset: a part of the pattern, at most 64 KiB. */
  private MemorySegment bytesOf(Written file, long offset, int length) {
    long start = (file.inode * 4099 + offset) % (pattern.byteSize() - (128 << 10));
    return pattern.asSlice(start, length);
  }

  private void addBigFile() throws IOException {
    Written file = create();
    int writes = 1 + random.nextInt(40);
    for (int i = 0; i < writes; i++) {
      append(file, BIG_WRITE_BYTES);
    }
  }

  private void addXattrs() throws IOException {
    Written file = create();
    for (int i = 0; i < 3; i++) {
      byte[] value = new byte[random.nextInt(XATTR_BYTES)];
      byte[] name = ("user." + i).getBytes(US_ASCII);
      fs.setXattr(file.inode, name, value, FileSystem.XattrMode.CREATE_OR_REPLACE);
    }
  }

  /** A snapshot or a clone of either kind, and then changes, so that it holds something alone. */
  private void addCopy() throws IOException {
    addBigFile();
    int number = nameCount++;
    if (copies.size() < MAX_ROOTS) {
      RootName snapshot = new RootName(MAIN.volume(), "s" + number);
      if (random.nextBoolean()) {
        image.snapshot(snapshot);
        copies.add(snapshot);
      } else {
        RootName clone = RootName.volume("c" + number);
        image.cloneRoot(MAIN, List.of(clone.volume()), random.nextBoolean());
        copies.add(clone);
      }
    }
    Written file = files.get(random.nextInt(files.size()));
    if (file.size > 0) {
      // The same bytes again: new blocks in this volume, the old ones stay with its copies.
      int length = (int) Math.min(Math.min(file.size, OVERWRITTEN_BYTES), 128 << 10);
      for (int at = 0; at < length; at += BIG_WRITE_BYTES) {
        fs.write(file.inode, at, bytesOf(file, at, Math.min(BIG_WRITE_BYTES, length - at)));
      }
    }
  }

  /** Everything that was acknowledged reads as it was written. */
  void verify() throws IOException {
    MemorySegment buffer = MemorySegment.ofArray(new byte[BIG_WRITE_BYTES]);
    for (Written file : files) {
      for (long at = 0; at < file.size; at += BIG_WRITE_BYTES) {
        int length = (int) Math.min(BIG_WRITE_BYTES, file.size - at);
        MemorySegment target = buffer.asSlice(0, length);
        assertEquals(length, fs.read(file.inode, at, target), file.name);
        verifyBytes(file, at, target);
      }
    }
  }

  /** A small file was written by one call, a big one by one for each 64 KiB. */
  private void verifyBytes(Written file, long at, MemorySegment actual) {
    MemorySegment expected = bytesOf(file, at, (int) actual.byteSize());
    assertEquals(-1, expected.mismatch(actual), () -> file.name + " at " + at);
  }

  /** What has to work however full the volume is. */
  void useWhileFull() throws IOException {
    image.checkpoint();
    fs.syncAll();
    for (int i = 0; i < 3 && !files.isEmpty(); i++) {
      Written file = files.get(random.nextInt(files.size()));
      fs.fsync(file.inode);
      freeing(() -> fs.truncate(file.inode, 0, out));
      file.size = 0;
      remove(files.get(random.nextInt(files.size())));
    }
    if (!copies.isEmpty()) {
      destroy(copies.get(random.nextInt(copies.size())));
    }
    image.checkpoint();
  }

  private void remove(Written file) throws IOException {
    unlink(file);
    files.remove(file);
  }

  private void unlink(Written file) throws IOException {
    freeing(() -> fs.unlink(FileSystem.ROOT_INODE, file.name.getBytes(US_ASCII)));
  }

  /**
   * Takes something away. Where copies of the volume hold all that it holds, that frees nothing and
   * only makes changed nodes; it may be refused then, until a copy goes.
   */
  private void freeing(TreeLock.Action action) throws IOException {
    boolean done = false;
    while (!done) {
      try {
        action.run();
        done = true;
      } catch (FsException e) {
        if (e.error() != FsError.NO_SPACE || copies.isEmpty()) {
          throw e;
        }
        destroy(copies.get(random.nextInt(copies.size())));
        image.awaitDeletions();
      }
    }
  }

  private void destroy(RootName copy) throws IOException {
    image.destroy(copy);
    copies.remove(copy);
  }

  /** Removes one of so many files. */
  void thinOut(int keptOf) throws IOException {
    for (Written file : List.copyOf(files)) {
      if (random.nextInt(keptOf) == 0) {
        remove(file);
      }
    }
  }

  /** Removes everything, in no particular order, and waits until its space is free. */
  void removeAll() throws IOException {
    while (!files.isEmpty() || !copies.isEmpty()) {
      if (!copies.isEmpty() && random.nextInt(files.size() + copies.size()) < copies.size()) {
        destroy(copies.get(random.nextInt(copies.size())));
      } else {
        int last = files.size() - 1;
        int any = random.nextInt(files.size());
        Written file = files.set(any, files.get(last));
        files.remove(last);
        unlink(file);
      }
    }
    image.awaitDeletions();
  }
}
