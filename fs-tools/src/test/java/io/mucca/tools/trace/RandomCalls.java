package io.mucca.tools.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FileSystem.RenameMode;
import io.mucca.fs.FsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Calls to a filesystem of few names, of which many fail. */
final class RandomCalls {
  private static final int NAMES = 5;

  private final FileSystem root;
  private final Random random;
  private final Attributes out = new Attributes();
  private final MemorySegment content = Arena.ofAuto().allocate(5000);
  private final List<Long> directories = new ArrayList<>(List.of(FileSystem.ROOT_INODE));
  private final List<Long> files = new ArrayList<>();
  private int failed;

  private RandomCalls(FileSystem root, Random random) {
    this.root = root;
    this.random = random;
  }

  /** Returns how many calls succeeded. */
  static int make(FileSystem root, Random random, int count) throws IOException {
    RandomCalls calls = new RandomCalls(root, random);
    for (int i = 0; i < count; i++) {
      calls.tryOne();
    }
    return count - calls.failed;
  }

  private void tryOne() throws IOException {
    try {
      make();
    } catch (FsException e) {
      failed++;
    }
  }

  private long directory() {
    return one(directories);
  }

  private long file() {
    return files.isEmpty() ? directory() : one(files);
  }

  private long one(List<Long> inodes) {
    return inodes.get(random.nextInt(inodes.size()));
  }

  private byte[] name() {
    return Character.toString('a' + random.nextInt(NAMES)).getBytes(UTF_8);
  }

  private void make() throws IOException {
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> create();
      case 3 -> makeDirectory();
      case 4 -> root.makeSymlink(directory(), name(), name(), 0, 0, out);
      case 5 -> root.link(file(), directory(), name(), out);
      case 6 -> root.unlink(directory(), name());
      case 7 -> root.removeDirectory(directory(), name());
      case 8, 9 -> root.rename(directory(), name(), directory(), name(), RenameMode.REPLACE);
      case 10 -> root.rename(directory(), name(), directory(), name(), RenameMode.EXCHANGE);
      case 11 -> root.truncate(file(), random.nextInt(9000), out);
      case 12 -> root.fsync(random.nextBoolean() ? file() : directory());
      default -> root.write(file(), random.nextInt(9000), content);
    }
  }

  private void create() throws IOException {
    root.createNode(directory(), name(), FileMode.REGULAR | 0644, 0, 0, 0, out);
    files.add(out.inode);
  }

  private void makeDirectory() throws IOException {
    root.makeDirectory(directory(), name(), FileMode.DIRECTORY | 0755, 0, 0, out);
    directories.add(out.inode);
  }
}
