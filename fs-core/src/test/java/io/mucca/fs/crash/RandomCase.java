package io.mucca.fs.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A random mix of everything, with few names, so that things meet. */
final class RandomCase implements CrashCase.Script {
  private static final int FILE_NAMES = 6;
  private static final int MAX_ROOTS = 5;

  private final int stepCount;

  /** The volumes and snapshots that there are beside the first volume. */
  private final List<String> roots = new ArrayList<>();

  private RandomCase(int stepCount) {
    this.stepCount = stepCount;
  }

  static CrashCase of(int stepCount) {
    return new CrashCase("random mix", w -> new RandomCase(stepCount).run(w));
  }

  @Override
  public void run(Workload w) throws IOException {
    w.mkdir("d").mkdir("e");
    for (int i = 0; i < stepCount; i++) {
      step(w, w.random);
    }
  }

  private void step(Workload w, SplittableRandom random) throws IOException {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> makeName(w, random);
      case 3, 4 -> removeName(w, random);
      case 5, 6 -> rename(w, random);
      case 7 -> changeAttributes(w, random);
      case 8 -> sync(w, random);
      case 9, 10, 11 -> w.fsync(existing(w, random));
      case 12 -> changeRoots(w, random);
      default -> changeContent(w, random);
    }
  }

  private static String anyPath(SplittableRandom random) {
    String directory = List.of("", "", "d/", "e/").get(random.nextInt(4));
    return directory + "f" + random.nextInt(FILE_NAMES);
  }

  /** Something that exists; a directory where there is no such file. */
  private static String existing(Workload w, SplittableRandom random) throws IOException {
    String path = anyPath(random);
    if (w.exists(path)) {
      return path;
    }
    String directory = List.of("", "d", "e").get(random.nextInt(3));
    return w.exists(directory) ? directory : "";
  }

  private static void makeName(Workload w, SplittableRandom random) throws IOException {
    String path = freePath(w, random);
    if (path.isEmpty()) {
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> w.symlink(path, "target" + random.nextInt(100));
      case 1 -> {
        String linked = existing(w, random);
        if (w.isFile(linked)) {
          w.link(linked, path);
        }
      }
      case 2 -> w.mkdir(path);
      default -> w.create(path);
    }
  }

  /** A path of which nothing but the last name is missing, or an empty one. */
  private static String freePath(Workload w, SplittableRandom random) throws IOException {
    String path = anyPath(random);
    int slash = path.indexOf('/');
    boolean hasParent = slash < 0 || w.exists(path.substring(0, slash));
    return hasParent && !w.exists(path) ? path : "";
  }

  private static void removeName(Workload w, SplittableRandom random) throws IOException {
    String path = anyPath(random);
    if (w.isFile(path)) {
      w.unlink(path);
    } else if (w.exists(path)) {
      w.rmdir(path);
    }
  }

  private static void rename(Workload w, SplittableRandom random) throws IOException {
    String from = anyPath(random);
    String to = anyPath(random);
    boolean hasParent = to.indexOf('/') < 0 || w.exists(to.substring(0, to.indexOf('/')));
    if (!w.exists(from) || !hasParent || from.equals(to)) {
      return;
    }
    if (random.nextInt(6) == 0 && w.exists(to)) {
      w.exchange(from, to);
    } else {
      w.rename(from, to);
    }
  }

  private static void changeAttributes(Workload w, SplittableRandom random) throws IOException {
    String path = existing(w, random);
    switch (random.nextInt(4)) {
      case 0 -> w.chmod(path, random.nextInt(01000));
      case 1 -> w.setTimes(path, random.nextInt(1_000_000));
      case 2 -> w.removeXattr(path, "user.x" + random.nextInt(2));
      default -> w.setXattr(path, "user.x" + random.nextInt(2), 1 + random.nextInt(2000));
    }
  }

  private static void sync(Workload w, SplittableRandom random) throws IOException {
    if (random.nextInt(3) == 0) {
      w.checkpoint();
    } else {
      w.syncAll();
    }
  }

  private void changeRoots(Workload w, SplittableRandom random) throws IOException {
    int choice = random.nextInt(5);
    if (choice < 3 && roots.size() < MAX_ROOTS) {
      makeRoot(w, random, choice == 0);
    } else if (choice == 3 && !roots.isEmpty()) {
      w.destroy(roots.remove(random.nextInt(roots.size())));
      w.use("main");
    } else {
      use(w, random);
    }
  }

  private void makeRoot(Workload w, SplittableRandom random, boolean isClone) throws IOException {
    String name = (isClone ? "c" : "s") + random.nextInt(MAX_ROOTS);
    if (isClone && !roots.contains(name)) {
      w.cloneTo(name);
      roots.add(name);
    } else if (!isClone && !roots.contains("main@" + name)) {
      w.use("main").snapshot(name);
      roots.add("main@" + name);
    }
  }

  private void use(Workload w, SplittableRandom random) {
    List<String> volumes = new ArrayList<>(roots);
    volumes.removeIf(name -> name.contains("@"));
    volumes.add("main");
    w.use(volumes.get(random.nextInt(volumes.size())));
  }

  private static void changeContent(Workload w, SplittableRandom random) throws IOException {
    String path = anyPath(random);
    if (!w.isFile(path)) {
      return;
    }
    long size = w.size(path);
    switch (random.nextInt(9)) {
      case 0 -> w.truncate(path, otherSize(w, random, size));
      case 1 -> {
        if (size > 0) {
          w.punch(path, random.nextLong(size), 1 + random.nextInt(3 * w.blockBytes()));
        }
      }
      case 2, 3 -> w.append(path, length(w, random));
      case 4 -> copyBlocks(w, random, path, size);
      default -> w.write(path, offset(w, random), length(w, random));
    }
  }

  /**
   * Copies what can be shared in one step: whole blocks, perhaps up to the end, but not the first,
   * which may be inline.
   */
  private static void copyBlocks(Workload w, SplittableRandom random, String path, long size)
      throws IOException {
    String to = anyPath(random);
    long block = w.blockBytes();
    if (size < 2 * block || !w.isFile(to)) {
      return;
    }
    long from = block * (1 + random.nextLong(size / block - 1));
    long toEnd = size - from;
    long length = random.nextBoolean() ? toEnd : block * (1 + random.nextLong(toEnd / block));
    w.copyRange(path, from, to, block * random.nextInt(12), length);
  }

  private static long otherSize(Workload w, SplittableRandom random, long size) {
    long wanted = random.nextInt(4) == 0 ? 0 : offset(w, random);
    return wanted == size ? size + 1 : wanted;
  }

  private static long offset(Workload w, SplittableRandom random) {
    long offset = random.nextInt(12 * w.blockBytes());
    return random.nextBoolean() ? offset : offset - offset % w.blockBytes();
  }

  private static int length(Workload w, SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1 + random.nextInt(20);
      case 1 -> w.blockBytes();
      default -> 1 + random.nextInt(4 * w.blockBytes());
    };
  }
}
