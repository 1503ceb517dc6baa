package io.mucca.btree;

/** Is told what changes among the items of a tree, under the lock that the change is made under. */
public interface ItemListener {
  /** An item was added, or its value replaced. */
  void put(long keyHigh, long keyLow, byte[] value, int offset, int length);

  /** An item was removed. */
  void removed(long keyHigh, long keyLow);
}
