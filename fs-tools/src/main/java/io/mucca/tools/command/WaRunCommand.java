package io.mucca.tools.command;

import io.mucca.tools.text.Progress;
import io.mucca.tools.text.Table;
import io.mucca.tools.wa.engine.EngineOpener;
import io.mucca.tools.wa.result.Provenance;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.Experiment;
import io.mucca.tools.wa.run.Provenances;
import io.mucca.tools.wa.run.ResultStore;
import io.mucca.tools.wa.run.Summary;
import io.mucca.tools.wa.workload.Parameter;
import io.mucca.tools.wa.workload.Workload;
import io.mucca.tools.wa.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mucca wa run}. */
@Command(
    name = "run",
    header = "Run workloads and measure what they write.",
    description = {
      "Each run has a fresh filesystem, which settles before the workload and after it. 'Now' is at"
          + " the workload's last fsync, 'settled' after a checkpoint and all that was put off.",
      "The residual is what the kernel counted less what mucca submitted: 0 on a device of its"
          + " own."
    },
    footer = {
      "",
      "Example: mucca wa run overwrite-fsync --set operations=5000 --repeat 5",
      "         mucca wa run metadata sqlite --engine mount -o mucca.json",
      "         mucca wa run metadata sqlite --dir /mnt/ext4 -o ext4.json"
    })
final class WaRunCommand extends MuccaCommand {
  @Parameters(arity = "0..*", paramLabel = "WORKLOAD", description = "What to run, in this order.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "List the workloads with their parameters, and end.")
  private boolean list;

  @Mixin private WaWorkloadOptions workload = new WaWorkloadOptions();
  @Mixin private WaEngineOptions engine = new WaEngineOptions();

  @Option(names = "-o", paramLabel = "FILE", description = "Write the results to a file, as JSON.")
  private @Nullable Path output;

  @Spec private @Nullable CommandSpec spec;

  WaRunCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws IOException {
    if (list) {
      print(() -> Map.of("workloads", described()), WaRunCommand::listed);
      return;
    }
    List<Workload> workloads = workload.workloads(names);
    EngineOpener opener = engine.opener(environment(), Map.of());
    List<Experiment> experiments = new ArrayList<>();
    for (Workload each : workloads) {
      for (int repetition = 1; repetition <= workload.repeat(); repetition++) {
        experiments.add(workload.experiment(each, Map.of(), repetition));
      }
    }
    Provenance provenance = Provenances.now(arguments(spec));
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < experiments.size(); i++) {
      int repetition = i % workload.repeat() + 1;
      runs.add(run(experiments.get(i), opener, repetition));
      if (output != null) {
        ResultStore.write(output, new ResultFile(ResultFile.SCHEMA, provenance, runs));
      }
    }
    provenance.warnings().forEach(this::warn);
    Summary.warnings(runs).forEach(this::warn);
    print(() -> new ResultFile(ResultFile.SCHEMA, provenance, runs), () -> Summary.text(runs));
  }

  private Run run(Experiment experiment, EngineOpener opener, int repetition) throws IOException {
    String what = experiment.workload().name();
    if (workload.repeat() > 1) {
      what += " " + repetition + "/" + workload.repeat();
    }
    try (Progress progress = new Progress(environment().console(), what)) {
      return experiment.run(opener, Map.of(), repetition, progress::update);
    }
  }

  /** The words of the command line. */
  static List<String> arguments(@Nullable CommandSpec spec) {
    return spec == null ? List.of() : spec.root().commandLine().getParseResult().originalArgs();
  }

  private static List<Map<String, Object>> described() {
    return Workloads.all().stream()
        .map(
            workload ->
                Map.<String, Object>of(
                    "name",
                    workload.name(),
                    "summary",
                    workload.summary(),
                    "parameters",
                    workload.parameters().stream().map(WaRunCommand::described).toList()))
        .toList();
  }

  private static Map<String, String> described(Parameter parameter) {
    return Map.of(
        "name",
        parameter.name(),
        "default",
        parameter.defaultValue(),
        "values",
        parameter.kind().describe(),
        "meaning",
        parameter.meaning());
  }

  private static String listed() {
    StringBuilder text = new StringBuilder();
    for (Workload workload : Workloads.all()) {
      text.append(workload.name()).append("\n  ").append(workload.summary()).append('\n');
      Table table = new Table("  PARAMETER", "DEFAULT", "MEANING");
      for (Parameter parameter : workload.parameters()) {
        String value = parameter.defaultValue().isEmpty() ? "-" : parameter.defaultValue();
        table.row(
            "  " + parameter.name(),
            value,
            parameter.meaning() + " (" + parameter.kind().describe() + ")");
      }
      text.append(table).append('\n');
    }
    return text.toString();
  }
}
