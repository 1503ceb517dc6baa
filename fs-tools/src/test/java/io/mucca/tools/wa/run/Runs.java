package io.mucca.tools.wa.run;

import io.mucca.tools.wa.engine.CoreEngine;
import io.mucca.tools.wa.engine.EngineOpener;
import io.mucca.tools.wa.engine.MuccaOptions;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.workload.Parameters;
import io.mucca.tools.wa.workload.Workload;
import io.mucca.tools.wa.workload.Workloads;
import java.io.IOException;
import java.util.Map;

/** Small runs for tests. */
public final class Runs {
  private static final long IMAGE_BYTES = 64L << 20;
  private static final long SAMPLE_MILLIS = 20;

  private Runs() {}

  /** A fresh image in memory, which nothing is written to by the clock. */
  public static EngineOpener inMemory() throws IOException {
    MuccaOptions options = MuccaOptions.of(Map.of(), Map.of("commit-interval", "1h"));
    return () -> CoreEngine.inMemory(IMAGE_BYTES, 512, options);
  }

  /** An experiment with parameters. */
  public static Experiment experiment(String name, long seed, Map<String, String> set)
      throws IOException {
    Workload workload = Workloads.find(name);
    return new Experiment(workload, Parameters.of(workload, set), seed, SAMPLE_MILLIS);
  }

  /** Runs it once. */
  public static Run run(EngineOpener opener, String name, long seed, Map<String, String> set)
      throws IOException {
    return experiment(name, seed, set).run(opener, Map.of(), 1, RunListener.NONE);
  }
}
