package io.mucca.fs.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names of entries and attributes by number: short and long, text and not. */
final class Names {
  private static final int COUNT = 400;
  private static final int MAX_LENGTH = 255;

  private Names() {}

  static byte[] of(int choice) {
    int number = choice % COUNT;
    String text = "n" + number;
    return switch (number % 20) {
      case 5 -> padded(text, MAX_LENGTH, (byte) 'x');
      case 9 -> padded(text, 60, (byte) ' ');
      case 13 -> padded(text, text.length() + 2, (byte) 0xff);
      case 17 -> padded(text, text.length() + 1, (byte) '\n');
      default -> text.getBytes(StandardCharsets.US_ASCII);
    };
  }

  private static byte[] padded(String text, int length, byte padding) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] name = Arrays.copyOf(bytes, length);
    Arrays.fill(name, bytes.length, length, padding);
    return name;
  }
}
