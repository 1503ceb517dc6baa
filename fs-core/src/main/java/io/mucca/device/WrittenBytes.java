package io.mucca.device;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Bytes handed to a device, by root, category and cause. Immutable.
 *
 * <p>Every sum is taken over the same finest counts: those over all roots, all categories and all
 * causes are equal, and are the bytes that the device was given.
 */
public final class WrittenBytes {
  /** In place of the identity of a root: all roots that are gone, together. */
  public static final long DESTROYED = -1;

  public static final WrittenBytes NONE = new WrittenBytes(new TreeMap<>());

  private static final WriteCategory[] CATEGORIES = WriteCategory.values();
  private static final WriteCause[] CAUSES = WriteCause.values();
  static final int CELLS = CATEGORIES.length * CAUSES.length;

  /** Roots of which nothing was written are not here. */
  private final SortedMap<Long, long[]> byRoot;

  private WrittenBytes(SortedMap<Long, long[]> byRoot) {
    this.byRoot = byRoot;
  }

  static int cell(WriteCategory category, WriteCause cause) {
    return category.ordinal() * CAUSES.length + cause.ordinal();
  }

  /** Takes the arrays over. */
  static WrittenBytes of(Map<Long, long[]> cells) {
    SortedMap<Long, long[]> counts = new TreeMap<>(cells);
    counts.values().removeIf(array -> Arrays.stream(array).allMatch(value -> value == 0));
    return new WrittenBytes(counts);
  }

  /** Puts counts together. */
  public static final class Builder {
    private final SortedMap<Long, long[]> byRoot = new TreeMap<>();

    /** So many bytes more of one kind. */
    public Builder add(long root, WriteCategory category, WriteCause cause, long byteCount) {
      byRoot.computeIfAbsent(root, id -> new long[CELLS])[cell(category, cause)] += byteCount;
      return this;
    }

    public WrittenBytes build() {
      SortedMap<Long, long[]> copy = new TreeMap<>();
      byRoot.forEach((root, cells) -> copy.put(root, cells.clone()));
      return of(copy);
    }
  }

  /** Takes one count after the other. */
  @FunctionalInterface
  public interface Visitor {
    void visit(WriteCategory category, WriteCause cause, long byteCount);
  }

  /** Visits the counts of a root that are not 0, by category and then by cause. */
  public void forEach(long root, Visitor visitor) {
    visit(byRoot.getOrDefault(root, new long[0]), visitor);
  }

  private static void visit(long[] cells, Visitor visitor) {
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] != 0) {
        visitor.visit(CATEGORIES[i / CAUSES.length], CAUSES[i % CAUSES.length], cells[i]);
      }
    }
  }

  /** Visits the counts of all roots together that are not 0, by category and then by cause. */
  public void forEach(Visitor visitor) {
    long[] sums = new long[CELLS];
    for (long[] cells : byRoot.values()) {
      for (int i = 0; i < CELLS; i++) {
        sums[i] += cells[i];
      }
    }
    visit(sums, visitor);
  }

  /** Those of one root. */
  public WrittenBytes only(long root) {
    long[] cells = byRoot.get(root);
    return cells == null ? NONE : new WrittenBytes(new TreeMap<>(Map.of(root, cells)));
  }

  /** These, with a root that is gone counted among all that are. */
  public WrittenBytes folded(long root) {
    if (!byRoot.containsKey(root)) {
      return this;
    }
    SortedMap<Long, long[]> result = new TreeMap<>();
    byRoot.forEach((id, cells) -> add(result, id == root ? DESTROYED : id, cells, 1));
    return of(result);
  }

  /** All bytes. */
  public long total() {
    return sum(null, null, null);
  }

  public long of(WriteCategory category) {
    return sum(null, category, null);
  }

  public long of(WriteCause cause) {
    return sum(null, null, cause);
  }

  public long of(WriteCategory category, WriteCause cause) {
    return sum(null, category, cause);
  }

  /**
   * All bytes of a root.
   *
   * @param root the identity of one, {@link WriteShares#IMAGE} or {@link #DESTROYED}
   */
  public long ofRoot(long root) {
    return sum(root, null, null);
  }

  public long ofRoot(long root, WriteCategory category) {
    return sum(root, category, null);
  }

  public long ofRoot(long root, WriteCategory category, WriteCause cause) {
    return sum(root, category, cause);
  }

  /** The roots of which anything was written, in ascending order, with the two that are none. */
  public Set<Long> roots() {
    return Collections.unmodifiableSet(byRoot.keySet());
  }

  private long sum(
      @Nullable Long root, @Nullable WriteCategory category, @Nullable WriteCause cause) {
    if (root != null) {
      long[] cells = byRoot.get(root);
      return cells == null ? 0 : sumOfCells(cells, category, cause);
    }
    long sum = 0;
    for (long[] cells : byRoot.values()) {
      sum += sumOfCells(cells, category, cause);
    }
    return sum;
  }

  private static long sumOfCells(
      long[] cells, @Nullable WriteCategory category, @Nullable WriteCause cause) {
    long sum = 0;
    for (int i = 0; i < cells.length; i++) {
      boolean isMeant =
          (category == null || category.ordinal() == i / CAUSES.length)
              && (cause == null || cause.ordinal() == i % CAUSES.length);
      sum += isMeant ? cells[i] : 0;
    }
    return sum;
  }

  /** These and others together. */
  public WrittenBytes plus(WrittenBytes others) {
    return combined(others, 1);
  }

  /**
   * What was written between an earlier moment and this one. What had been written of roots that
   * are gone since is taken from what they all have in common.
   */
  public WrittenBytes since(WrittenBytes earlier) {
    return combined(earlier.withGoneSince(this), -1);
  }

  private WrittenBytes withGoneSince(WrittenBytes later) {
    SortedMap<Long, long[]> result = new TreeMap<>();
    byRoot.forEach(
        (root, cells) -> {
          boolean isGone = root > WriteShares.IMAGE && !later.byRoot.containsKey(root);
          add(result, isGone ? DESTROYED : root, cells, 1);
        });
    return new WrittenBytes(result);
  }

  private WrittenBytes combined(WrittenBytes others, int sign) {
    SortedMap<Long, long[]> result = new TreeMap<>();
    byRoot.forEach((root, cells) -> add(result, root, cells, 1));
    others.byRoot.forEach((root, cells) -> add(result, root, cells, sign));
    return of(result);
  }

  private static void add(Map<Long, long[]> target, long root, long[] cells, int sign) {
    long[] sums = target.computeIfAbsent(root, id -> new long[CELLS]);
    for (int i = 0; i < CELLS; i++) {
      sums[i] += sign * cells[i];
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WrittenBytes that
        && byRoot.keySet().equals(that.byRoot.keySet())
        && byRoot.entrySet().stream()
            .allMatch(entry -> Arrays.equals(entry.getValue(), that.byRoot.get(entry.getKey())));
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<Long, long[]> entry : byRoot.entrySet()) {
      hash += entry.getKey().hashCode() * 31 + Arrays.hashCode(entry.getValue());
    }
    return hash;
  }

  /** The kinds that are there, for a person who looks for a difference. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("WrittenBytes[");
    byRoot.forEach(
        (root, cells) -> {
          for (int i = 0; i < CELLS; i++) {
            if (cells[i] != 0) {
              text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ")
                  .append("root ")
                  .append(root)
                  .append(' ')
                  .append(CATEGORIES[i / CAUSES.length])
                  .append('/')
                  .append(CAUSES[i % CAUSES.length])
                  .append(' ')
                  .append(cells[i]);
            }
          }
        });
    return text.append(']').toString();
  }
}
