package io.mucca.tools.wa.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.tools.wa.report.SampleResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
  @TempDir private Path directory;

  private List<Study> studies(Path... paths) throws IOException {
    return Study.of(ResultReader.readAll(List.of(paths)));
  }

  @Test
  void repetitionsAreOneCase() throws IOException {
    Path path = SampleResults.write(directory.resolve("a.json"), SampleResults.compare());
    List<Study> studies = studies(path);
    assertEquals(
        List.of("overwrite-fsync", "sequential-write"),
        studies.stream().map(Study::workload).toList());
    Study overwrite = studies.getFirst();
    assertEquals(
        List.of("mucca", "ext4", "xfs", "btrfs", "btrfs-single", "zfs-fuse"), overwrite.labels());
    assertEquals(6, overwrite.cases().size());
    assertEquals(3, overwrite.cases().getFirst().repeats().value());
  }

  @Test
  void sameRunInTwoFilesIsTwoCasesThatAreToldApart() throws IOException {
    Path old = SampleResults.write(directory.resolve("old.json"), SampleResults.single());
    Path now = SampleResults.write(directory.resolve("new.json"), SampleResults.single());
    Study study = studies(old, now).getFirst();
    assertEquals(List.of("mucca, old.json", "mucca, new.json"), study.labels());
  }

  @Test
  void parametersThatAnAxisVariesDoNotTellStudiesApart() throws IOException {
    Path path = SampleResults.write(directory.resolve("a.json"), SampleResults.sweepOfTwo());
    List<Study> studies = studies(path);
    assertEquals(1, studies.size());
    assertEquals(List.of("block-size", "commit-interval"), studies.getFirst().axes());
    assertEquals(16, studies.getFirst().cases().size());
  }

  @Test
  void valuesOfAnAxisAreOrderedBySize() {
    assertEquals(List.of("4", "16", "256"), AxisValues.sorted(List.of("256", "4", "16")));
    assertEquals(List.of("512", "4K", "1M"), AxisValues.sorted(List.of("1M", "512", "4K")));
    assertEquals(List.of("100ms", "5s", "1m"), AxisValues.sorted(List.of("5s", "1m", "100ms")));
    assertEquals(List.of("zstd", "none"), AxisValues.sorted(List.of("zstd", "none")));
  }

  @Test
  void typicalRunIsInTheMiddle() throws IOException {
    Path path = SampleResults.write(directory.resolve("a.json"), SampleResults.single());
    Case each = studies(path).getFirst().cases().getFirst();
    double typical = each.typical().run().settled().bytesPerOperation();
    long below =
        each.runs().stream()
            .filter(run -> run.run().settled().bytesPerOperation() < typical)
            .count();
    assertEquals(1, below);
  }
}
