package io.mucca.tools.command;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.EngineOpener;
import io.mucca.tools.wa.engine.MuccaOptions;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.run.Provenances;
import io.mucca.tools.wa.run.Summary;
import io.mucca.tools.wa.sweep.Axis;
import io.mucca.tools.wa.sweep.Grid;
import io.mucca.tools.wa.sweep.Sweep;
import io.mucca.tools.wa.sweep.SweepStep;
import io.mucca.tools.wa.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mucca wa sweep}. */
@Command(
    name = "sweep",
    header = "Run workloads over a grid of options.",
    description =
        "Each --vary is an option of format or mount, or a parameter of the workloads. With -o each"
            + " result is written as it comes, and the same command again runs only what is"
            + " missing.",
    footer = {
      "",
      "Example: mucca wa sweep overwrite-fsync --vary block-size=4k..128k \\",
      "             --vary commit-interval=100ms,1s,5s -o sweep.json"
    })
final class WaSweepCommand extends MuccaCommand {
  /** More are rather a slip than what somebody wants to wait for. */
  private static final long MOST_RUNS = 100;

  @Parameters(arity = "1..*", paramLabel = "WORKLOAD", description = "What to run.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--vary",
      required = true,
      paramLabel = "NAME=VALUES",
      description = "FROM..TO, which doubles, or values with commas between them.")
  private List<String> vary = new ArrayList<>();

  @Option(
      names = "--one-at-a-time",
      description = "Vary one while the others have their defaults, instead of all combinations.")
  private boolean oneAtATime;

  @Option(names = "--yes", description = "Run it also if it has more than " + MOST_RUNS + " runs.")
  private boolean yes;

  @Mixin private WaWorkloadOptions workload = new WaWorkloadOptions();
  @Mixin private WaEngineOptions engine = new WaEngineOptions();

  @Option(
      names = "-o",
      paramLabel = "FILE",
      description = "Write the results to a file, as JSON; those that it has are kept.")
  private @Nullable Path output;

  @Spec private @Nullable CommandSpec spec;

  WaSweepCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws IOException {
    List<Workload> workloads = workload.workloads(names);
    List<Axis> axes = axes(workloads);
    requireFewRuns(axes, workloads.size());
    List<Map<String, String>> points = oneAtATime ? Grid.oneAtATime(axes) : Grid.full(axes);
    List<SweepStep> steps = new ArrayList<>();
    for (Workload each : workloads) {
      for (Map<String, String> point : points) {
        addSteps(steps, each, point);
      }
    }
    ResultFile results =
        new Sweep(environment().console(), output)
            .run(steps, Provenances.now(WaRunCommand.arguments(spec)));
    results.provenance().warnings().forEach(this::warn);
    Summary.warnings(results.runs()).forEach(this::warn);
    print(() -> results, () -> Summary.text(results.runs()));
  }

  /** One step for each repetition; a wrong value fails here, before anything has run. */
  private void addSteps(List<SweepStep> steps, Workload each, Map<String, String> point)
      throws IOException {
    EngineOpener opener = engine.opener(environment(), point);
    MuccaOptions options = engine.mucca(point);
    Map<String, String> shown = options == null ? Map.of() : options.shown();
    for (int repetition = 1; repetition <= workload.repeat(); repetition++) {
      steps.add(
          new SweepStep(
              workload.experiment(each, point, repetition),
              opener,
              point,
              engine.engine(),
              shown,
              repetition));
    }
  }

  private List<Axis> axes(List<Workload> workloads) throws Failure {
    List<Axis> axes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String text : vary) {
      Axis axis = Axis.parse(text);
      if (!seen.add(axis.name())) {
        throw Failure.usage("'" + axis.name() + "' is varied twice; give all its values at once");
      }
      requireKnown(axis.name(), workloads);
      axes.add(axis);
    }
    return axes;
  }

  private void requireKnown(String name, List<Workload> workloads) throws Failure {
    boolean ofMucca = MuccaOptions.isFormatOption(name) || MuccaOptions.isMountOption(name);
    if (ofMucca && engine.mucca(Map.of()) == null) {
      throw Failure.usage("'" + name + "' is an option of mucca; take --engine core or mount");
    }
    boolean ofWorkload = workloads.stream().anyMatch(each -> WaWorkloadOptions.has(each, name));
    if (!ofMucca && !ofWorkload) {
      throw Failure.usage(
          "'%s' is no option of format or mount and no parameter of %s; 'mucca wa run --list' has"
                  .formatted(name, String.join(", ", names))
              + " the parameters");
    }
  }

  private void requireFewRuns(List<Axis> axes, int workloads) throws Failure {
    long points =
        oneAtATime ? axes.stream().mapToLong(axis -> axis.values().size()).sum() : Grid.size(axes);
    long runs = points * workloads * workload.repeat();
    if (runs > MOST_RUNS && !yes) {
      throw Failure.usage(
          "these are %d runs; --yes does them, or vary less, or use --one-at-a-time"
              .formatted(runs));
    }
  }
}
