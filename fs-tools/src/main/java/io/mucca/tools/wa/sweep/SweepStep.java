package io.mucca.tools.wa.sweep;

import io.mucca.tools.wa.engine.EngineOpener;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.Experiment;
import java.util.Map;

/**
 * One run of a sweep.
 *
 * @param axes the values of what is varied
 * @param engine its name
 * @param options of the filesystem, those that are known before it is made
 * @param repeat from 1 on
 */
public record SweepStep(
    Experiment experiment,
    EngineOpener opener,
    Map<String, String> axes,
    String engine,
    Map<String, String> options,
    int repeat) {
  /** Whether a result is that of this step, so that it need not be run again. */
  public boolean isDoneBy(Run run) {
    return run.workload().equals(experiment.workload().name())
        && run.parameters().equals(experiment.parameters().asMap())
        && run.seed() == experiment.seed()
        && run.repeat() == repeat
        && run.axes().equals(axes)
        && run.subject().engine().equals(engine)
        && run.subject().options().entrySet().containsAll(options.entrySet());
  }

  /** For whoever watches. */
  public String describe() {
    StringBuilder text = new StringBuilder(experiment.workload().name());
    axes.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    return text.toString();
  }
}
