package io.mucca.fs;

import it.unimi.dsi.fastutil.HashCommon;

/** Hashes names to 64 bits, seeded by the volume so that nobody can prepare names that collide. */
final class NameHash {
  private final long seed;

  NameHash(long seed) {
    this.seed = seed;
  }

  long of(byte[] name) {
    long hash = seed ^ name.length;
    int at = 0;
    for (; at + Long.BYTES <= name.length; at += Long.BYTES) {
      hash = HashCommon.murmurHash3(hash ^ word(name, at, Long.BYTES)) + seed;
    }
    return HashCommon.murmurHash3(hash ^ word(name, at, name.length - at));
  }

  private static long word(byte[] bytes, int from, int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word |= (bytes[from + i] & 0xffL) << (8 * i);
    }
    return word;
  }
}
