package io.mucca.btree;

/** A key of a tree, in the order of trees. */
record Key(long high, long low) implements Comparable<Key> {
  @Override
  public int compareTo(Key other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
