package io.mucca.device;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Bytes written, counted by root, category and cause at once. Every sum is taken over these finest
 * counts, so that the sums over roots, categories and causes are always the same, to the byte, also
 * while others write.
 *
 * <p>A root costs some 800 bytes from its first write on, until it is {@linkplain #fold folded}.
 * Thread-safe; counting takes no lock and makes no objects but a root's first.
 */
final class WriteLedger {
  private final ConcurrentHashMap<Long, Account> accounts = new ConcurrentHashMap<>();
  private final Account image = new Account();
  private final Account destroyed = new Account();

  /** The counts of one root. */
  private static final class Account {
    final AtomicLongArray cells = new AtomicLongArray(WrittenBytes.CELLS);

    /** No longer in the map: what is counted here late goes on to the destroyed ones. */
    volatile boolean folded;
  }

  /** Counts the bytes of one write, as far as the shares say what they are. */
  void add(WriteCategory category, WriteCause cause, long bytes, WriteShares shares) {
    long left = bytes;
    while (left > 0 && !shares.isEmpty()) {
      long root = shares.root();
      WriteCategory own = shares.category();
      long taken = shares.take(left);
      add(root, own, cause, taken);
      left -= taken;
    }
    add(WriteShares.IMAGE, category, cause, left);
  }

  /** Counts bytes of one kind. */
  void add(long root, WriteCategory category, WriteCause cause, long bytes) {
    if (bytes == 0) {
      return;
    }
    Account account = root == WriteShares.IMAGE ? image : account(root);
    int cell = WrittenBytes.cell(category, cause);
    account.cells.addAndGet(cell, bytes);
    if (account.folded) {
      destroyed.cells.addAndGet(cell, account.cells.getAndSet(cell, 0));
    }
  }

  private Account account(long root) {
    if (root == WrittenBytes.DESTROYED) {
      return destroyed;
    }
    Account account = accounts.get(root);
    return account != null ? account : accounts.computeIfAbsent(root, id -> new Account());
  }

  /** A root is gone: its counts join those of all that are. */
  synchronized void fold(long root) {
    Account account = accounts.remove(root);
    if (account != null) {
      account.folded = true;
      for (int cell = 0; cell < WrittenBytes.CELLS; cell++) {
        destroyed.cells.addAndGet(cell, account.cells.getAndSet(cell, 0));
      }
    }
  }

  /** The counts so far; writes under way may be in part of them. */
  synchronized WrittenBytes counts() {
    Map<Long, long[]> byRoot = new TreeMap<>();
    byRoot.put(WriteShares.IMAGE, copy(image));
    byRoot.put(WrittenBytes.DESTROYED, copy(destroyed));
    accounts.forEach((root, account) -> byRoot.put(root, copy(account)));
    return WrittenBytes.of(byRoot);
  }

  /** The roots of which anything was written, and that were not folded. */
  Set<Long> roots() {
    return accounts.keySet();
  }

  /** The counts so far of one root. */
  synchronized WrittenBytes countsOf(long root) {
    Account account = find(root);
    return account == null ? WrittenBytes.NONE : WrittenBytes.of(Map.of(root, copy(account)));
  }

  /** The sum over the counts of one root. */
  synchronized long totalOf(long root) {
    Account account = find(root);
    long total = 0;
    for (int cell = 0; account != null && cell < WrittenBytes.CELLS; cell++) {
      total += account.cells.get(cell);
    }
    return total;
  }

  private @Nullable Account find(long root) {
    if (root == WriteShares.IMAGE) {
      return image;
    }
    return root == WrittenBytes.DESTROYED ? destroyed : accounts.get(root);
  }

  private static long[] copy(Account account) {
    long[] copy = new long[WrittenBytes.CELLS];
    for (int cell = 0; cell < copy.length; cell++) {
      copy[cell] = account.cells.get(cell);
    }
    return copy;
  }
}
