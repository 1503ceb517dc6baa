package io.mucca.tools.wa.report.chart;

import io.mucca.tools.wa.figure.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to places along an axis, and says where the axis has round values.
 *
 * @param isLog equal factors are equally far apart
 * @param low the value at {@code from}, above 0 on a logarithmic scale
 * @param high the value at {@code to}, above {@code low}
 */
record Scale(boolean isLog, double low, double high, double from, double to, Unit unit) {
  private static final int MOST_TICKS = 6;
  private static final double[] STEPS = {1, 2, 2.5, 5, 10};

  /** From 0 to somewhat more than the highest value. */
  static Scale linear(double highest, double from, double to, Unit unit) {
    double high = highest > 0 ? highest * 1.06 : 1;
    return new Scale(false, 0, high, from, to, unit);
  }

  /** Logarithmic where values are spread wide, and linear elsewhere. */
  static Scale spread(double lowest, double highest, double from, double to, Unit unit) {
    return lowest > 0 && highest / lowest > 20
        ? new Scale(true, lowest / 1.4, highest * 1.4, from, to, unit)
        : linear(highest, from, to, unit);
  }

  double at(double value) {
    double share =
        isLog
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return from + share * (to - from);
  }

  /** The round values on the axis. */
  List<Double> ticks() {
    return isLog ? logTicks() : linearTicks();
  }

  private List<Double> linearTicks() {
    double base = base(high);
    double step = step(high / base) * base;
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i * step <= high; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private static double step(double high) {
    double decade = Math.pow(10, Math.floor(Math.log10(high / MOST_TICKS)));
    for (double step : STEPS) {
      if (high / (step * decade) <= MOST_TICKS) {
        return step * decade;
      }
    }
    return 10 * decade;
  }

  private List<Double> logTicks() {
    List<Double> ticks = new ArrayList<>();
    boolean isShort = high / low < 1000;
    double base = base(low);
    for (int decade = (int) Math.floor(Math.log10(low / base)); ; decade++) {
      for (double step : isShort ? new double[] {1, 2, 5} : new double[] {1}) {
        double tick = step * Math.pow(10, decade) * base;
        if (tick > high) {
          return ticks;
        }
        if (tick >= low) {
          ticks.add(tick);
        }
      }
    }
  }

  /** What round values are multiples of: sizes are round in powers of 1024. */
  private double base(double value) {
    if (unit != Unit.SIZE && unit != Unit.BYTES) {
      return 1;
    }
    return value < 1024 ? 1 : Math.pow(1024, Math.floor(Math.log(value) / Math.log(1024)));
  }

  /** A round value as the axis has it. */
  String text(double tick) {
    if (tick == 0) {
      return "0";
    }
    String text = (unit == Unit.BYTES ? Unit.SIZE : unit).format(tick);
    return trimmed(text);
  }

  /** 1.000 × is 1 × on an axis. */
  private static String trimmed(String text) {
    int blank = text.indexOf(' ');
    String digits = blank < 0 ? text : text.substring(0, blank);
    String rest = blank < 0 ? "" : text.substring(blank);
    if (digits.indexOf('.') >= 0) {
      digits = digits.replaceFirst("\\.?0+$", "");
    }
    return digits + rest;
  }
}
