package io.mucca.tools.wa.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The points at which a sweep measures: each gives some of the axes a value. */
public final class Grid {
  private Grid() {}

  /** Every combination of the axes' values, the last axis fastest. */
  public static List<Map<String, String>> full(List<Axis> axes) {
    List<Map<String, String>> points = List.of(Map.of());
    for (Axis axis : axes) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> point : points) {
        for (String value : axis.values()) {
          longer.add(with(point, axis.name(), value));
        }
      }
      points = longer;
    }
    return points;
  }

  /** One axis after the other, while the others are left at their defaults. */
  public static List<Map<String, String>> oneAtATime(List<Axis> axes) {
    List<Map<String, String>> points = new ArrayList<>();
    for (Axis axis : axes) {
      for (String value : axis.values()) {
        points.add(with(Map.of(), axis.name(), value));
      }
    }
    return points;
  }

  /** How many points {@link #full} has, without making them. */
  public static long size(List<Axis> axes) {
    long size = 1;
    for (Axis axis : axes) {
      size = Math.multiplyExact(size, axis.values().size());
    }
    return size;
  }

  private static Map<String, String> with(Map<String, String> point, String name, String value) {
    Map<String, String> longer = new LinkedHashMap<>(point);
    longer.put(name, value);
    return longer;
  }
}
