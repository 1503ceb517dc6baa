package io.mucca.fs;

import io.mucca.device.AlignedMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Looks at everything that an image shows: all roots, names, attributes, extended attributes,
 * symbolic links and content, and puts it into one number. Each step may throw; {@link #lenient}
 * goes on behind it.
 */
final class ImageWalk {
  private static final int CHUNK_BYTES = 64 << 10;

  /** Far more than the image under test can hold of one file. */
  private static final int MAX_CHUNKS = 1000;

  private final CRC32C digest = new CRC32C();
  private final MemorySegment chunk = AlignedMemory.allocate(CHUNK_BYTES);
  private final boolean isLenient;
  private final List<IOException> errors = new ArrayList<>();

  /** What was found in the root that was walked last. */
  private final Set<Long> inodes = new HashSet<>();

  private final List<Name> names = new ArrayList<>();

  /** A directory entry. */
  record Name(long directory, byte[] name, long inode) {}

  private ImageWalk(boolean isLenient) {
    this.isLenient = isLenient;
  }

  /** A number that says what the image holds; the first error ends the walk. */
  static long digest(VolumeImage image) throws IOException {
    ImageWalk walk = new ImageWalk(false);
    walk.walk(image);
    return walk.digest.getValue();
  }

  /** A walk that collects errors. */
  static ImageWalk lenient(VolumeImage image) throws IOException {
    ImageWalk walk = new ImageWalk(true);
    walk.walk(image);
    return walk;
  }

  /** The same for one root in use. */
  static ImageWalk lenient(FileSystem files) throws IOException {
    ImageWalk walk = new ImageWalk(true);
    walk.walk(files);
    return walk;
  }

  List<IOException> errors() {
    return errors;
  }

  List<Long> inodes() {
    return List.copyOf(inodes);
  }

  List<Name> names() {
    return names;
  }

  /** A part of the walk that an error ends. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void attempt(Step step) throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      if (!isLenient) {
        throw e;
      }
      errors.add(e);
    }
  }

  private void walk(VolumeImage image) throws IOException {
    for (RootInfo root : image.roots()) {
      add(root.name().toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      add(root.id(), root.referencedBytes(), root.readOnly() ? 1 : 0);
      attempt(
          () -> {
            try (FileSystem files = image.openRoot(root.name(), true)) {
              walk(files);
            }
          });
    }
  }

  private void walk(FileSystem files) throws IOException {
    inodes.clear();
    names.clear();
    Queue<Long> directories = new ArrayDeque<>();
    inodes.add(FileSystem.ROOT_INODE);
    directories.add(FileSystem.ROOT_INODE);
    attempt(() -> addInode(files, FileSystem.ROOT_INODE, directories));
    attempt(files::statistics);
    while (!directories.isEmpty()) {
      long directory = directories.remove();
      attempt(() -> addDirectory(files, directory, directories));
    }
  }

  private void addDirectory(FileSystem files, long directory, Queue<Long> directories)
      throws IOException {
    add(files.parentOf(directory));
    List<Name> found = new ArrayList<>();
    files.readDirectory(
        directory,
        0,
        (name, inode, type, cookie) -> {
          add(name);
          add(inode, type, cookie);
          return found.add(new Name(directory, name, inode));
        });
    names.addAll(found);
    for (Name name : found) {
      attempt(() -> lookup(files, name));
      if (inodes.add(name.inode())) {
        attempt(() -> addInode(files, name.inode(), directories));
      }
    }
  }

  private static void lookup(FileSystem files, Name name) throws IOException {
    Attributes out = new Attributes();
    files.lookup(name.directory(), name.name(), out);
    if (out.inode != name.inode()) {
      throw new IOException(
          "a listing gives inode %d where a lookup gives %d".formatted(name.inode(), out.inode));
    }
  }

  private void addInode(FileSystem files, long inode, Queue<Long> directories) throws IOException {
    Attributes out = new Attributes();
    files.getAttributes(inode, out);
    add(out.inode, out.mode, out.linkCount, out.uid, out.gid, out.deviceNumber, out.sizeBytes);
    add(out.allocatedSectors, out.accessSeconds, out.accessNanos, out.modifySeconds);
    add(out.modifyNanos, out.changeSeconds, out.changeNanos, out.birthSeconds, out.birthNanos);
    if (out.isDirectory() && inode != FileSystem.ROOT_INODE) {
      directories.add(inode);
    }
    attempt(() -> addXattrs(files, inode));
    if (FileMode.isSymlink(out.mode)) {
      attempt(() -> add(files.readSymlink(inode)));
    } else if (out.isRegularFile()) {
      attempt(() -> addContent(files, inode));
    }
  }

  private void addXattrs(FileSystem files, long inode) throws IOException {
    List<byte[]> sorted = new ArrayList<>(files.listXattrs(inode));
    sorted.sort(Arrays::compareUnsigned);
    for (byte[] name : sorted) {
      add(name);
      add(files.getXattr(inode, name));
    }
  }

  /** Reads all data, and where it begins and ends. */
  private void addContent(FileSystem files, long inode) throws IOException {
    long at = files.seekData(inode, 0);
    for (int count = 0; at >= 0; count++) {
      long hole = files.seekHole(inode, at);
      if (hole <= at || count > MAX_CHUNKS) {
        throw new AssertionError("data of inode " + inode + " from " + at + " to " + hole);
      }
      long end = Math.min(hole, at + CHUNK_BYTES);
      int length = files.read(inode, at, chunk.asSlice(0, end - at));
      if (length != end - at) {
        throw new AssertionError("read " + length + " bytes of inode " + inode + " at " + at);
      }
      add(at, end);
      digest.update(chunk.asSlice(0, length).asByteBuffer());
      at = files.seekData(inode, end);
    }
  }

  private void add(byte[] bytes) {
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES);
    for (long value : values) {
      buffer.putLong(value);
    }
    digest.update(buffer.flip());
  }
}
