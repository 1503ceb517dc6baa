package io.mucca.tools.command;

import io.mucca.fs.Compression;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a compression. */
final class CompressionConverter implements ITypeConverter<Compression> {
  @Override
  public Compression convert(String value) {
    return Compression.find(value)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "a compression is %s, and not '%s'".formatted(Compression.NAMES, value)));
  }
}
