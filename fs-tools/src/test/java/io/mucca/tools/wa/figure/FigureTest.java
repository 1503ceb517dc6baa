package io.mucca.tools.wa.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
  private static final Figure A = new Figure(2, "#1/a");
  private static final Figure B = new Figure(4, "#1/b");
  private static final Figure C = new Figure(9, "#1/c");

  @Test
  void medianIsTheMiddleOne() {
    assertEquals(new Figure(4, "median(#1/c, #1/a, #1/b)"), Figure.median(List.of(C, A, B)));
  }

  @Test
  void medianOfTwoIsTheirMean() {
    assertEquals(new Figure(3, "median(#1/a, #1/b)"), Figure.median(List.of(A, B)));
  }

  @Test
  void singleFigureIsItsOwnMedianAndSum() {
    assertEquals(A, Figure.median(List.of(Figure.UNKNOWN, A)));
    assertEquals(A, Figure.sum(List.of(A)));
  }

  @Test
  void whatIsComputedFromSomethingUnknownIsUnknown() {
    assertFalse(Figure.median(List.of()).isKnown());
    assertEquals(Figure.UNKNOWN, A.dividedBy(Figure.UNKNOWN));
    assertEquals(Figure.UNKNOWN, A.dividedBy(new Figure(0, "#1/zero")));
  }

  @Test
  void derivationsNest() {
    assertEquals(
        new Figure(50, "percent(#1/a, sum(#1/a, #1/a))"), A.percentOf(Figure.sum(List.of(A, A))));
    assertEquals(new Figure(2_000_000.0 / 4, "perSecond(#1/a, #1/b)"), A.perSecond(B));
  }

  @Test
  void deviationIsTheSamplesInPercentOfTheMean() {
    Figure deviation = Figure.deviation(List.of(A, B));
    assertEquals(100 * Math.sqrt(2) / 3, deviation.value(), 1e-9);
    assertFalse(Figure.deviation(List.of(A)).isKnown());
  }

  @Test
  void figuresAreWrittenInTheirUnits() {
    assertEquals("1.157 ×", Unit.FACTOR.format(1.1571));
    assertEquals("29.42 ×", Unit.FACTOR.format(29.4234));
    assertEquals("4,740 B", Unit.BYTES.format(4740.0));
    assertEquals("15.6 MiB", Unit.SIZE.format(16_384_000));
    assertEquals("1.0 MiB", Unit.SIZE.format((1 << 20) - 1));
    assertEquals("0.2 %", Unit.PERCENT.format(0.21));
    assertEquals("0.01 %", Unit.PERCENT.format(0.0101));
    assertEquals("+5.0 %", Unit.CHANGE.format(5));
    assertEquals("0.0 %", Unit.CHANGE.format(-0.01));
    assertEquals("1.25 ms", Unit.MICROS.format(1250));
    assertEquals("11.5 µs", Unit.MICROS.format(11.5));
    assertEquals("–", Unit.BYTES.format(Figure.UNKNOWN));
  }
}
