package io.mucca.tools.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0s, 0",
    "5000, 5000",
    "100ms, 100",
    "5s, 5000",
    "2m, 120000",
    "24h, 86400000",
  })
  void plainNumbersAreMilliseconds(String text, long millis) {
    assertEquals(millis, TimeSpan.parseMillis(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s", "-1", "1.5s", "5 s", "5d", "25h", "999999999999h", "9999999999999999999"})
  void whatIsNoTimeIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TimeSpan.parseMillis(text));
  }
}
