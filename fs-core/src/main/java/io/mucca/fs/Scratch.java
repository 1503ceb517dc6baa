package io.mucca.fs;

import io.mucca.btree.Cursor;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/**
 * What one thread needs to work on trees, made once: operations then leave little garbage behind.
 */
final class Scratch {
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  final Cursor cursor = new Cursor();
  final ByteReader reader = new ByteReader();
  final ByteWriter writer = new ByteWriter(4096);
  final Timestamp now = new Timestamp();
  final LongArrayList highs = new LongArrayList();
  final LongArrayList lows = new LongArrayList();

  private Scratch() {}

  static Scratch get() {
    return SCRATCH.get();
  }
}
