package io.mucca.tools.wa.workload;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.ByteSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of a workload's parameters, checked, in the order in which they are shown. */
public final class Parameters {
  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /**
   * The defaults, and what is set instead of them.
   *
   * @throws Failure naming the parameter that is unknown or has a bad value
   */
  public static Parameters of(Workload workload, Map<String, String> set) throws Failure {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : workload.parameters()) {
      String value = set.getOrDefault(parameter.name(), parameter.defaultValue());
      parameter.check(value);
      values.put(parameter.name(), value);
    }
    for (String name : set.keySet()) {
      if (!values.containsKey(name)) {
        throw Failure.usage(
            "%s has no parameter '%s'; it has %s"
                .formatted(workload.name(), name, String.join(", ", values.keySet())));
      }
    }
    return new Parameters(values);
  }

  /** All by name. */
  public Map<String, String> asMap() {
    return values;
  }

  /** A whole number. */
  public long count(String name) {
    return Long.parseLong(text(name));
  }

  /** A whole number that does not need a long. */
  public int smallCount(String name) {
    return Math.toIntExact(count(name));
  }

  /** Bytes. */
  public long size(String name) {
    return ByteSize.parse(text(name));
  }

  /** Bytes that fit an array. */
  public int smallSize(String name) {
    return Math.toIntExact(size(name));
  }

  /** A number. */
  public double number(String name) {
    return Double.parseDouble(text(name));
  }

  /** A word or a path. */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the workload declares no parameter " + name);
    }
    return value;
  }
}
