package io.mucca.btree;

import java.util.ArrayList;
import java.util.List;

/**
 * Nodes that one operation has loaded and needs to stay in memory until it is over. Not
 * thread-safe.
 */
public final class PinnedNodes {
  final List<Node> nodes = new ArrayList<>();
}
