package io.mucca.tools.command;

import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.peer.Comparison;
import io.mucca.tools.wa.peer.Task;
import io.mucca.tools.wa.peer.TaskLabel;
import io.mucca.tools.wa.result.Provenance;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.Experiment;
import io.mucca.tools.wa.run.Provenances;
import io.mucca.tools.wa.run.ResultStore;
import io.mucca.tools.wa.run.Summary;
import io.mucca.tools.wa.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mucca wa compare}. */
@Command(
    name = "compare",
    header = "Have mucca and other filesystems do the same, and compare what they write.",
    description = {
      "As root. Each run has a new filesystem on a new loop device of the same size, which the"
          + " command makes and removes, also after Ctrl-C; what a killed one has left, the next"
          + " one with the same --work-dir removes. The figures are the kernel's for all.",
      "'Now' is at the workload's last fsync, 'settled' when the filesystem owes the device nothing"
          + " more; 'x mucca' compares settled bytes. Without WORKLOAD it takes a list of usual"
          + " ones. Filesystems in place write a file's times once in a tick of the kernel's clock:"
          + " a --pace-ms of 8 shows what they write for programs that are not in a hurry."
    },
    footer = {
      "",
      "Example: mucca wa compare --against ext4,xfs,btrfs --work-dir /data -o compared.json",
      "         mucca wa compare append-fsync:write-size=100 --against mucca:block-size=512,ext4"
    })
final class WaCompareCommand extends MuccaCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "WORKLOAD[:K=V]",
      description =
          "What to run, with parameters of its own; 'mucca wa run --list' shows all of them.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--against",
      paramLabel = "LIST",
      defaultValue = "ext4,xfs,btrfs,zfs-fuse",
      description =
          "ext4, ext4-data-journal, xfs, btrfs, btrfs-single, zfs-fuse, and mucca with options of"
              + " 'mucca format' and 'mucca mount', such as mucca:block-size=512:log-size=1M"
              + " (default: ${DEFAULT-VALUE}).")
  private String against = "";

  @Mixin private WaWorkloadOptions workload = new WaWorkloadOptions();

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      defaultValue = "2G",
      description = "Size of each loop device (default: ${DEFAULT-VALUE}).")
  private long size;

  @Option(
      names = "--sector-size",
      paramLabel = "512|4096",
      defaultValue = "512",
      description = "Logical block of the loop devices (default: ${DEFAULT-VALUE}).")
  private int sectorSize;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "Where the file behind the loop device is made, on a disk (default: where temporary files"
              + " are).")
  private @Nullable Path workDirectory;

  @Option(names = "-o", paramLabel = "FILE", description = "Write the results to a file, as JSON.")
  private @Nullable Path output;

  @Spec private @Nullable CommandSpec spec;

  private boolean complete = true;

  WaCompareCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws IOException {
    List<Task> tasks = tasks();
    Comparison comparison = comparison();
    Provenance provenance = Provenances.now(WaRunCommand.arguments(spec));
    Comparison.Outcome outcome =
        comparison.run(
            tasks,
            workload.repeat(),
            (runs, warnings) -> store(results(provenance, runs, warnings)));
    complete = outcome.complete();
    provenance.warnings().forEach(this::warn);
    Summary.warnings(outcome.runs()).forEach(this::warn);
    print(() -> results(provenance, outcome.runs(), outcome.warnings()), outcome::text);
  }

  private void store(ResultFile results) throws IOException {
    if (output != null) {
      ResultStore.write(output, results);
    }
  }

  /** A filesystem that failed is told of already, and the figures of the others are there. */
  @Override
  ExitCode exitCode() {
    return complete ? ExitCode.OK : ExitCode.FAILED;
  }

  private Comparison comparison() throws Failure {
    if (sectorSize != 512 && sectorSize != 4096) {
      throw Failure.usage("a sector has 512 or 4096 bytes, not " + sectorSize);
    }
    Path directory =
        workDirectory == null ? Path.of(System.getProperty("java.io.tmpdir")) : workDirectory;
    return Comparison.of(
        List.of(against.split(",", -1)),
        new Comparison.Place(directory, size, sectorSize),
        environment().console(),
        environment().daemons(),
        environment().launcher());
  }

  private List<Task> tasks() throws Failure {
    List<TaskLabel> wanted =
        (labels.isEmpty() ? TaskLabel.USUAL : labels).stream().map(TaskLabel::parse).toList();
    List<Workload> workloads =
        workload.workloads(wanted.stream().map(TaskLabel::workload).toList());
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      tasks.add(task(wanted.get(i), workloads.get(i)));
    }
    return tasks;
  }

  private Task task(TaskLabel label, Workload what) throws Failure {
    for (String parameter : label.parameters().keySet()) {
      if (!WaWorkloadOptions.has(what, parameter)) {
        throw Failure.usage(
            "%s has no parameter '%s'; 'mucca wa run --list' shows those it has"
                .formatted(what.name(), parameter));
      }
    }
    List<Experiment> repeats = new ArrayList<>();
    for (int repetition = 1; repetition <= workload.repeat(); repetition++) {
      repeats.add(workload.experiment(what, label.parameters(), repetition));
    }
    return new Task(label.text(), repeats);
  }

  private static ResultFile results(Provenance provenance, List<Run> runs, List<String> warnings) {
    List<String> all = new ArrayList<>(provenance.warnings());
    all.addAll(warnings);
    Provenance complete =
        new Provenance(
            provenance.command(),
            provenance.version(),
            provenance.started(),
            provenance.kernel(),
            provenance.processor(),
            provenance.processors(),
            provenance.memoryBytes(),
            provenance.java(),
            provenance.jvmFlags(),
            all);
    return new ResultFile(ResultFile.SCHEMA, complete, runs);
  }
}
