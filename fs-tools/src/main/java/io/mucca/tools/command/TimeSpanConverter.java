package io.mucca.tools.command;

import io.mucca.tools.text.TimeSpan;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times such as {@code 5s} as milliseconds. */
final class TimeSpanConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String value) {
    try {
      return TimeSpan.parseMillis(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
