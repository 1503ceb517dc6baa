package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Errno.EBADF;
import static io.mucca.fuse.conformance.Errno.EFBIG;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.EISDIR;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.sys.SysException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** truncate(2) and ftruncate(2). */
class TruncateTest extends ConformanceCases {
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "0, 4096",
    "0, 1000000",
    "1, 0",
    "1, 2",
    "100, 99",
    "2048, 2049",
    "2049, 2048",
    "4096, 4095",
    "4096, 4097",
    "4097, 4096",
    "10000, 5000",
    "10000, 20000",
    "1000000, 3",
    "1000000, 999999",
    "300000, 300000"
  })
  void sizeIsAsAskedAndGrowthIsZeros(int before, int after) throws Exception {
    file("f", "x".repeat(before));
    Sys.truncate(at("f"), after);
    assertEquals(after, Sys.stat(at("f")).size());
    int kept = Math.min(before, after);
    assertEquals("x".repeat(kept) + "\0".repeat(after - kept), read(at("f")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2047, 2048, 4095, 4096, 4097, 10000})
  void whatWasCutOffDoesNotComeBack(int size) throws Exception {
    int fd = open(file("f", "x".repeat(12000)), O_RDWR);
    assertEquals(12000, readFrom(fd).length());
    Sys.ftruncate(fd, size);
    Sys.ftruncate(fd, 12000);
    assertEquals("x".repeat(size) + "\0".repeat(12000 - size), readFrom(fd));
    Sys.fsync(fd);
    assertEquals("x".repeat(size) + "\0".repeat(12000 - size), read(at("f")));
  }

  @Test
  void writeBehindACutLeavesZerosBetween() throws Exception {
    int fd = open(file("f", "x".repeat(9000)), O_RDWR);
    Sys.ftruncate(fd, 10);
    Sys.pwrite(fd, latin1("y"), 8000);
    assertEquals("x".repeat(10) + "\0".repeat(7990) + "y", readFrom(fd));
  }

  @Test
  void positionStaysWhereItIs() throws Exception {
    int fd = open(file("f"), O_RDWR);
    write(fd, "0123456789");
    Sys.ftruncate(fd, 2);
    write(fd, "x");
    assertEquals("01" + "\0".repeat(8) + "x", readFrom(fd));
  }

  @Test
  void cutIsSeenByEverybody() throws Exception {
    int fd = open(file("f", "0123456789"), O_RDONLY);
    assertEquals("0123456789", readFrom(fd));
    Sys.truncate(at("f"), 4);
    assertEquals("0123", readFrom(fd));
    assertEquals(4, Sys.fstat(fd).size());
  }

  @Test
  void negativeSizeIsRefused() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    assertFails(EINVAL, () -> Sys.truncate(at("f"), -1));
    assertFails(EINVAL, () -> Sys.ftruncate(fd, Long.MIN_VALUE));
    assertEquals(4, Sys.fstat(fd).size());
  }

  @Test
  void largestSizeIsReachedOrTooBig() throws Exception {
    file("f", "text");
    try {
      Sys.truncate(at("f"), Long.MAX_VALUE);
      assertEquals(Long.MAX_VALUE, Sys.stat(at("f")).size());
      Sys.truncate(at("f"), 4);
    } catch (SysException e) {
      assertEquals(EFBIG, Errno.of(e.errno()));
    }
    assertEquals("text", read(at("f")));
  }

  @Test
  void onlyFilesAreCut() throws Exception {
    folder("d");
    Sys.mkfifo(at("fifo"), 0644);
    assertFails(EISDIR, () -> Sys.truncate(at("d"), 0));
    assertFails(EINVAL, () -> Sys.truncate(at("fifo"), 0));
    int directory = open(at("d"), O_RDONLY);
    assertFails(EINVAL, () -> Sys.ftruncate(directory, 0));
  }

  @Test
  void descriptorMustBeForWriting() throws Exception {
    int reader = open(file("f", "text"), O_RDONLY);
    assertFails(EINVAL, () -> Sys.ftruncate(reader, 0));
    assertFails(EBADF, () -> Sys.ftruncate(1 << 20, 0));
    Sys.ftruncate(open(at("f"), O_WRONLY), 2);
    assertEquals("te", read(at("f")));
  }

  @Test
  void descriptorForWritingCutsWhatThePathMayNot() throws Exception {
    fileOf(ALICE, ALICE, "f", 0600);
    as(
        ALICE,
        () -> {
          int fd = open(at("f"), O_WRONLY);
          Sys.chmod(at("f"), 0);
          Sys.ftruncate(fd, 1);
          assertFails(Errno.EACCES, () -> Sys.truncate(at("f"), 0));
        });
    assertEquals("t", read(at("f")));
  }
}
