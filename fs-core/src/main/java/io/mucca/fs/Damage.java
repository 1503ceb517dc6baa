package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.fs.DamagedBlock.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what a scrub finds: counts all of it, and keeps so much that memory stays bounded. */
final class Damage {
  /** Of superblocks and the space map, which are no blocks of their own. */
  private static final long NO_BLOCK = -1;

  private final List<Entry> entries = new ArrayList<>();
  private long count;
  private long contentBlockCount;

  /**
   * One damaged block.
   *
   * @param pointer to a node; null for anything else
   */
  record Entry(
      Kind kind, long address, @Nullable BlockPointer pointer, String what, String reason) {}

  /** Damage outside of blocks. */
  void add(Kind kind, String what, String reason) {
    add(new Entry(kind, NO_BLOCK, null, what, reason));
  }

  void addNode(BlockPointer pointer, String what, String reason) {
    add(new Entry(Kind.NODE, pointer.address(), pointer, what, reason));
  }

  void addContent(long block, String reason) {
    contentBlockCount++;
    add(new Entry(Kind.DATA, block, null, "content", reason));
  }

  private void add(Entry entry) {
    count++;
    if (entries.size() < ScrubReport.MAX_LISTED) {
      entries.add(entry);
    }
  }

  List<Entry> list() {
    return entries;
  }

  long count() {
    return count;
  }

  long contentBlockCount() {
    return contentBlockCount;
  }
}
