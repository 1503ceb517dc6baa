package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Ability.FALLOCATE;
import static io.mucca.fuse.conformance.Ability.MOVED_RANGES;
import static io.mucca.fuse.conformance.Ability.SEEK_HOLES;
import static io.mucca.fuse.conformance.Errno.EBADF;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.EISDIR;
import static io.mucca.fuse.conformance.Errno.ENXIO;
import static io.mucca.fuse.conformance.Errno.EOPNOTSUPP;
import static io.mucca.fuse.conformance.Errno.ESPIPE;
import static io.mucca.fuse.conformance.Flags.FALLOC_COLLAPSE_RANGE;
import static io.mucca.fuse.conformance.Flags.FALLOC_KEEP_SIZE;
import static io.mucca.fuse.conformance.Flags.FALLOC_PUNCH_HOLE;
import static io.mucca.fuse.conformance.Flags.FALLOC_ZERO_RANGE;
import static io.mucca.fuse.conformance.Flags.O_APPEND;
import static io.mucca.fuse.conformance.Flags.O_NONBLOCK;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static io.mucca.fuse.conformance.Flags.SEEK_DATA;
import static io.mucca.fuse.conformance.Flags.SEEK_HOLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holes in files, lseek(2) over them, fallocate(2) and copy_file_range(2). */
class SparseTest extends ConformanceCases {
  private static final int PUNCH = FALLOC_PUNCH_HOLE | FALLOC_KEEP_SIZE;
  private static final int MEBIBYTE = 1 << 20;

  // ---- holes ----

  @ParameterizedTest
  @ValueSource(longs = {1, 4095, 4096, 1 << 20, 1L << 32, 1L << 40, 1L << 43})
  void byteFarOutLeavesAHole(long offset) throws Exception {
    int fd = open(file("f"), O_RDWR);
    Sys.pwrite(fd, latin1("x"), offset);
    assertEquals(offset + 1, Sys.fstat(fd).size());
    assertEquals("\0x", bytesAsString(Sys.pread(fd, 10, offset - 1)));
    assertEquals("\0", bytesAsString(Sys.pread(fd, 1, (offset - 1) / 2)));
    Sys.fsync(fd);
    assertTrue(Sys.fstat(fd).sectors() <= 2048, "a hole takes no space");
  }

  @Test
  void holeTakesNoSpaceAndDataDoes() throws Exception {
    int fd = open(file("f"), O_RDWR);
    Sys.ftruncate(fd, 64 * MEBIBYTE);
    assertEquals(0, Sys.fstat(fd).sectors());
    Sys.pwrite(fd, new byte[MEBIBYTE], 32 * MEBIBYTE);
    Sys.fsync(fd);
    long sectors = Sys.fstat(fd).sectors();
    assertTrue(sectors >= 2048 && sectors < 4096, sectors + " sectors");
  }

  @Test
  void holesAreFound() throws Exception {
    int fd = open(file("f"), O_RDWR);
    Sys.pwrite(fd, new byte[MEBIBYTE], MEBIBYTE);
    Sys.ftruncate(fd, 4 * MEBIBYTE);
    if (can(SEEK_HOLES)) {
      assertEquals(MEBIBYTE, Sys.lseek(fd, 0, SEEK_DATA));
      assertEquals(0, Sys.lseek(fd, 0, SEEK_HOLE));
      assertEquals(MEBIBYTE + 5, Sys.lseek(fd, MEBIBYTE + 5, SEEK_DATA));
      assertEquals(2 * MEBIBYTE, Sys.lseek(fd, MEBIBYTE, SEEK_HOLE));
      assertEquals(2 * MEBIBYTE + 5, Sys.lseek(fd, 2 * MEBIBYTE + 5, SEEK_HOLE));
      assertFails(ENXIO, () -> Sys.lseek(fd, 2 * MEBIBYTE, SEEK_DATA));
    } else {
      assertEquals(5, Sys.lseek(fd, 5, SEEK_DATA));
      assertEquals(4 * MEBIBYTE, Sys.lseek(fd, 5, SEEK_HOLE));
    }
  }

  @Test
  void endOfAFileIsAHoleAndNoData() throws Exception {
    int fd = open(file("f", "x".repeat(10000)), O_RDWR);
    assertEquals(10000, Sys.lseek(fd, 0, SEEK_HOLE));
    assertEquals(9999, Sys.lseek(fd, 9999, SEEK_DATA));
    assertFails(ENXIO, () -> Sys.lseek(fd, 10000, SEEK_DATA));
    assertFails(ENXIO, () -> Sys.lseek(fd, 10000, SEEK_HOLE));
    assertFails(ENXIO, () -> Sys.lseek(fd, -1, SEEK_DATA));
  }

  @Test
  void emptyFileHasNeitherHoleNorData() throws Exception {
    int fd = open(file("f"), O_RDWR);
    assertFails(ENXIO, () -> Sys.lseek(fd, 0, SEEK_DATA));
    assertFails(ENXIO, () -> Sys.lseek(fd, 0, SEEK_HOLE));
  }

  // ---- fallocate ----

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 4096", "4096, 4096", "100, 50", "4000, 200", "0, 20000", "9000, 100000"})
  void punchedHoleReadsAsZeros(int offset, int length) throws Exception {
    int fd = open(file("f", "x".repeat(20000)), O_RDWR);
    assertEquals("x".repeat(20000), readFrom(fd));
    Sys.fallocate(fd, PUNCH, offset, length);
    int end = Math.min(20000, offset + length);
    String expected = "x".repeat(offset) + "\0".repeat(end - offset) + "x".repeat(20000 - end);
    assertEquals(expected, readFrom(fd));
    assertEquals(20000, Sys.fstat(fd).size());
    Sys.fsync(fd);
    assertEquals(expected, read(at("f")));
  }

  @Test
  void punchedHoleGivesSpaceBack() throws Exception {
    int fd = open(file("f", "x".repeat(4 * MEBIBYTE)), O_RDWR);
    Sys.fsync(fd);
    long before = Sys.fstat(fd).sectors();
    Sys.fallocate(fd, PUNCH, MEBIBYTE, 2L * MEBIBYTE);
    Sys.fsync(fd);
    assertTrue(before - Sys.fstat(fd).sectors() >= 4000, "2 MiB are 4096 sectors");
  }

  @Test
  void holePunchedBehindTheEndDoesNothing() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    Sys.fallocate(fd, PUNCH, 100, 100);
    assertEquals("text", readFrom(fd));
  }

  @Test
  void rangesAreChecked() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    assertFails(EINVAL, () -> Sys.fallocate(fd, PUNCH, -1, 10));
    assertFails(EINVAL, () -> Sys.fallocate(fd, PUNCH, 0, 0));
    assertFails(EINVAL, () -> Sys.fallocate(fd, PUNCH, 0, -1));
    assertFails(Errno.EFBIG, () -> Sys.fallocate(fd, PUNCH, Long.MAX_VALUE, 10));
    assertFails(EOPNOTSUPP, () -> Sys.fallocate(fd, FALLOC_PUNCH_HOLE, 0, 10));
    assertEquals("text", readFrom(fd));
  }

  @Test
  void onlyFilesOpenForWritingArePunched() throws Exception {
    int reader = open(file("f", "text"), O_RDONLY);
    assertFails(EBADF, () -> Sys.fallocate(reader, PUNCH, 0, 1));
    Sys.mkfifo(at("fifo"), 0644);
    int fifo = open(at("fifo"), O_RDWR | O_NONBLOCK);
    assertFails(ESPIPE, () -> Sys.fallocate(fifo, PUNCH, 0, 1));
  }

  @Test
  void spaceIsReserved() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    if (can(FALLOCATE)) {
      Sys.fallocate(fd, 0, 0, 10000);
      assertEquals("text" + "\0".repeat(9996), readFrom(fd));
      Sys.fallocate(fd, FALLOC_KEEP_SIZE, 0, 100000);
      assertEquals(10000, Sys.fstat(fd).size());
    } else {
      assertFails(EOPNOTSUPP, () -> Sys.fallocate(fd, 0, 0, 10000));
      assertFails(EOPNOTSUPP, () -> Sys.fallocate(fd, FALLOC_KEEP_SIZE, 0, 10000));
      assertEquals("text", readFrom(fd));
    }
  }

  @Test
  void rangesAreZeroed() throws Exception {
    int fd = open(file("f", "x".repeat(12288)), O_RDWR);
    if (can(FALLOCATE)) {
      Sys.fallocate(fd, FALLOC_ZERO_RANGE, 0, 4096);
      Sys.fallocate(fd, FALLOC_ZERO_RANGE, 12000, 1000);
      assertEquals("\0".repeat(4096) + "x".repeat(12000 - 4096) + "\0".repeat(1000), readFrom(fd));
    } else {
      assertFails(EOPNOTSUPP, () -> Sys.fallocate(fd, FALLOC_ZERO_RANGE, 0, 4096));
      assertEquals("x".repeat(12288), readFrom(fd));
    }
  }

  @Test
  void rangesAreCollapsed() throws Exception {
    int fd = open(file("f", "x".repeat(4096) + "y".repeat(4096)), O_RDWR);
    if (can(MOVED_RANGES)) {
      Sys.fallocate(fd, FALLOC_COLLAPSE_RANGE, 0, 4096);
      assertEquals("y".repeat(4096), readFrom(fd));
    } else {
      assertFails(EOPNOTSUPP, () -> Sys.fallocate(fd, FALLOC_COLLAPSE_RANGE, 0, 4096));
      assertEquals(8192, readFrom(fd).length());
    }
  }

  // ---- copying ----

  @ParameterizedTest
  @CsvSource({"0, 0, 20000", "0, 0, 1", "5, 7, 10000", "4096, 8192, 4096", "100, 30000, 19900"})
  void rangeIsCopied(int from, int to, int length) throws Exception {
    long seed = from * 31L + to;
    byte[] content = new byte[20000];
    new Random(seed).nextBytes(content);
    int source = open(file("source", bytesAsString(content)), O_RDONLY);
    int target = open(file("target", "y".repeat(to)), O_RDWR);
    int done = 0;
    while (done < length) {
      done += (int) Sys.copyFileRange(source, from + done, target, to + done, length - done);
    }
    assertEquals(
        "y".repeat(to) + bytesAsString(content).substring(from, from + length), readFrom(target));
  }

  @Test
  void copyWithinAFileDoesNotOverlap() throws Exception {
    int fd = open(file("f", "0123456789"), O_RDWR);
    assertEquals(3, Sys.copyFileRange(fd, 0, fd, 7, 3));
    assertEquals("0123456012", readFrom(fd));
    assertFails(EINVAL, () -> Sys.copyFileRange(fd, 0, fd, 2, 5));
    assertEquals("0123456012", readFrom(fd));
  }

  @Test
  void copyStopsAtTheEnd() throws Exception {
    int source = open(file("source", "text"), O_RDONLY);
    int target = open(file("target"), O_RDWR);
    assertEquals(2, Sys.copyFileRange(source, 2, target, 0, 100));
    assertEquals(0, Sys.copyFileRange(source, 4, target, 0, 100));
    assertEquals(0, Sys.copyFileRange(source, 400, target, 0, 100));
    assertEquals("xt", readFrom(target));
  }

  @Test
  void copyNeedsFittingDescriptors() throws Exception {
    int reader = open(file("f", "text"), O_RDONLY);
    int writer = open(file("g"), O_WRONLY);
    int appender = open(at("g"), O_WRONLY | O_APPEND);
    int folder = open(folder("d"), O_RDONLY);
    assertFails(EBADF, () -> Sys.copyFileRange(reader, 0, reader, 10, 1));
    assertFails(EBADF, () -> Sys.copyFileRange(writer, 0, writer, 10, 1));
    assertFails(EBADF, () -> Sys.copyFileRange(reader, 0, appender, 0, 1));
    assertFails(EISDIR, () -> Sys.copyFileRange(folder, 0, writer, 0, 1));
  }

  @Test
  void fileIsSentToAPipe() throws Exception {
    int fd = open(file("f", "text"), O_RDONLY);
    int[] pipe = Sys.pipe();
    keep(pipe[0]);
    keep(pipe[1]);
    assertEquals(4, Sys.call(SystemCall.SENDFILE, pipe[1], fd, 0L, 100));
    assertEquals("text", bytesAsString(Sys.read(pipe[0], 100)));
  }
}
