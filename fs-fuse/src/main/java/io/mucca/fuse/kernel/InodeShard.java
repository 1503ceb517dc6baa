package io.mucca.fuse.kernel;

import java.util.Arrays;

/**
 * A hash map from inode number to a count of lookups and a word of state: open addressing with
 * linear probing, no objects. Used under its own monitor only.
 */
final class InodeShard {
  static final int ABSENT = -1;

  private static final int FIRST_CAPACITY = 16;

  /** No inode has this number. */
  private static final long EMPTY = 0;

  private long[] inodes = new long[FIRST_CAPACITY];
  private long[] lookups = new long[FIRST_CAPACITY];
  private int[] states = new int[FIRST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** The slot of an inode, or {@link #ABSENT}; good until the next call of add or remove. */
  int find(long inode) {
    int slot = home(inode);
    while (inodes[slot] != EMPTY) {
      if (inodes[slot] == inode) {
        return slot;
      }
      slot = next(slot);
    }
    return ABSENT;
  }

  int findOrAdd(long inode) {
    int slot = find(inode);
    return slot == ABSENT ? add(inode) : slot;
  }

  private int add(long inode) {
    if (size >= inodes.length / 4 * 3) {
      resize(inodes.length * 2);
    }
    size++;
    return put(inode, 0, 0);
  }

  private int put(long inode, long lookupCount, int state) {
    int slot = home(inode);
    while (inodes[slot] != EMPTY) {
      slot = next(slot);
    }
    inodes[slot] = inode;
    lookups[slot] = lookupCount;
    states[slot] = state;
    return slot;
  }

  /** Closes the gap, so that no search ends early, and gives memory back. */
  void remove(int slot) {
    size--;
    int gap = slot;
    for (int i = next(slot); inodes[i] != EMPTY; i = next(i)) {
      // What lies behind the gap may move into it unless its home is between the two.
      boolean reachable = ((i - home(inodes[i])) & mask()) >= ((i - gap) & mask());
      if (reachable) {
        inodes[gap] = inodes[i];
        lookups[gap] = lookups[i];
        states[gap] = states[i];
        gap = i;
      }
    }
    inodes[gap] = EMPTY;
    if (inodes.length > FIRST_CAPACITY && size < inodes.length / 8) {
      resize(inodes.length / 2);
    }
  }

  private void resize(int capacity) {
    long[] oldInodes = inodes;
    long[] oldLookups = lookups;
    int[] oldStates = states;
    inodes = new long[capacity];
    lookups = new long[capacity];
    states = new int[capacity];
    for (int i = 0; i < oldInodes.length; i++) {
      if (oldInodes[i] != EMPTY) {
        put(oldInodes[i], oldLookups[i], oldStates[i]);
      }
    }
  }

  long inode(int slot) {
    return inodes[slot];
  }

  long lookups(int slot) {
    return lookups[slot];
  }

  void setLookups(int slot, long count) {
    lookups[slot] = count;
  }

  int state(int slot) {
    return states[slot];
  }

  void setState(int slot, int state) {
    states[slot] = state;
  }

  /** All inodes, in no order. */
  long[] all() {
    return Arrays.stream(inodes).filter(inode -> inode != EMPTY).toArray();
  }

  private int mask() {
    return inodes.length - 1;
  }

  private int next(int slot) {
    return (slot + 1) & mask();
  }

  private int home(long inode) {
    return (int) (KnownInodes.hash(inode) >>> 32) & mask();
  }
}
