package io.mucca.tools.wa.report.page;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.chart.Markup;
import java.util.ArrayList;
import java.util.List;

/**
 * Words and figures in a row: a sentence, the cell of a table. Immutable; each call makes another.
 */
public record Phrase(List<Part> parts) {
  public static final Phrase EMPTY = new Phrase(List.of());

  public Phrase {
    parts = List.copyOf(parts);
  }

  /** What a phrase is made of. */
  public sealed interface Part {}

  /** Words of ours, without any figure. */
  public record Words(String text) implements Part {}

  /** A constant of the method, such as a threshold: not measured, so in no result. */
  public record Fixed(String text) implements Part {}

  /** A text as a result has it. */
  public record Given(String text) implements Part {}

  /** A figure as a result has it, or derived from such. */
  public record Measured(Figure figure, Unit unit) implements Part {}

  /** The colour that stands for something in a chart. */
  public record Swatch(String colour) implements Part {}

  public static Phrase words(String text) {
    return EMPTY.and(text);
  }

  public static Phrase given(String text) {
    return EMPTY.andGiven(text);
  }

  public static Phrase number(Figure figure, Unit unit) {
    return EMPTY.and(figure, unit);
  }

  public Phrase and(String text) {
    return with(new Words(text));
  }

  public Phrase and(Figure figure, Unit unit) {
    return with(new Measured(figure, unit));
  }

  public Phrase and(Phrase other) {
    List<Part> all = new ArrayList<>(parts);
    all.addAll(other.parts);
    return new Phrase(all);
  }

  public Phrase andGiven(String text) {
    return with(new Given(text));
  }

  public Phrase andFixed(String text) {
    return with(new Fixed(text));
  }

  public Phrase andSwatch(String colour) {
    return with(new Swatch(colour));
  }

  private Phrase with(Part part) {
    List<Part> all = new ArrayList<>(parts);
    all.add(part);
    return new Phrase(all);
  }

  /** As plain text, for a terminal. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(
          switch (part) {
            case Words words -> words.text();
            case Fixed fixed -> fixed.text();
            case Given given -> Markup.printable(given.text());
            case Measured measured -> measured.unit().format(measured.figure());
            case Swatch _ -> "";
          });
    }
    return text.toString();
  }
}
