package io.mucca.block;

import it.unimi.dsi.fastutil.ints.Int2ObjectMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that would be available if no pinned checkpoint used them, and the pins. Not thread-safe:
 * {@link SpaceMap} guards it.
 */
final class HeldFrees {
  private final List<SpacePin> pins = new ArrayList<>();
  private final Int2ObjectOpenHashMap<long[]> held = new Int2ObjectOpenHashMap<>();

  void add(SpacePin pin) {
    pins.add(pin);
  }

  /** Ends a pin; false if that was done before. */
  boolean remove(SpacePin pin) {
    return pins.remove(pin);
  }

  /** Takes the blocks out of a region's bitmap that a pin keeps, and holds them. */
  void hold(int region, long[] bitmap) {
    long[] kept = new long[bitmap.length];
    for (SpacePin pin : pins) {
      long[] ofPin = bitmap.clone();
      pin.retainKept(region, ofPin);
      Bits.or(kept, ofPin);
    }
    if (Bits.count(kept) > 0) {
      Bits.andNot(bitmap, kept);
      Bits.or(held.computeIfAbsent(region, r -> new long[SpaceRegion.BITMAP_WORDS]), kept);
    }
  }

  /** Gives everything that is held to a visitor, which may hold it anew. */
  void drain(PendingFrees.Visitor visitor) {
    if (!held.isEmpty()) {
      Int2ObjectOpenHashMap<long[]> all = held.clone();
      held.clear();
      all.int2ObjectEntrySet().forEach(e -> visitor.visit(e.getIntKey(), e.getValue()));
    }
  }

  /** Breaks the pins that hold something. */
  void breakHolding(String reason) {
    for (SpacePin pin : List.copyOf(pins)) {
      if (holds(pin)) {
        pin.breakUp(reason);
        pins.remove(pin);
      }
    }
  }

  private boolean holds(SpacePin pin) {
    for (Int2ObjectMap.Entry<long[]> entry : held.int2ObjectEntrySet()) {
      long[] bitmap = entry.getValue().clone();
      pin.retainKept(entry.getIntKey(), bitmap);
      if (Bits.count(bitmap) > 0) {
        return true;
      }
    }
    return false;
  }

  void breakAll(String reason) {
    pins.forEach(pin -> pin.breakUp(reason));
    pins.clear();
  }
}
