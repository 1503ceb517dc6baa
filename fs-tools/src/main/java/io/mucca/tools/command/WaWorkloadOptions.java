package io.mucca.tools.command;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.run.Experiment;
import io.mucca.tools.wa.workload.Parameter;
import io.mucca.tools.wa.workload.Parameters;
import io.mucca.tools.wa.workload.Usual;
import io.mucca.tools.wa.workload.Workload;
import io.mucca.tools.wa.workload.Workloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a filesystem is had to do. */
final class WaWorkloadOptions {
  @Option(
      names = "--set",
      paramLabel = "K=V",
      description =
          "A parameter of the workloads, such as operations=5000; of several workloads, those"
              + " that have it.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--pace-ms",
      paramLabel = "MS",
      description = "Short for --set pace-ms=MS: wait after each operation.")
  private @Nullable String pace;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything random; each repeat adds 1 (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Run each so many times, on a fresh filesystem (default: ${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--sample-ms",
      paramLabel = "MS",
      defaultValue = "100",
      description = "From one sample of the course to the next (default: ${DEFAULT-VALUE}).")
  private long sampleMillis;

  int repeat() throws Failure {
    if (repeat < 1 || repeat > 1000) {
      throw Failure.usage("--repeat can be 1 to 1000, not " + repeat);
    }
    return repeat;
  }

  /** The workloads of these names; all of the names must be right. */
  List<Workload> workloads(List<String> names) throws Failure {
    if (names.isEmpty()) {
      throw Failure.usage("name a workload; 'mucca wa run --list' shows all");
    }
    List<Workload> workloads = new ArrayList<>();
    for (String name : names) {
      workloads.add(Workloads.find(name));
    }
    for (String parameter : values().keySet()) {
      if (workloads.stream().noneMatch(workload -> has(workload, parameter))) {
        // Names the parameters that there are.
        Parameters unused = Parameters.of(workloads.getFirst(), Map.of(parameter, ""));
      }
    }
    return workloads;
  }

  static boolean has(Workload workload, String parameter) {
    return workload.parameters().stream().map(Parameter::name).anyMatch(parameter::equals);
  }

  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>(set);
    if (pace != null) {
      values.put(Usual.PACE, pace);
    }
    return values;
  }

  /**
   * What is run for a repetition.
   *
   * @param axes what a sweep varies; those that are parameters of the workload count
   */
  Experiment experiment(Workload workload, Map<String, String> axes, int repetition)
      throws Failure {
    if (sampleMillis < 1 || sampleMillis > 3_600_000) {
      throw Failure.usage("--sample-ms can be 1 to 3600000, not " + sampleMillis);
    }
    Map<String, String> own = values();
    own.putAll(axes);
    own.keySet().removeIf(name -> !has(workload, name));
    return new Experiment(
        workload, Parameters.of(workload, own), seed + repetition - 1, sampleMillis);
  }
}
