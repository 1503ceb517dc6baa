package io.mucca.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.text.Json;
import io.mucca.tools.trace.Trace;
import io.mucca.tools.trace.TraceOperation;
import io.mucca.tools.wa.result.Application;
import io.mucca.tools.wa.run.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs on a mount, traced and replayed. */
class TraceEndToEndTest extends MountedImage {
  private static final String WORK =
      """
      printf hello > new
      dd if=/dev/zero of=d/kept bs=1000 count=3 conv=notrunc,fsync status=none
      cat d/kept > /dev/null
      mv new d/renamed
      ln d/kept hard
      ln -s nowhere symbolic
      chmod 600 d/kept
      mkdir e
      rmdir e
      rm old
      exit 3
      """;

  @Test
  void whatACommandDidIsReplayedWithTheSameOperationsAndBytes() throws IOException {
    mount("", mnt);
    Files.createDirectory(mnt.resolve("d"));
    Files.write(mnt.resolve("d/kept"), new byte[10_000]);
    Files.write(mnt.resolve("old"), new byte[5000]);
    Files.write(mnt.resolve("unused"), new byte[7000]);
    Path file = directory.resolve("trace");
    JsonNode before = counted();
    assertEquals(
        3, mucca("trace", mnt.toString(), "-o", file.toString(), "--", "sh", "-c", work()));
    JsonNode after = counted();
    assertTrue(out.toString().contains("; 2 left out"), out::toString);
    assertFalse(Files.exists(directory.resolve("trace.operations")));

    List<Trace.Line> lines = Trace.read(file).lines();
    assertEquals(
        List.of(
            "have-directory d",
            "have d/kept 10000",
            "have old 5000",
            "create new",
            "write new 0 5",
            "write d/kept 0 1000",
            "write d/kept 1000 1000",
            "write d/kept 2000 1000",
            "fsync d/kept",
            "rename new d/renamed",
            "link d/kept hard",
            "mkdir e",
            "rmdir e",
            "unlink old"),
        lines.stream()
            .filter(line -> !isRead(line) && !(line.operation() instanceof TraceOperation.Close))
            .map(line -> line.format().replaceFirst("^\\d+ ", ""))
            .toList());
    long read = lines.stream().mapToLong(TraceEndToEndTest::bytesRead).sum();
    assertEquals(after.path("bytesRead").asLong() - before.path("bytesRead").asLong(), read);
    assertEquals(3005, after.path("bytesWritten").asLong() - before.path("bytesWritten").asLong());

    Path results = directory.resolve("r.json");
    ok("wa", "run", "replay", "--set", "trace=" + file, "--size", "64M", "-o", results.toString());
    Application replayed = ResultStore.read(results).runs().getFirst().application();
    assertEquals(lines.size() - 3, replayed.operations());
    assertEquals(3005, replayed.writtenBytes());
    assertEquals(read, replayed.readBytes());
    assertEquals(1, replayed.syncs());
    ok("umount", mnt.toString());
  }

  private String work() {
    return "set -e; cd '" + mnt + "'\n" + WORK;
  }

  private static boolean isRead(Trace.Line line) {
    return line.operation() instanceof TraceOperation.Read;
  }

  private static long bytesRead(Trace.Line line) {
    return line.operation() instanceof TraceOperation.Read read ? read.count() : 0;
  }

  /** What the image itself counts. */
  private JsonNode counted() throws IOException {
    String stats = Files.readString(mnt.resolve(".mucca/stats"));
    return Json.mapper().readTree(stats).at("/sinceOpened/application");
  }

  @Test
  void traceNeedsAMountOfItsOwnAndAPlaceOutsideOfIt() throws IOException {
    Path file = directory.resolve("trace");
    fails(10, "trace", image.toString(), "-o", file.toString(), "--seconds", "1");
    mount("", mnt);
    fails(10, "trace", image + ":home", "-o", file.toString());
    fails(2, "trace", mnt.toString(), "-o", mnt.resolve("trace").toString());
    fails(2, "trace", mnt.toString(), "-o", file.toString(), "--seconds", "1", "--", "true");
    fails(1, "trace", mnt.toString(), "-o", file.toString(), "--", "/no/such/program");
    assertFalse(Files.exists(file));
    try (RemoteImage daemon = daemons.connect(ImageId.of(image))) {
      assertTrue(daemon != null);
      daemon.startTrace(mnt);
      fails(11, "trace", mnt.toString(), "-o", file.toString(), "--seconds", "1");
      daemon.endTrace(mnt);
      assertTrue(daemon.readTrace(mnt).over());
    }
    ok("trace", image.toString(), "-o", file.toString(), "--seconds", "0.1", "--json");
    assertEquals(0, Json.mapper().readTree(out.toString()).at("/operations").asLong());
    assertEquals(List.of(Trace.header()), Files.readAllLines(file));
    ok("umount", mnt.toString());
  }
}
