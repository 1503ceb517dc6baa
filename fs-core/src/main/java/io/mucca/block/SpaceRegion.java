package io.mucca.block;

import static io.mucca.block.Geometry.REGION_BLOCKS;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one region's blocks: their reference counts, and which free ones must not be
 * allocated. An untouched region takes no memory for them. Not thread-safe: {@link SpaceMap} guards
 * it.
 *
 * <p>A block is in exactly one state: in use (count above 0), reserved, pending or available.
 */
final class SpaceRegion {
  static final int COUNT_WORDS = REGION_BLOCKS / 32;
  static final int BITMAP_WORDS = REGION_BLOCKS / 64;

  /** The count that stands for "see the exact counts". */
  static final int EXCEPTION = 3;

  /** Four bits for each slot. */
  private static final int LAST_SLOT_SHIFT = 4 * (Geometry.SLOT_COUNT - 1);

  private static final long LOW_BITS = 0x5555_5555_5555_5555L;

  /** Of the version that was last given to a checkpoint; 0 if there is none. */
  long generation;

  int checksum;

  /** How many of the next checkpoints must write the region even if it does not change. */
  int rewrites;

  /**
   * The slots in the order in which coming versions take them, four bits each, the lowest first.
   * The last is that of the current version.
   */
  private int slots = 0x3210;

  private long @Nullable [] counts;
  private @Nullable Int2IntOpenHashMap exceptions;
  private long @Nullable [] reserved;
  private long @Nullable [] pending;
  private int freeBlocks = REGION_BLOCKS;

  /** The slot that is needed least; it becomes that of the current version. */
  int takeNextSlot() {
    int next = slots & 0xf;
    slots = (slots >>> 4) | (next << LAST_SLOT_SHIFT);
    return next;
  }

  /** The slot that will be taken after all others. */
  int lastSlot() {
    return slots >>> LAST_SLOT_SHIFT;
  }

  /** Lets a slot be taken after all others. */
  void takeLast(int slot) {
    int others = 0;
    for (int i = 0, shift = 0; i < Geometry.SLOT_COUNT; i++) {
      int each = (slots >>> (4 * i)) & 0xf;
      if (each != slot) {
        others |= each << shift;
        shift += 4;
      }
    }
    slots = others | (slot << LAST_SLOT_SHIFT);
  }

  int references(int index) {
    int count = smallCount(index);
    return count == EXCEPTION && exceptions != null ? exceptions.get(index) : count;
  }

  void setReferences(int index, int references) {
    int old = smallCount(index);
    int small = Math.min(references, EXCEPTION);
    setSmallCount(index, small);
    if (small == EXCEPTION) {
      if (exceptions == null) {
        exceptions = new Int2IntOpenHashMap();
      }
      exceptions.put(index, references);
    } else if (old == EXCEPTION && exceptions != null) {
      exceptions.remove(index);
    }
    freeBlocks += (small == 0 ? 1 : 0) - (old == 0 ? 1 : 0);
  }

  private int smallCount(int index) {
    return counts == null ? 0 : (int) (counts[index >>> 5] >>> (index << 1)) & 3;
  }

  private void setSmallCount(int index, int count) {
    if (counts == null) {
      counts = new long[COUNT_WORDS];
    }
    int word = index >>> 5;
    int shift = index << 1;
    counts[word] = (counts[word] & ~(3L << shift)) | ((long) count << shift);
  }

  /** Blocks with a count of 0, whether or not they can be allocated. */
  int freeBlocks() {
    return freeBlocks;
  }

  int exceptionCount() {
    return exceptions == null ? 0 : exceptions.size();
  }

  /** The 2-bit counts as they are on the device, or null if all are 0. */
  long @Nullable [] counts() {
    return counts;
  }

  /**
   * Takes over counts that were read from the device; the exact ones come by {@link
   * #setReferences}.
   */
  void setCounts(long[] words) {
    counts = words;
    freeBlocks = REGION_BLOCKS - Bits.count(inUse(words));
  }

  /** A bitmap of the blocks whose count is not 0. */
  long[] inUse() {
    return counts == null ? new long[BITMAP_WORDS] : inUse(counts);
  }

  /** Turns 2-bit counts into a bitmap of the blocks whose count is not 0. */
  static long[] inUse(long[] counts) {
    long[] bitmap = new long[BITMAP_WORDS];
    for (int word = 0; word < BITMAP_WORDS; word++) {
      bitmap[word] = inUse(counts, word);
    }
    return bitmap;
  }

  private static long inUse(long[] counts, int word) {
    long low = counts[2 * word];
    long high = counts[2 * word + 1];
    return Long.compress(low | low >>> 1, LOW_BITS)
        | Long.compress(high | high >>> 1, LOW_BITS) << 32;
  }

  /** How many blocks of a range have a count above 0. */
  int countInUse(int from, int to) {
    return counts == null ? 0 : Bits.countRange(inUse(counts), from, to);
  }

  /** 64 bits of the bitmap of available blocks. */
  long available(int word) {
    long taken = counts == null ? 0 : inUse(counts, word);
    if (reserved != null) {
      taken |= reserved[word];
    }
    if (pending != null) {
      taken |= pending[word];
    }
    return ~taken;
  }

  /** True if no block of the range is in use or reserved; they may be pending. */
  boolean isFree(int from, int to) {
    for (int index = from; index < to; index++) {
      if (smallCount(index) != 0) {
        return false;
      }
    }
    return reserved == null || Bits.countRange(reserved, from, to) == 0;
  }

  void reserve(int from, int to) {
    if (reserved == null) {
      reserved = new long[BITMAP_WORDS];
    }
    Bits.setRange(reserved, from, to);
  }

  /** Ends a reservation; false, and nothing done, if not all of the range is reserved. */
  boolean unreserve(int from, int to) {
    if (reserved == null || Bits.countRange(reserved, from, to) != to - from) {
      return false;
    }
    Bits.clearRange(reserved, from, to);
    return true;
  }

  void setPending(long[] bitmap) {
    if (pending == null) {
      pending = new long[BITMAP_WORDS];
    }
    Bits.or(pending, bitmap);
  }

  void setPending(int index) {
    if (pending == null) {
      pending = new long[BITMAP_WORDS];
    }
    Bits.set(pending, index);
  }

  void clearPending(long[] bitmap) {
    if (pending != null) {
      Bits.andNot(pending, bitmap);
    }
  }

  /** Takes blocks out of the pending ones and says how many of them were. */
  int clearPending(int from, int to) {
    if (pending == null) {
      return 0;
    }
    int count = Bits.countRange(pending, from, to);
    Bits.clearRange(pending, from, to);
    return count;
  }
}
