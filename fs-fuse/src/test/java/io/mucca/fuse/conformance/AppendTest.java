package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Flags.O_APPEND;
import static io.mucca.fuse.conformance.Flags.O_CREAT;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static io.mucca.fuse.conformance.Flags.SEEK_CUR;
import static io.mucca.fuse.conformance.Flags.SEEK_SET;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.fuse.Python;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** open(2): with O_APPEND every write goes to the end, whoever else writes. */
class AppendTest extends ConformanceCases {
  @Test
  void writesGoToTheEndWhereverThePositionIs() throws Exception {
    int fd = open(file("f", "0123"), O_RDWR | O_APPEND);
    write(fd, "4");
    assertEquals(5, Sys.lseek(fd, 0, SEEK_CUR));
    Sys.lseek(fd, 0, SEEK_SET);
    assertEquals("01", bytesAsString(Sys.read(fd, 2)));
    write(fd, "5");
    assertEquals("012345", readFrom(fd));
    assertEquals(6, Sys.lseek(fd, 0, SEEK_CUR));
  }

  /** pwrite(2), BUGS: on Linux the offset does not count. */
  @Test
  void offsetDoesNotCount() throws Exception {
    int fd = open(file("f", "0123"), O_RDWR | O_APPEND);
    Sys.pwrite(fd, latin1("x"), 0);
    assertEquals("0123x", readFrom(fd));
  }

  @Test
  void endIsWhereOthersHavePutIt() throws Exception {
    int appender = open(file("f", "0123"), O_WRONLY | O_APPEND);
    int writer = open(at("f"), O_WRONLY);
    Sys.pwrite(writer, latin1("x"), 9);
    write(appender, "y");
    Sys.ftruncate(writer, 2);
    write(appender, "z");
    assertEquals("01z", read(at("f")));
    Sys.truncate(at("f"), 5);
    write(appender, "!");
    assertEquals("01z\0\0!", read(at("f")));
  }

  @Test
  void threadsLoseNothing() throws Exception {
    int threads = 4;
    int lines = 150;
    file("f");
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Void>> futures =
          pool.invokeAll(IntStream.range(0, threads).mapToObj(n -> appender(n, lines)).toList());
      for (Future<Void> future : futures) {
        future.get();
      }
    }
    assertAllLines(threads, lines);
  }

  private java.util.concurrent.Callable<Void> appender(int number, int lines) {
    return () -> {
      int fd = Sys.open(at("f"), O_WRONLY | O_APPEND | O_CREAT, 0644);
      for (int i = 0; i < lines; i++) {
        write(fd, line(number, i));
      }
      Sys.close(fd);
      return null;
    };
  }

  /** Long enough for a file to outgrow inline content and pages, of a length that divides none. */
  private static String line(int writer, int number) {
    return "writer " + writer + " line " + number + " " + ".".repeat(30) + "\n";
  }

  private void assertAllLines(int writers, int lines) throws Exception {
    String[] found = read(at("f")).split("\n");
    assertEquals(writers * lines, found.length);
    for (int writer = 0; writer < writers; writer++) {
      String begin = "writer " + writer + " ";
      List<String> own = Arrays.stream(found).filter(l -> l.startsWith(begin)).toList();
      int number = writer;
      List<String> expected =
          IntStream.range(0, lines).mapToObj(i -> line(number, i).strip()).toList();
      assertEquals(expected, own);
    }
  }

  @Test
  void processesLoseNothing() throws Exception {
    file("f");
    Python.run(
        Path.of(directory()),
        """
        children = []
        for n in range(4):
          child = os.fork()
          if child == 0:
            f = os.open('f', os.O_WRONLY | os.O_APPEND)
            for i in range(150):
              os.write(f, ('writer %d line %d %s\\n' % (n, i, '.' * 30)).encode())
            os._exit(0)
          children.append(child)
        for child in children: os.waitpid(child, 0)
        """);
    assertAllLines(4, 150);
  }

  /** POSIX: writes to a regular file are one step with respect to each other. */
  @Test
  void largeAppendsAreNotTorn() throws Exception {
    int size = 100_000;
    file("f");
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      List<Future<Void>> futures =
          pool.invokeAll(IntStream.range(0, 3).mapToObj(n -> large(n, size)).toList());
      for (Future<Void> future : futures) {
        future.get();
      }
    }
    String content = read(at("f"));
    assertEquals(3 * 5 * size, content.length());
    for (int i = 0; i < 15; i++) {
      String piece = content.substring(i * size, (i + 1) * size);
      assertEquals(piece.substring(0, 1).repeat(size), piece);
    }
  }

  private java.util.concurrent.Callable<Void> large(int number, int size) {
    return () -> {
      int fd = Sys.open(at("f"), O_WRONLY | O_APPEND);
      byte[] piece = latin1(String.valueOf(number).repeat(size));
      for (int i = 0; i < 5; i++) {
        assertEquals(size, Sys.write(fd, piece));
      }
      Sys.close(fd);
      return null;
    };
  }
}
