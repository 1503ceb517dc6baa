package io.mucca.fs.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Walks a whole root on both sides and compares everything that it meets. */
final class TreeComparison {
  private final RootPair pair;
  private final boolean comparesContent;
  private final Set<Node> visited = new HashSet<>();
  private final Deque<Node> directories = new ArrayDeque<>();

  private TreeComparison(RootPair pair, boolean comparesContent) {
    this.pair = pair;
    this.comparesContent = comparesContent;
  }

  /** Compares names, attributes, links, extended attributes and content. */
  static void compare(RootPair pair) {
    new TreeComparison(pair, true).run();
  }

  /** Compares names and attributes, so that the inodes of both sides become known as pairs. */
  static void compareNames(RootPair pair) {
    new TreeComparison(pair, false).run();
  }

  private void run() {
    visit(pair.root());
    pair.opened.forEach(this::visit);
    while (!directories.isEmpty()) {
      walk(directories.remove());
    }
    if (visited.size() != pair.inodeCount()) {
      throw new AssertionError(visited.size() + " inodes found of " + pair.inodeCount());
    }
  }

  private void walk(Node directory) {
    List<DirectoryComparison.Listed> entries =
        DirectoryComparison.read(pair, directory, 0, 0, Integer.MAX_VALUE);
    for (DirectoryComparison.Listed entry : entries) {
      byte[] name = entry.name().toByteArray();
      Node found = pair.attributes((fs, inode, out) -> fs.lookup(inode.of(directory), name, out));
      if (found == null || found.model() != entry.inode()) {
        throw new AssertionError("lookup of " + entry + " in " + directory + " found " + found);
      }
      visit(found);
      if (pair.inode(found).isDirectory()) {
        compareParent(found, directory);
      }
    }
  }

  private void compareParent(Node child, Node directory) {
    Outcome<Long> parent = pair.onReal((fs, inode) -> fs.parentOf(inode.of(child)));
    if (parent.value() == null || parent.value() != directory.real()) {
      throw new AssertionError("parent of " + child + ": model " + directory + ", real " + parent);
    }
  }

  private void visit(Node node) {
    if (!visited.add(node)) {
      return;
    }
    pair.compareAttributes(node);
    if (pair.inode(node).isDirectory()) {
      directories.add(node);
    }
    if (comparesContent) {
      compareXattrs(node);
      compareContent(node);
    }
  }

  private void compareXattrs(Node node) {
    List<ByteString> names = xattrNames(pair, node);
    for (ByteString name : names) {
      pair.value((fs, inode) -> fs.getXattr(inode.of(node), name.toByteArray()));
    }
  }

  /** The names of an inode's extended attributes, which have no order. */
  static List<ByteString> xattrNames(RootPair pair, Node node) {
    List<ByteString> names =
        pair.value(
            (fs, inode) ->
                fs.listXattrs(inode.of(node)).stream().map(ByteString::new).sorted().toList());
    return names == null ? List.of() : names;
  }

  private void compareContent(Node node) {
    switch (pair.inode(node).content) {
      case SparseContent file -> ContentComparison.compareAll(pair, node);
      case SymlinkContent link -> pair.value((fs, inode) -> fs.readSymlink(inode.of(node)));
      case DirectoryContent directory -> {}
      case SpecialContent special -> {}
    }
  }
}
