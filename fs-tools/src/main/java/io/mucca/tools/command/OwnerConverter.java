package io.mucca.tools.command;

import io.mucca.fs.Owner;
import io.mucca.tools.image.Owners;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads owners such as {@code 1000:1000}. */
final class OwnerConverter implements ITypeConverter<Owner> {
  @Override
  public Owner convert(String value) {
    try {
      return Owners.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
