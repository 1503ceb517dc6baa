package io.mucca.tools.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.fs.model.ModelFileSystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ControlDirectoryTest {
  private static final long ROOT = FileSystem.ROOT_INODE;
  private static final byte[] MUCCA = ".mucca".getBytes(UTF_8);
  private static final byte[] STATS = "stats".getBytes(UTF_8);
  private static final byte[] OTHER = "other".getBytes(UTF_8);

  private final Attributes out = new Attributes();
  private final FileSystem below = new ModelFileSystem(InstantSource.system(), 4096);
  private int made;
  private final FileSystem fs =
      new ControlDirectory(below, InstantSource.system())
          .with("stats", () -> ("made " + ++made).getBytes(UTF_8))
          .with("metrics", () -> new byte[0]);

  private long lookup(long directory, byte[] name) throws IOException {
    fs.lookup(directory, name, out);
    return out.inode;
  }

  private long stats() throws IOException {
    return lookup(lookup(ROOT, MUCCA), STATS);
  }

  private String read(long inode) throws IOException {
    byte[] bytes = new byte[100];
    int count = fs.read(inode, 0, MemorySegment.ofArray(bytes));
    return new String(bytes, 0, count, UTF_8);
  }

  private List<String> list(long directory) throws IOException {
    List<String> names = new ArrayList<>();
    fs.readDirectory(
        directory, 0, (name, inode, type, cookie) -> names.add(new String(name, UTF_8)));
    return names;
  }

  private static void assertFails(FsError error, Executable call) {
    assertEquals(error, assertThrows(FsException.class, call).error());
  }

  @Test
  void directoryIsFoundByNameAndInNoListing() throws IOException {
    fs.createNode(ROOT, OTHER, FileMode.REGULAR | 0644, 0, 0, 0, out);
    long directory = lookup(ROOT, MUCCA);
    assertTrue(out.isDirectory());
    assertEquals(List.of("other"), list(ROOT));
    assertEquals(List.of("stats", "metrics"), list(directory));
    assertEquals(ROOT, fs.parentOf(directory));
    assertEquals(ROOT, lookup(directory, "..".getBytes(UTF_8)));
    assertEquals(directory, lookup(directory, ".".getBytes(UTF_8)));
    assertFails(FsError.NOT_FOUND, () -> lookup(directory, OTHER));
  }

  @Test
  void listingGoesOnBehindACookie() throws IOException {
    long directory = lookup(ROOT, MUCCA);
    long[] first = new long[1];
    fs.readDirectory(
        directory,
        0,
        (name, inode, type, cookie) -> {
          boolean isFirst = first[0] == 0;
          first[0] = isFirst ? cookie : first[0];
          return isFirst;
        });
    List<String> rest = new ArrayList<>();
    fs.readDirectory(
        directory, first[0], (name, inode, type, cookie) -> rest.add(new String(name, UTF_8)));
    assertEquals(List.of("metrics"), rest);
  }

  @Test
  void nameIsTakenInTheRootDirectoryOnly() throws IOException {
    assertFails(
        FsError.EXISTS, () -> fs.createNode(ROOT, MUCCA, FileMode.REGULAR | 0644, 0, 0, 0, out));
    assertFails(FsError.EXISTS, () -> fs.makeDirectory(ROOT, MUCCA, 0755, 0, 0, out));
    assertFails(FsError.EXISTS, () -> fs.makeSymlink(ROOT, MUCCA, OTHER, 0, 0, out));
    fs.makeDirectory(ROOT, OTHER, 0755, 0, 0, out);
    long other = out.inode;
    fs.createNode(other, MUCCA, FileMode.REGULAR | 0644, 0, 0, 0, out);
    long file = out.inode;
    assertFails(FsError.EXISTS, () -> fs.link(file, ROOT, MUCCA, out));
    assertFails(FsError.NOT_PERMITTED, () -> fs.rename(other, MUCCA, ROOT, MUCCA));
    assertFails(FsError.NOT_PERMITTED, () -> fs.rename(ROOT, MUCCA, ROOT, STATS));
    assertFails(FsError.NOT_PERMITTED, () -> fs.removeDirectory(ROOT, MUCCA));
    assertFails(FsError.NOT_PERMITTED, () -> fs.unlink(ROOT, MUCCA));
    assertEquals(file, lookup(other, MUCCA));
  }

  @Test
  void contentIsThatOfTheOpeningUntilTheLastClose() throws IOException {
    long file = stats();
    fs.open(file);
    String first = read(file);
    fs.open(file);
    fs.getAttributes(file, out);
    assertEquals(first.length(), out.sizeBytes);
    assertEquals(first, read(file));
    fs.close(file);
    assertEquals(first, read(file));
    fs.close(file);
    fs.open(file);
    assertFalse(first.equals(read(file)));
    fs.close(file);
  }

  @Test
  void partsOfTheContentAreRead() throws IOException {
    long file = stats();
    fs.open(file);
    byte[] part = new byte[3];
    assertEquals(3, fs.read(file, 1, MemorySegment.ofArray(part)));
    assertArrayEquals("ade".getBytes(UTF_8), part);
    assertEquals(0, fs.read(file, 1000, MemorySegment.ofArray(part)));
    fs.getAttributes(file, out);
    assertEquals(2, fs.seekData(file, 2));
    assertEquals(out.sizeBytes, fs.seekHole(file, 2));
    fs.close(file);
  }

  @Test
  void nothingInItCanBeChanged() throws IOException {
    long directory = lookup(ROOT, MUCCA);
    long file = stats();
    MemorySegment bytes = MemorySegment.ofArray(new byte[1]);
    AttributeChange change = new AttributeChange();
    assertFails(FsError.NOT_PERMITTED, () -> fs.setAttributes(file, change, out));
    assertFails(FsError.NOT_PERMITTED, () -> fs.write(file, 0, bytes));
    assertFails(FsError.NOT_PERMITTED, () -> fs.append(file, bytes));
    assertFails(FsError.NOT_PERMITTED, () -> fs.truncate(file, 0, out));
    assertFails(FsError.NOT_PERMITTED, () -> fs.punchHole(file, 0, 1));
    assertFails(FsError.NOT_PERMITTED, () -> fs.unlink(directory, STATS));
    assertFails(FsError.NOT_PERMITTED, () -> fs.rename(directory, STATS, ROOT, OTHER));
    assertFails(FsError.NOT_PERMITTED, () -> fs.link(file, ROOT, OTHER, out));
    assertFails(
        FsError.NOT_PERMITTED,
        () -> fs.createNode(directory, OTHER, FileMode.REGULAR | 0644, 0, 0, 0, out));
    assertFails(
        FsError.NOT_PERMITTED,
        () -> fs.setXattr(file, OTHER, new byte[1], FileSystem.XattrMode.CREATE));
    assertFails(FsError.NO_SUCH_ATTRIBUTE, () -> fs.getXattr(file, OTHER));
    assertEquals(List.of(), fs.listXattrs(file));
    fs.fsync(file);
    assertFails(FsError.STALE, () -> fs.getAttributes(ControlDirectory.FIRST_INODE + 3, out));
    assertFails(FsError.IS_A_DIRECTORY, () -> read(directory));
    assertFails(FsError.NOT_A_DIRECTORY, () -> list(file));
  }
}
