package io.mucca.tools.wa.figure;

import io.mucca.tools.wa.result.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a run submitted up to a moment: by category and cause, and by root.
 *
 * @param parts ordered by category
 * @param total what they add up to
 */
public record Breakdown(List<Part> parts, List<Sum> roots, Figure total) {
  /** All categories that mucca has, from what the application wanted to what it cost. */
  public static final List<String> CATEGORIES =
      List.of(
          "data",
          "filler",
          "log-record",
          "log-padding",
          "tree-leaf",
          "tree-interior",
          "space-map",
          "superblock",
          "relocation");

  public Breakdown {
    parts = List.copyOf(parts);
    roots = List.copyOf(roots);
  }

  /** Bytes of one category and cause. */
  public record Part(String category, String cause, Figure bytes) {}

  /** Bytes of all parts that have something in common. */
  public record Sum(String name, Figure bytes) {}

  /**
   * @param moment {@code now} or {@code settled}
   */
  public static Breakdown of(SourcedRun run, String moment) {
    Moment of = moment.equals("now") ? run.run().now() : run.run().settled();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < of.breakdown().size(); i++) {
      Moment.Part part = of.breakdown().get(i);
      Figure bytes = run.figure("/" + moment + "/breakdown/" + i + "/bytes");
      parts.add(new Part(part.category(), part.cause(), bytes));
    }
    parts.sort(
        Comparator.comparingInt((Part part) -> order(part.category()))
            .thenComparing(Part::category));
    List<Sum> roots = new ArrayList<>();
    for (int i = 0; i < of.roots().size(); i++) {
      Figure bytes = run.figure("/" + moment + "/roots/" + i + "/bytes");
      roots.add(new Sum(of.roots().get(i).root(), bytes));
    }
    return new Breakdown(parts, roots, run.figure("/" + moment + "/submittedBytes"));
  }

  /** Where a category stands among the others; those that are not known come last. */
  private static int order(String category) {
    int order = CATEGORIES.indexOf(category);
    return order < 0 ? CATEGORIES.size() : order;
  }

  public boolean isEmpty() {
    return parts.isEmpty();
  }

  public List<Sum> byCategory() {
    return sums(Part::category);
  }

  /** The biggest cause first. */
  public List<Sum> byCause() {
    return sums(Part::cause).stream()
        .sorted(Comparator.comparingDouble((Sum sum) -> sum.bytes().value()).reversed())
        .toList();
  }

  private List<Sum> sums(Function<Part, String> by) {
    Map<String, List<Figure>> gathered = new LinkedHashMap<>();
    parts.forEach(
        part -> gathered.computeIfAbsent(by.apply(part), _ -> new ArrayList<>()).add(part.bytes()));
    return gathered.entrySet().stream()
        .map(entry -> new Sum(entry.getKey(), Figure.sum(entry.getValue())))
        .toList();
  }

  /** The bytes of a category that a cause made; unknown if there are none. */
  public Figure of(String category, String cause) {
    return Figure.sum(
        parts.stream()
            .filter(part -> part.category().equals(category) && part.cause().equals(cause))
            .map(Part::bytes)
            .toList());
  }

  /** The cause of most bytes of a category. */
  public String causeOf(String category) {
    return parts.stream()
        .filter(part -> part.category().equals(category))
        .collect(
            Collectors.groupingBy(
                Part::cause,
                LinkedHashMap::new,
                Collectors.summingDouble(part -> part.bytes().value())))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** Whether the parts do not add up to the total, by category or by root. */
  public boolean isInconsistent() {
    boolean isOffByPart =
        !isEmpty() && sum(parts.stream().map(Part::bytes).toList()) != total.value();
    boolean isOffByRoot =
        !roots.isEmpty() && sum(roots.stream().map(Sum::bytes).toList()) != total.value();
    return isOffByPart || isOffByRoot;
  }

  private static double sum(List<Figure> figures) {
    return figures.stream().mapToDouble(Figure::value).sum();
  }
}
