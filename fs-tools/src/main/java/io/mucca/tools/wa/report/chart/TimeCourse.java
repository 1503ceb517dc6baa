package io.mucca.tools.wa.report.chart;

import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.result.Event;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.result.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How write amplification went in the course of a run: since the beginning, in each interval, and
 * what was at risk; all three over one axis of time, with the events that explain their steps.
 */
public final class TimeCourse {
  private static final int WIDTH = 1120;
  private static final int LEFT = 90;
  private static final int RIGHT = 24;
  private static final int PANEL = 118;
  private static final int GAP = 40;
  private static final int MOST_SAMPLES = 400;

  /** More of a kind than this are drawn, but without being distinguishable; their count is told. */
  private static final List<String> EVENT_STYLES = List.of("p5", "p6", "p3", "p1", "p2", "p4");

  private TimeCourse() {}

  /** Draws the course of a run that has two samples at least. */
  public static Svg draw(String title, Run run) {
    List<Sample> samples = thinned(run.series());
    Map<String, String> styles = eventStyles(run.events());
    List<Legend.Entry> legend =
        styles.entrySet().stream()
            .map(entry -> new Legend.Entry(entry.getValue(), entry.getKey(), true))
            .toList();
    int top = legend.isEmpty() ? 24 : 24 + Legend.lines(legend, WIDTH - LEFT) * Legend.LINE;
    Svg svg = new Svg(WIDTH, top + 3 * (PANEL + GAP) + 10, title);
    Legend.draw(svg, legend, LEFT, 2, WIDTH - LEFT);
    double end = Math.max(1, samples.getLast().atMicros());
    Scale time = new Scale(false, 0, end, LEFT, WIDTH - RIGHT, Unit.MICROS);
    drawPanel(svg, "since the beginning", Unit.FACTOR, cumulative(samples), time, top, false);
    double second = top + PANEL + GAP;
    drawPanel(svg, "in each interval", Unit.FACTOR, intervals(samples), time, second, true);
    double third = second + PANEL + GAP;
    drawPanel(svg, "bytes at risk", Unit.SIZE, atRisk(samples), time, third, false);
    drawTime(svg, time, third + PANEL);
    drawEvents(svg, run.events(), styles, time, top, third + PANEL);
    return svg;
  }

  /** No more samples than can be seen, the last one among them. */
  private static List<Sample> thinned(List<Sample> samples) {
    int step = (samples.size() + MOST_SAMPLES - 1) / MOST_SAMPLES;
    List<Sample> thinned = new ArrayList<>();
    for (int i = (samples.size() - 1) % step; i < samples.size(); i += step) {
      thinned.add(samples.get(i));
    }
    return thinned;
  }

  private static Map<String, String> eventStyles(List<Event> events) {
    Map<String, String> styles = new LinkedHashMap<>();
    for (Event event : events) {
      styles.computeIfAbsent(
          event.kind(), _ -> EVENT_STYLES.get(styles.size() % EVENT_STYLES.size()));
    }
    return styles;
  }

  /** A value, and the interval that it is of or ends. */
  private record Value(double startMicros, double micros, double value) {}

  private static List<Value> cumulative(List<Sample> samples) {
    return values(
        samples,
        i -> {
          Sample sample = samples.get(i);
          return ratio(sample.deviceBytes(), sample.writtenBytes());
        });
  }

  /** Without those in which the application wrote nothing, such as what settles at the end. */
  private static List<Value> intervals(List<Sample> samples) {
    return values(
        samples,
        i -> {
          if (i == 0) {
            return OptionalDouble.empty();
          }
          Sample before = samples.get(i - 1);
          Sample after = samples.get(i);
          return ratio(
              after.deviceBytes() - before.deviceBytes(),
              after.writtenBytes() - before.writtenBytes());
        });
  }

  private static List<Value> atRisk(List<Sample> samples) {
    return values(samples, i -> OptionalDouble.of((double) samples.get(i).bytesAtRisk()));
  }

  private static OptionalDouble ratio(long device, long written) {
    return written > 0 ? OptionalDouble.of((double) device / written) : OptionalDouble.empty();
  }

  private static List<Value> values(
      List<Sample> samples, Function<Integer, OptionalDouble> function) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      double start = samples.get(Math.max(0, i - 1)).atMicros();
      double micros = samples.get(i).atMicros();
      function.apply(i).ifPresent(value -> values.add(new Value(start, micros, value)));
    }
    return values;
  }

  private static void drawPanel(
      Svg svg,
      String name,
      Unit unit,
      List<Value> values,
      Scale time,
      double top,
      boolean hasSteps) {
    double bottom = top + PANEL;
    double most = values.stream().mapToDouble(Value::value).max().orElse(0);
    Scale scale = Scale.linear(most, bottom, top, unit);
    for (double tick : scale.ticks()) {
      svg.line(LEFT, scale.at(tick), WIDTH - RIGHT, scale.at(tick), tick == 0 ? "axis" : "grid");
      svg.tick(LEFT - 8, scale.at(tick) + 4, Svg.Anchor.END, scale.text(tick));
    }
    if (unit == Unit.FACTOR && scale.high() > 1) {
      svg.line(LEFT, scale.at(1), WIDTH - RIGHT, scale.at(1), "one");
    }
    svg.text(LEFT, top - 8, Svg.Anchor.START, "label", name);
    svg.path(line(values, time, scale, hasSteps), "line " + (hasSteps ? "s-p2" : "s-p0"));
  }

  private static String line(List<Value> values, Scale time, Scale scale, boolean hasSteps) {
    StringBuilder path = new StringBuilder();
    double end = -1;
    for (Value value : values) {
      String start = Svg.round(time.at(value.startMicros()));
      String x = Svg.round(time.at(value.micros()));
      String y = Svg.round(scale.at(value.value()));
      if (!hasSteps) {
        path.append(path.isEmpty() ? 'M' : 'L').append(x).append(' ').append(y);
      } else if (value.startMicros() == end) {
        path.append('V').append(y).append('H').append(x);
      } else {
        path.append('M').append(start).append(' ').append(y).append('H').append(x);
      }
      end = value.micros();
    }
    return path.toString();
  }

  private static void drawTime(Svg svg, Scale time, double bottom) {
    for (double tick : time.ticks()) {
      svg.tick(time.at(tick), bottom + 20, Svg.Anchor.MIDDLE, time.text(tick));
    }
  }

  private static void drawEvents(
      Svg svg,
      List<Event> events,
      Map<String, String> styles,
      Scale time,
      double top,
      double bottom) {
    for (Event event : events) {
      double x = Math.min(time.at((double) event.atMicros()), WIDTH - RIGHT);
      String style = styles.getOrDefault(event.kind(), "p5");
      svg.line(x, top, x, bottom, "event s-" + style);
    }
  }
}
