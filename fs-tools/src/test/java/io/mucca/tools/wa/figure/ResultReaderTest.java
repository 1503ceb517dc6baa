package io.mucca.tools.wa.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.report.SampleResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each file that is no result is one line that says what to do. */
class ResultReaderTest {
  @TempDir private Path directory;
  private Path path;
  private String valid;

  @BeforeEach
  void makeResult() throws IOException {
    path = SampleResults.write(directory.resolve("r.json"), SampleResults.single());
    valid = Files.readString(path);
  }

  private void assertRefused(ExitCode exitCode, String... words) {
    Failure failure = assertThrows(Failure.class, () -> ResultReader.readAll(List.of(path)));
    assertEquals(exitCode, failure.exitCode());
    assertEquals(1, failure.getMessage().lines().count());
    assertTrue(failure.getMessage().contains(path.toString()), failure::getMessage);
    for (String word : words) {
      assertTrue(failure.getMessage().contains(word), failure::getMessage);
    }
  }

  private void replace(String old, String by) throws IOException {
    assertTrue(valid.contains(old), old);
    Files.writeString(path, valid.replaceFirst(Pattern.quote(old), by));
  }

  @Test
  void resultIsReadAndItsFiguresHavePlaces() throws IOException {
    ResultDocument document = ResultReader.readAll(List.of(path)).getFirst();
    assertEquals(SampleResults.single(), document.result());
    assertEquals(
        new Figure(4608, "#1/runs/2/now/bytesPerOperation"),
        document.runs().get(2).figure("/now/bytesPerOperation"));
    assertEquals(Figure.UNKNOWN, document.runs().get(2).figure("/no/such"));
  }

  @Test
  void missingFileIsNotFound() {
    path = directory.resolve("none.json");
    assertRefused(ExitCode.NOT_FOUND, "does not exist", "mucca wa run");
  }

  @Test
  void directoryIsRefused() {
    path = directory;
    assertRefused(ExitCode.USAGE, "directory");
  }

  @Test
  void fileThatIsNoJsonIsRefused() throws IOException {
    Files.writeString(path, "WA is 1.157\n");
    assertRefused(ExitCode.FAILED, "not JSON", "line 1");
    Files.writeString(path, valid.substring(0, valid.length() / 2));
    assertRefused(ExitCode.FAILED, "not JSON");
  }

  @Test
  void otherJsonIsRefused() throws IOException {
    for (String other : List.of("", "[]", "3", "{}", "{\"schema\": 1}", "{\"runs\": []}")) {
      Files.writeString(path, other);
      assertRefused(ExitCode.FAILED, "no result of the laboratory");
    }
  }

  @Test
  void otherSchemaIsRefused() throws IOException {
    replace("\"schema\" : 1", "\"schema\" : 2");
    assertRefused(ExitCode.FAILED, "schema 2", "reads schema 1");
  }

  @Test
  void resultWithoutRunsIsRefused() throws IOException {
    SampleResults.write(path, SampleResults.file("none", List.of()));
    assertRefused(ExitCode.FAILED, "no runs");
  }

  @Test
  void memberThatIsMissingIsNamed() throws IOException {
    replace("\"repeat\" :", "\"other\" :");
    assertRefused(ExitCode.FAILED, "/runs/0", "missing");
    replace("\"workload\" : \"overwrite-fsync\"", "\"workload\" : null");
    assertRefused(ExitCode.FAILED, "/runs/0/workload", "missing");
    replace("\"series\" : [", "\"series\" : null, \"other\" : [");
    assertRefused(ExitCode.FAILED, "/runs/0", "missing");
    replace("\"operations\" : 400", "\"operations\" : \"many\"");
    assertRefused(ExitCode.FAILED, "/runs/0/application/operations", "wrong");
  }

  @Test
  void fileGivenTwiceIsRefused() throws IOException {
    Path alias = Files.createSymbolicLink(directory.resolve("alias.json"), path);
    Failure failure = assertThrows(Failure.class, () -> ResultReader.readAll(List.of(path, alias)));
    assertEquals(ExitCode.USAGE, failure.exitCode());
    assertTrue(failure.getMessage().contains("twice"), failure::getMessage);
  }
}
