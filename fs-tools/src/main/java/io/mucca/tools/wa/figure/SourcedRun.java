package io.mucca.tools.wa.figure;

import io.mucca.tools.wa.result.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * A run, and where it is.
 *
 * @param index in the runs of its file, from 0 on
 */
public record SourcedRun(ResultDocument document, int index) {
  public Run run() {
    return document.result().runs().get(index);
  }

  /** Where the run is, as figures say it. */
  public String place() {
    return "#" + document.number() + "/runs/" + index;
  }

  /**
   * A number of the run.
   *
   * @param pointer a JSON pointer in it, such as {@code /settled/writeAmplification}
   */
  public Figure figure(String pointer) {
    return document.figure("/runs/" + index + pointer);
  }

  /** A number that only this workload has. */
  public Figure extra(String name) {
    return figure("/extras/" + name.replace("~", "~0").replace("/", "~1"));
  }

  /** The most that was at risk at any moment; unknown without a series. */
  public Figure mostBytesAtRisk() {
    return run().series().stream().mapToLong(sample -> sample.bytesAtRisk()).max().stream()
        .mapToObj(most -> new Figure(most, "max(" + place() + "/series/*/bytesAtRisk)"))
        .findFirst()
        .orElse(Figure.UNKNOWN);
  }

  /** All residuals that are known, of both moments. */
  public List<Figure> residuals() {
    List<Figure> residuals = new ArrayList<>();
    for (String moment : List.of("now", "settled")) {
      Figure residual = figure("/" + moment + "/residualBytes");
      if (residual.isKnown()) {
        residuals.add(residual);
      }
    }
    return residuals;
  }
}
