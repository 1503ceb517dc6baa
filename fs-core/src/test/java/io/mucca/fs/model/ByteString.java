package io.mucca.fs.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable string of bytes that compares by content: a name or the name of an extended
 * attribute.
 */
final class ByteString implements Comparable<ByteString> {
  private final byte[] bytes;

  ByteString(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public int compareTo(ByteString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.length() <= 24 ? text : text.substring(0, 16) + "…(" + text.length() + " bytes)";
  }
}
