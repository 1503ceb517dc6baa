package io.mucca.fs;

import io.mucca.btree.Cursor;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.function.Consumer;

/** The fixes of {@link ImageRepair} that change trees. */
final class TreeFixes {
  private TreeFixes() {}

  /** Changes attributes of an inode. */
  static TreeFix inode(long number, Consumer<Inode> change) {
    return (core, root) ->
        core.treeLock.modify(
            () -> {
              Inodes.prepare(root.tree, number);
              Inode inode = Inodes.get(root.tree, number);
              change.accept(inode);
              Inodes.put(root.tree, inode);
              core.markChanged(root);
            });
  }

  /** Changes what the item of a root says. */
  static TreeFix root(Consumer<Root> change) {
    return (core, root) ->
        core.treeLock.modify(
            () -> {
              change.accept(root);
              core.markChanged(root);
            });
  }

  /** Lists an inode without names as an orphan, so that the next mount frees it. */
  static TreeFix addOrphan(long number) {
    return (core, root) ->
        core.treeLock.modify(
            () -> {
              Inode inode = new Inode();
              root.tree.prepare(ItemKey.ORPHANS, number);
              if (Inodes.find(root.tree, number, inode) && inode.linkCount == 0) {
                root.tree.put(ItemKey.ORPHANS, number, new byte[0]);
                core.markChanged(root);
              }
            });
  }

  static TreeFix removeOrphan(long number) {
    return (core, root) ->
        core.treeLock.modify(
            () -> {
              root.tree.prepare(ItemKey.ORPHANS, number);
              root.tree.remove(ItemKey.ORPHANS, number);
              core.markChanged(root);
            });
  }

  /** Lets an entry be found by its name's hash. */
  static TreeFix addHash(long directory, long hash, long cookie) {
    return hashItem(directory, hash, cookies -> cookies.add(cookie));
  }

  /** Removes a cookie from where a name's hash leads. */
  static TreeFix removeHash(long directory, long hash, long cookie) {
    return hashItem(directory, hash, cookies -> cookies.rem(cookie));
  }

  private static TreeFix hashItem(long directory, long hash, Consumer<LongArrayList> change) {
    long high = ItemKey.high(directory, ItemKey.ENTRY_HASH);
    return (core, root) ->
        core.treeLock.modify(
            () -> {
              root.tree.prepare(high, hash);
              Cursor cursor = new Cursor();
              LongArrayList cookies = new LongArrayList();
              if (root.tree.seek(cursor, high, hash)) {
                byte[] value = cursor.copyValue();
                ByteReader reader = new ByteReader().of(value, 0, value.length);
                while (reader.remaining() > 0) {
                  cookies.add(reader.getVarint());
                }
              }
              change.accept(cookies);
              if (cookies.isEmpty()) {
                root.tree.remove(high, hash);
              } else {
                ByteWriter writer = new ByteWriter(16);
                cookies.forEach(writer::putVarint);
                root.tree.put(high, hash, writer.toByteArray());
              }
              core.markChanged(root);
            });
  }

  /** Removes all items of an inode that does not exist. */
  static TreeFix removeItems(long number) {
    return (core, root) -> {
      boolean done = false;
      while (!done) {
        done = core.treeLock.update(() -> Cleaner.removeSome(core, root, number));
      }
    };
  }
}
