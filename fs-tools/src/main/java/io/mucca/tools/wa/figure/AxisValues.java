package io.mucca.tools.wa.figure;

import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.TimeSpan;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Orders what an axis of a sweep takes: numbers, sizes such as 64K, or times such as 5s. */
final class AxisValues {
  private static final List<ToDoubleFunction<String>> READERS =
      List.of(Double::parseDouble, ByteSize::parse, TimeSpan::parseMillis);

  private AxisValues() {}

  /** By size where all of them can be read alike, and else as they come. */
  static List<String> sorted(List<String> values) {
    for (ToDoubleFunction<String> reader : READERS) {
      try {
        return values.stream().sorted(Comparator.comparingDouble(reader)).toList();
      } catch (IllegalArgumentException _) {
        // The next reader may know what this one does not.
      }
    }
    return values;
  }
}
