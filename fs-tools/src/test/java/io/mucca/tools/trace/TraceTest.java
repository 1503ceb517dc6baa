package io.mucca.tools.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final List<TraceOperation> EVERY_KIND =
      List.of(
          new TraceOperation.Have("data", 8192),
          new TraceOperation.HaveDirectory("d"),
          new TraceOperation.Create("d/with blank+%é"),
          new TraceOperation.MakeDirectory("e"),
          new TraceOperation.Write("data", 4096, 100),
          new TraceOperation.Write("d/with blank+%é", 0, 50),
          new TraceOperation.Read("data", 0, 8192),
          new TraceOperation.Truncate("data", 5000),
          new TraceOperation.Sync("data"),
          new TraceOperation.SyncDirectory(""),
          new TraceOperation.SyncAll(),
          new TraceOperation.Close("data"),
          new TraceOperation.Rename("d/with blank+%é", "d/b"),
          new TraceOperation.Link("d/b", "c"),
          new TraceOperation.Unlink("c"),
          new TraceOperation.RemoveDirectory("e"),
          new TraceOperation.SetXattr("d/b", "x y", 20));

  @TempDir private Path directory;

  private Path write(List<String> lines) throws IOException {
    return Files.write(directory.resolve("trace"), lines);
  }

  private Path everyKind() throws IOException {
    List<String> lines = new ArrayList<>(List.of(Trace.header(), "# a remark", ""));
    for (int i = 0; i < EVERY_KIND.size(); i++) {
      lines.add(new Trace.Line(i, EVERY_KIND.get(i)).format());
    }
    return write(lines);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    List<Trace.Line> lines = Trace.read(everyKind()).lines();
    assertEquals(EVERY_KIND, lines.stream().map(Trace.Line::operation).toList());
    assertEquals(5, lines.get(5).atMicros());
    assertEquals("4 write data 4096 100", lines.get(4).format());
  }

  @Test
  void everyOperationIsReplayed() throws IOException {
    Run run = Runs.run(Runs.inMemory(), "replay", 1, Map.of("trace", everyKind().toString()));
    assertEquals(EVERY_KIND.size() - 2, run.application().operations());
    assertEquals(150, run.application().writtenBytes());
    assertEquals(8192, run.application().readBytes());
    assertEquals(3, run.application().syncs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 write data 1",
        "x fsync data",
        "0 dance data",
        "0 have ../data 1",
        "0 create /etc/x",
        "0 truncate data -1",
        "0 write data 0 4294967296",
        "0 create %zz"
      })
  void lineThatIsNoOperationIsNamed(String line) throws IOException {
    Path file = write(List.of(Trace.header(), line));
    Failure failure = assertThrows(Failure.class, () -> Trace.read(file));
    assertTrue(failure.getMessage().contains("line 2 is no operation"), failure::getMessage);
  }

  @Test
  void otherVersionsAreRefused() throws IOException {
    Path newer = write(List.of("mucca-trace 2"));
    assertTrue(
        assertThrows(Failure.class, () -> Trace.read(newer)).getMessage().contains("version 2"));
    Path none = write(List.of("#!/bin/sh"));
    assertTrue(
        assertThrows(Failure.class, () -> Trace.read(none)).getMessage().contains("is no trace"));
  }
}
