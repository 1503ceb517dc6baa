package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A fixed series of operations on a small image, and what of it is known to be durable: for each
 * name the least size that the file must have. A file's bytes go by its name and their offset, and
 * files only grow, so that a later state is no wrong one.
 */
final class FailureWorkload {
  private static final RootName MAIN = RootName.volume(RootName.DEFAULT_VOLUME);
  private static final long ROOT = FileSystem.ROOT_INODE;
  private static final int ROUNDS = 3;
  private static final int[] SIZES = {10, 5000, 70_000};

  /** What one step does, and what is durable once it has. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /** Runs a step; lets it be run again, or throws what it threw. */
  @FunctionalInterface
  interface Runner {
    void run(Step step) throws IOException;
  }

  private final Map<String, Integer> durable = new LinkedHashMap<>();
  private final Map<RootName, Map<String, Integer>> snapshots = new LinkedHashMap<>();
  private final Set<String> gone = new LinkedHashSet<>();

  /** What a step that was not through may have removed. */
  private final Set<String> leaving = new LinkedHashSet<>();

  private final Set<RootName> leavingSnapshots = new LinkedHashSet<>();

  private final Map<String, Integer> written = new LinkedHashMap<>();

  /** Runs it all on an open image. */
  void run(VolumeImage image, FileSystem fs, Runner runner) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      for (int size : SIZES) {
        String name = "file" + round + "-" + size;
        runner.run(() -> create(fs, name));
        runner.run(() -> extend(fs, name, size));
        runner.run(() -> fsync(fs, name));
      }
      String log = "log";
      if (round == 0) {
        runner.run(() -> create(fs, log));
      }
      int logSize = (round + 1) * 9000;
      runner.run(() -> extend(fs, log, logSize));
      RootName snapshot = new RootName(MAIN.volume(), "s" + round);
      runner.run(() -> snapshot(image, snapshot));
      runner.run(() -> changeManyThings(fs));
      String victim = "file" + round + "-5000";
      runner.run(() -> remove(fs, victim));
      if (round > 0) {
        RootName old = new RootName(MAIN.volume(), "s" + (round - 1));
        runner.run(() -> destroy(image, old));
      }
      runner.run(() -> syncAll(fs));
      runner.run(image::awaitDeletions);
    }
  }

  private static long find(FileSystem fs, String name) throws IOException {
    Attributes out = new Attributes();
    fs.lookup(ROOT, bytes(name), out);
    return out.inode;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(US_ASCII);
  }

  private static MemorySegment content(String name, int from, int to) {
    byte[] bytes = new byte[to - from];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (name.hashCode() * 31 + (from + i) * 7 + ((from + i) >> 8));
    }
    return MemorySegment.ofArray(bytes);
  }

  private void create(FileSystem fs, String name) throws IOException {
    fs.createNode(ROOT, bytes(name), 0644, 0, 0, 0, new Attributes());
    written.put(name, 0);
  }

  private void extend(FileSystem fs, String name, int size) throws IOException {
    fs.write(find(fs, name), written.get(name), content(name, written.get(name), size));
    written.put(name, size);
  }

  private void fsync(FileSystem fs, String name) throws IOException {
    fs.fsync(find(fs, name));
    durable.put(name, written.get(name));
  }

  private void snapshot(VolumeImage image, RootName name) throws IOException {
    // An attempt that failed may have made it, and not durable.
    if (exists(image, name)) {
      image.checkpoint();
    } else {
      image.snapshot(name);
    }
    snapshots.put(name, new LinkedHashMap<>(written));
  }

  private void destroy(VolumeImage image, RootName name) throws IOException {
    leavingSnapshots.add(name);
    if (exists(image, name)) {
      image.destroy(name);
    }
    snapshots.remove(name);
  }

  private static boolean exists(VolumeImage image, RootName name) throws IOException {
    return image.roots().stream().anyMatch(root -> root.name().equals(name));
  }

  private void remove(FileSystem fs, String name) throws IOException {
    leaving.add(name);
    fs.unlink(ROOT, bytes(name));
    written.remove(name);
  }

  private void syncAll(FileSystem fs) throws IOException {
    fs.syncAll();
    durable.putAll(written);
    leaving.stream().filter(name -> !written.containsKey(name)).forEach(gone::add);
    gone.forEach(durable::remove);
  }

  /** Names and content that are nobody's to look at; each line can be done again. */
  private static void changeManyThings(FileSystem fs) throws IOException {
    Attributes out = new Attributes();
    String name = "scratch";
    if (exists(fs, name)) {
      fs.unlink(ROOT, bytes(name));
    }
    fs.createNode(ROOT, bytes(name), 0644, 0, 0, 0, out);
    long inode = out.inode;
    fs.write(inode, 0, content(name, 0, 40_000));
    fs.punchHole(inode, 5000, 20_000);
    fs.truncate(inode, 30_001, out);
    fs.setXattr(inode, bytes("user.x"), new byte[5000], FileSystem.XattrMode.CREATE_OR_REPLACE);
    fs.rename(ROOT, bytes(name), ROOT, bytes("renamed"));
  }

  private static boolean exists(FileSystem fs, String name) throws IOException {
    try {
      find(fs, name);
      return true;
    } catch (FsException e) {
      assertEquals(FsError.NOT_FOUND, e.error());
      return false;
    }
  }

  // ---- afterwards ----

  /** Everything that was durable is there, in the volume and in its snapshots. */
  void verify(VolumeImage image) throws IOException {
    try (FileSystem fs = image.openRoot(MAIN, true)) {
      for (Map.Entry<String, Integer> file : durable.entrySet()) {
        if (exists(fs, file.getKey())) {
          verify(fs, file.getKey(), file.getValue());
        } else {
          assertTrue(leaving.contains(file.getKey()), file.getKey() + " is lost");
        }
      }
      for (String name : gone) {
        assertTrue(!exists(fs, name), name + " is back");
      }
      fs.readDirectory(ROOT, 0, (name, inode, type, cookie) -> true);
    }
    for (Map.Entry<RootName, Map<String, Integer>> snapshot : snapshots.entrySet()) {
      if (leavingSnapshots.contains(snapshot.getKey()) && !exists(image, snapshot.getKey())) {
        continue;
      }
      try (FileSystem fs = image.openRoot(snapshot.getKey(), true)) {
        for (Map.Entry<String, Integer> file : snapshot.getValue().entrySet()) {
          verify(fs, file.getKey(), file.getValue());
        }
      }
    }
  }

  private static void verify(FileSystem fs, String name, int leastSize) throws IOException {
    Attributes out = new Attributes();
    fs.lookup(ROOT, bytes(name), out);
    assertTrue(
        out.sizeBytes >= leastSize, () -> name + " has " + out.sizeBytes + " of " + leastSize);
    MemorySegment buffer = MemorySegment.ofArray(new byte[(int) out.sizeBytes]);
    assertEquals(out.sizeBytes, fs.read(out.inode, 0, buffer));
    assertEquals(-1, buffer.mismatch(content(name, 0, (int) out.sizeBytes)), name);
  }

  /** Every kind of change is refused, and says that the volume is read-only. */
  static void assertRefusesChanges(VolumeImage image, FileSystem fs) throws IOException {
    Attributes out = new Attributes();
    long inode = anyFile(fs);
    MemorySegment data = content("x", 0, 100);
    AttributeChange mode = new AttributeChange();
    mode.fields = AttributeChange.MODE;
    assertReadOnly(() -> fs.createNode(ROOT, bytes("n"), 0644, 0, 0, 0, out));
    assertReadOnly(() -> fs.makeDirectory(ROOT, bytes("n"), 0755, 0, 0, out));
    assertReadOnly(() -> fs.makeSymlink(ROOT, bytes("n"), bytes("t"), 0, 0, out));
    assertReadOnly(() -> fs.link(inode, ROOT, bytes("n"), out));
    assertReadOnly(() -> fs.unlink(ROOT, bytes("base")));
    assertReadOnly(() -> fs.removeDirectory(ROOT, bytes("base")));
    assertReadOnly(() -> fs.rename(ROOT, bytes("base"), ROOT, bytes("n")));
    assertReadOnly(() -> fs.setAttributes(inode, mode, out));
    assertReadOnly(() -> fs.write(inode, 0, data));
    assertReadOnly(() -> fs.append(inode, data));
    assertReadOnly(() -> fs.truncate(inode, 0, out));
    assertReadOnly(() -> fs.punchHole(inode, 0, 10));
    assertReadOnly(
        () -> fs.setXattr(inode, bytes("user.a"), bytes("v"), FileSystem.XattrMode.CREATE));
    assertReadOnly(() -> fs.removeXattr(inode, bytes("user.a")));
    assertReadOnly(() -> image.snapshot(new RootName(MAIN.volume(), "late")));
    assertReadOnly(() -> image.cloneRoot(MAIN, List.of("late"), true));
    assertReadOnly(() -> image.createVolume("late", Owner.ROOT));
    assertReadOnly(() -> image.destroy(new RootName(MAIN.volume(), "late")));
    assertReadOnly(() -> image.setReadOnly(MAIN.volume(), true));
    assertInputOutputError(() -> fs.fsync(inode));
    assertInputOutputError(fs::syncAll);
    assertInputOutputError(image::checkpoint);
    assertTrue(fs.isReadOnly());
  }

  private static long anyFile(FileSystem fs) throws IOException {
    return find(fs, "base");
  }

  private static void assertReadOnly(Step step) {
    FsException e = assertThrows(FsException.class, step::run);
    assertEquals(FsError.READ_ONLY, e.error(), e.getMessage());
    assertTrue(e.getMessage().contains("injected"), e.getMessage());
  }

  private static void assertInputOutputError(Step step) {
    IOException e = assertThrows(IOException.class, step::run);
    assertTrue(!(e instanceof FsException), e.toString());
    assertTrue(e.getMessage().contains("injected"), e.getMessage());
  }

  /** A small image with a file {@code base}, closed. */
  static void prepare(VolumeImage image) throws IOException {
    try (FileSystem fs = image.openRoot(MAIN, false)) {
      Attributes out = new Attributes();
      fs.createNode(ROOT, bytes("base"), 0644, 0, 0, 0, out);
      fs.write(out.inode, 0, content("base", 0, 50_000));
    }
  }
}
