package io.mucca.block;

/** Bitmaps in arrays of words, the lowest bit of a word first; ranges are half-open. */
final class Bits {
  private Bits() {}

  static boolean get(long[] words, int index) {
    return (words[index >>> 6] >>> index & 1) != 0;
  }

  static void set(long[] words, int index) {
    words[index >>> 6] |= 1L << index;
  }

  static void setRange(long[] words, int from, int to) {
    for (int word = from >>> 6; word << 6 < to; word++) {
      words[word] |= mask(word, from, to);
    }
  }

  static void clearRange(long[] words, int from, int to) {
    for (int word = from >>> 6; word << 6 < to; word++) {
      words[word] &= ~mask(word, from, to);
    }
  }

  static int countRange(long[] words, int from, int to) {
    int count = 0;
    for (int word = from >>> 6; word << 6 < to; word++) {
      count += Long.bitCount(words[word] & mask(word, from, to));
    }
    return count;
  }

  static int count(long[] words) {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  static void or(long[] target, long[] source) {
    for (int i = 0; i < target.length; i++) {
      target[i] |= source[i];
    }
  }

  static void andNot(long[] target, long[] source) {
    for (int i = 0; i < target.length; i++) {
      target[i] &= ~source[i];
    }
  }

  /** The bits of a word that lie in the range, which must touch the word. */
  private static long mask(int word, int from, int to) {
    int first = Math.max(from - (word << 6), 0);
    int end = Math.min(to - (word << 6), Long.SIZE);
    return -1L >>> (Long.SIZE - (end - first)) << first;
  }
}
