package io.mucca.fs;

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
    return (core, root) ->
        core.treeLock.modify(
            () -> {
              root.tree.prepare(ItemKey.high(directory, ItemKey.ENTRY_HASH), hash);
              Directory.changeCookies(root.tree, directory, hash, change);
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
