package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.SourcedRun;
import java.util.List;
import java.util.function.Function;

/** How fast an application got on. */
final class Rates {
  /** In the extras of a workload that reads afterwards what it wrote here and there. */
  static final String COLD_READ = "coldReadMegabytesPerSecondAfter";

  private Rates() {}

  /** Operations for each second. */
  static Figure operations(Case of) {
    return median(
        of,
        run -> run.figure("/application/operations").perSecond(run.figure("/application/micros")));
  }

  /** Bytes read for each microsecond, with cold caches if that was measured. */
  static Figure readBytes(Case of) {
    return median(
        of,
        run -> {
          Figure cold = run.extra(COLD_READ);
          if (cold.isKnown()) {
            return cold;
          }
          Figure bytes = run.figure("/application/readBytes");
          return bytes.value() > 0
              ? bytes.dividedBy(run.figure("/application/micros"))
              : Figure.UNKNOWN;
        });
  }

  private static Figure median(Case of, Function<SourcedRun, Figure> function) {
    List<Figure> figures = of.runs().stream().map(function).toList();
    return Figure.median(figures);
  }
}
