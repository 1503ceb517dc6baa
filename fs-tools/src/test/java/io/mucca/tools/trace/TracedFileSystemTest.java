package io.mucca.tools.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FileSystem.RenameMode;
import io.mucca.fs.FileSystem.XattrMode;
import io.mucca.fs.FsException;
import io.mucca.fs.model.ModelFileSystem;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.run.Runs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracedFileSystemTest {
  private static final long ROOT = FileSystem.ROOT_INODE;
  private static final MemorySegment CONTENT = Arena.global().allocate(64 << 10);

  @TempDir private Path directory;

  private final FileSystem below = new ModelFileSystem(InstantSource.system(), 4096);
  private final TracedFileSystem traced = new TracedFileSystem(below);
  private final Attributes out = new Attributes();

  private static byte[] name(String name) {
    return name.getBytes(UTF_8);
  }

  private long file(FileSystem root, long parent, String name, int bytes) throws IOException {
    root.createNode(parent, name(name), FileMode.REGULAR | 0644, 0, 0, 0, out);
    long file = out.inode;
    if (bytes > 0) {
      root.write(file, 0, CONTENT.asSlice(0, bytes));
    }
    return file;
  }

  private long directory(FileSystem root, long parent, String name) throws IOException {
    root.makeDirectory(parent, name(name), FileMode.DIRECTORY | 0755, 0, 0, out);
    return out.inode;
  }

  /** Ends the trace; all that it tells, without times. */
  private List<String> told(long leftOut) throws IOException {
    traced.endTrace();
    List<String> lines = new ArrayList<>();
    TraceChunk chunk = traced.readTrace();
    lines.addAll(chunk.before());
    chunk.lines().forEach(line -> lines.add(line.replaceFirst("^\\d+ ", "")));
    assertTrue(chunk.over());
    assertEquals("", chunk.problem());
    assertEquals(leftOut, chunk.leftOut());
    assertThrows(Failure.class, traced::readTrace);
    return lines;
  }

  @Test
  void everyCallIsToldAsAnOperation() throws IOException {
    long old = file(below, ROOT, "old", 100);
    traced.startTrace();
    traced.write(old, 100, CONTENT.asSlice(0, 50));
    assertEquals(150, traced.append(old, CONTENT.asSlice(0, 7)));
    assertEquals(57, traced.read(old, 100, CONTENT));
    traced.truncate(old, 5, out);
    traced.setXattr(old, name("user.x"), new byte[3], XattrMode.CREATE);
    traced.fsync(old);
    traced.fsync(ROOT);
    traced.syncAll();
    traced.open(old);
    traced.open(old);
    traced.close(old);
    traced.close(old);
    assertEquals(
        List.of(
            "0 have old 100",
            "write old 100 50",
            "write old 150 7",
            "read old 100 57",
            "truncate old 5",
            "setxattr old x 3",
            "fsync old",
            "fsync-directory .",
            "sync",
            "close old"),
        told(0));
  }

  @Test
  void whatWasThereIsToldByItsNameAtTheBeginning() throws IOException {
    long parent = directory(below, ROOT, "a");
    long file = file(below, parent, "f", 10);
    file(below, parent, "unused", 10);
    traced.startTrace();
    traced.rename(ROOT, name("a"), ROOT, name("b"));
    traced.write(file, 0, CONTENT.asSlice(0, 1));
    traced.unlink(parent, name("f"));
    assertEquals(
        List.of("0 have-directory a", "0 have a/f 10", "rename a b", "write b/f 0 1", "unlink b/f"),
        told(0));
  }

  @Test
  void failedCallsAreNotTold() throws IOException {
    file(below, ROOT, "f", 0);
    traced.startTrace();
    assertThrows(FsException.class, () -> file(traced, ROOT, "f", 0));
    assertThrows(FsException.class, () -> traced.unlink(ROOT, name("none")));
    assertThrows(FsException.class, () -> traced.removeDirectory(ROOT, name("f")));
    assertEquals(List.of("0 have f 0"), told(0));
  }

  @Test
  void exchangeIsThreeRenames() throws IOException {
    long first = file(below, ROOT, "f", 1);
    file(below, ROOT, "g", 2);
    traced.startTrace();
    traced.rename(ROOT, name("f"), ROOT, name("g"), RenameMode.EXCHANGE);
    traced.fsync(first);
    assertEquals(
        List.of(
            "0 have f 1",
            "0 have g 2",
            "rename f f.exchanged",
            "rename g f",
            "rename f.exchanged g",
            "fsync g"),
        told(0));
  }

  @Test
  void whatATraceHasNoWordForIsCounted() throws IOException {
    long file = file(below, ROOT, "f", 1);
    below.link(file, ROOT, name("hard"), out);
    long other = file(below, ROOT, "other", 1);
    below.open(file);
    traced.startTrace();
    traced.makeSymlink(ROOT, name("s"), name("f"), 0, 0, out);
    traced.rename(ROOT, name("s"), ROOT, name("t"));
    traced.unlink(ROOT, name("t"));
    traced.punchHole(file, 0, 1);
    traced.zeroRange(file, 0, 1, true);
    traced.allocate(file, 0, 100, true);
    traced.copyRange(file, 0, other, 0, 1);
    traced.createTemporary(ROOT, 0644, 0, 0, out);
    traced.close(out.inode);
    traced.fsync(file);
    traced.unlink(ROOT, name("f"));
    traced.unlink(ROOT, name("hard"));
    traced.fsync(file);
    assertEquals(
        List.of("0 have f 1", "0 have hard 1", "fsync f", "unlink f", "unlink hard"), told(9));
  }

  @Test
  void fileThatASymbolicLinkReplacesIsUnlinked() throws IOException {
    file(below, ROOT, "f", 1);
    below.makeSymlink(ROOT, name("s"), name("f"), 0, 0, out);
    traced.startTrace();
    traced.rename(ROOT, name("s"), ROOT, name("f"));
    traced.unlink(ROOT, name("f"));
    file(traced, ROOT, "f", 0);
    assertEquals(List.of("0 have f 1", "unlink f", "create f"), told(1));
  }

  @Test
  void withoutATraceNothingIsKept() throws IOException {
    file(traced, ROOT, "f", 10);
    assertThrows(Failure.class, traced::readTrace);
    traced.startTrace();
    assertThrows(Failure.class, traced::startTrace);
    assertEquals(List.of(), told(0));
    traced.startTrace();
    file(traced, ROOT, "g", 0);
    assertEquals(List.of("create g"), told(0));
  }

  @Test
  void traceThatIsNotReadEndsByItself() throws IOException {
    long file = file(below, ROOT, "f", 1);
    traced.startTrace();
    for (int i = 0; i < 70_000; i++) {
      traced.fsync(file);
    }
    long lines = 0;
    TraceChunk chunk = traced.readTrace();
    while (!chunk.over()) {
      lines += chunk.lines().size();
      chunk = traced.readTrace();
    }
    lines += chunk.lines().size();
    assertEquals((1 << 16) - 1, lines);
    assertTrue(chunk.problem().startsWith("programs did more"), chunk::problem);
    traced.startTrace();
    assertEquals(List.of(), told(0));
  }

  @Test
  void namesThatAreNotUtf8StayApart() throws IOException {
    traced.startTrace();
    byte[] strange = {'a', (byte) 0xff};
    byte[] other = {'a', (byte) 0xfe};
    traced.createNode(ROOT, strange, FileMode.REGULAR, 0, 0, 0, out);
    traced.createNode(ROOT, other, FileMode.REGULAR, 0, 0, 0, out);
    assertEquals(List.of("create a%C3%BF", "create a%C3%BE"), told(0));
  }

  @Test
  void traceOfAnythingCanBeReplayed() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    assertTrue(RandomCalls.make(below, random, 200) > 0);
    traced.startTrace();
    int done = RandomCalls.make(traced, random, 1500);
    traced.endTrace();
    Path file = directory.resolve("trace");
    try (TraceWriter writer = new TraceWriter(file)) {
      TraceChunk chunk = traced.readTrace();
      writer.add(chunk);
      while (!chunk.over()) {
        chunk = traced.readTrace();
        writer.add(chunk);
      }
      assertTrue(writer.count() > done / 2, () -> writer.count() + " with seed " + seed);
      writer.finish();
    }
    assertDoesNotThrow(
        () -> Runs.run(Runs.inMemory(), "replay", 1, Map.of("trace", file.toString())),
        () -> "seed " + seed);
  }
}
