package io.mucca.tools.wa.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void medianIsBetweenTheMiddleTwo() {
    Spread spread = Spread.of(List.of(4.0, 1.0, 3.0, 10.0));
    assertEquals(3.5, spread.median());
    assertEquals(1, spread.least());
    assertEquals(10, spread.most());
    assertEquals(4.5, spread.mean());
  }

  @Test
  void deviationIsThatOfASample() {
    assertEquals(1, Spread.of(List.of(1.0, 2.0, 3.0)).deviation());
    assertEquals(0.5, Spread.of(List.of(1.0, 2.0, 3.0)).relativeDeviation());
    assertEquals(0, Spread.of(List.of(5.0)).deviation());
  }
}
