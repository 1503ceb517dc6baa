package io.mucca.tools.wa.run;

import java.util.List;

/**
 * How a figure varies over repetitions.
 *
 * @param deviation the standard deviation of the sample, 0 for a single value
 */
public record Spread(double median, double least, double most, double mean, double deviation) {
  /** Of at least one value. */
  public static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int count = sorted.length;
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / count;
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    double deviation = count == 1 ? 0 : Math.sqrt(squares / (count - 1));
    return new Spread(median, sorted[0], sorted[count - 1], mean, deviation);
  }

  /** The deviation as a part of the mean. */
  public double relativeDeviation() {
    return mean == 0 ? 0 : deviation / Math.abs(mean);
  }
}
