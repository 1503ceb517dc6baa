package io.mucca.tools.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "64K, 65536",
    "10g, 10737418240",
    "512MiB, 536870912",
    "1TB, 1099511627776"
  })
  void suffixesArePowersOf1024(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "-1", "1.5G", "10X", "10 G", "1Ki", "9999999999999999999"})
  void whatIsNoSizeIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
  }

  @Test
  void sizeBeyondLongIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ByteSize.parse("8388608T"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1048575, 1.0 MiB",
    "10737418240, 10.0 GiB",
    "9223372036854775807, 8388608.0 TiB"
  })
  void sizesAreRoundedForPeople(long bytes, String text) {
    assertEquals(text, ByteSize.format(bytes));
  }
}
