package io.mucca.tools.wa.figure;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A number and where it comes from, so that nobody has to believe a report.
 *
 * <p>{@code from} is a JSON pointer after the number of its file, {@code #1/runs/0/now/writes}, or
 * a named derivation of such: {@code median(#1/runs/0/now/writes, #1/runs/1/now/writes)}.
 * Derivations are {@code median}, {@code min}, {@code max}, {@code sum} and {@code count} of any
 * number of arguments; {@code ratio(a, b)} is a/b, {@code perSecond(a, b)} 1,000,000·a/b, {@code
 * difference(a, b)} a−b, {@code percent(a, b)} 100·a/b, {@code change(a, b)} 100·(b/a−1), all in
 * percent where they say so; {@code deviation} is the sample's standard deviation in percent of the
 * mean. In a pointer {@code *} is every element of an array.
 *
 * @param value NaN if it is not known
 * @param from empty if it is not known
 */
public record Figure(double value, String from) {
  /** What a filesystem could not say, and whatever is computed from it. */
  public static final Figure UNKNOWN = new Figure(Double.NaN, "");

  public boolean isKnown() {
    return !Double.isNaN(value);
  }

  /** The middle one of those that are known; between two, their mean. */
  public static Figure median(List<Figure> figures) {
    return of("median", figures, Figure::median);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  public static Figure min(List<Figure> figures) {
    return of("min", figures, values -> Arrays.stream(values).min().orElseThrow());
  }

  public static Figure max(List<Figure> figures) {
    return of("max", figures, values -> Arrays.stream(values).max().orElseThrow());
  }

  public static Figure sum(List<Figure> figures) {
    return of("sum", figures, values -> Arrays.stream(values).sum());
  }

  /** The known ones brought together; a single one stays what it is. */
  private static Figure of(String name, List<Figure> figures, ToDoubleFunction<double[]> function) {
    List<Figure> known = figures.stream().filter(Figure::isKnown).toList();
    if (known.size() <= 1) {
      return known.isEmpty() ? UNKNOWN : known.getFirst();
    }
    return new Figure(function.applyAsDouble(values(known)), derivation(name, known));
  }

  /** How many things there are; their places in the JSON are the arguments. */
  public static Figure count(List<String> places) {
    return new Figure(places.size(), "count(" + String.join(", ", places) + ")");
  }

  /** The standard deviation in percent of the mean; unknown for less than two, or a mean of 0. */
  public static Figure deviation(List<Figure> figures) {
    List<Figure> known = figures.stream().filter(Figure::isKnown).toList();
    double[] values = values(known);
    double mean = Arrays.stream(values).average().orElse(0);
    if (values.length < 2 || mean == 0) {
      return UNKNOWN;
    }
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double deviation = Math.sqrt(squares / (values.length - 1));
    return new Figure(100 * deviation / Math.abs(mean), derivation("deviation", known));
  }

  /** This divided by another; unknown if that is 0. */
  public Figure dividedBy(Figure other) {
    return with("ratio", other, value / other.value);
  }

  /** So many for each second, with microseconds given; unknown if these are 0. */
  public Figure perSecond(Figure micros) {
    return with("perSecond", micros, 1_000_000 * value / micros.value);
  }

  public Figure minus(Figure other) {
    return with("difference", other, value - other.value);
  }

  public Figure percentOf(Figure whole) {
    return with("percent", whole, 100 * value / whole.value);
  }

  /** By how many percent this has changed into another. */
  public Figure changeTo(Figure other) {
    return with("change", other, value == other.value ? 0 : 100 * (other.value / value - 1));
  }

  private Figure with(String name, Figure other, double result) {
    return Double.isFinite(result)
        ? new Figure(result, derivation(name, List.of(this, other)))
        : UNKNOWN;
  }

  private static double[] values(List<Figure> figures) {
    return figures.stream().mapToDouble(Figure::value).toArray();
  }

  private static String derivation(String name, List<Figure> figures) {
    return figures.stream().map(Figure::from).collect(Collectors.joining(", ", name + "(", ")"));
  }
}
