package io.mucca.block;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Blocks that were freed but not yet made available, by the generation that freed them: the
 * checkpoint before that generation still uses them. Not thread-safe: {@link SpaceMap} guards it.
 */
final class PendingFrees {
  private final NavigableMap<Long, Int2ObjectOpenHashMap<long[]>> byGeneration = new TreeMap<>();

  /** What happens to the freed blocks of a region. */
  interface Visitor {
    void visit(int region, long[] bitmap);
  }

  /** The bitmap of a region's blocks that a generation freed, to be added to. */
  long[] bitmap(long generation, int region) {
    return byGeneration
        .computeIfAbsent(generation, g -> new Int2ObjectOpenHashMap<>())
        .computeIfAbsent(region, r -> new long[SpaceRegion.BITMAP_WORDS]);
  }

  /** Forgets blocks of a region, whichever generation freed them. */
  void remove(int region, int from, int to) {
    for (Int2ObjectOpenHashMap<long[]> regions : byGeneration.values()) {
      long[] bitmap = regions.get(region);
      if (bitmap != null) {
        Bits.clearRange(bitmap, from, to);
      }
    }
  }

  /** Takes out everything that was freed up to a generation. */
  void drain(long lastGeneration, Visitor visitor) {
    Map<Long, Int2ObjectOpenHashMap<long[]>> due = byGeneration.headMap(lastGeneration, true);
    for (Int2ObjectOpenHashMap<long[]> regions : due.values()) {
      regions.int2ObjectEntrySet().forEach(e -> visitor.visit(e.getIntKey(), e.getValue()));
    }
    due.clear();
  }
}
