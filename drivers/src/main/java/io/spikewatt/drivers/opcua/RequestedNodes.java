package io.spikewatt.drivers.opcua;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the devices of a link want from its server.
 *
 * @param all every node, in the order in which devices named them
 * @param outputs those that are written, whose type has to be known
 * @param dated those whose source timestamp counts, and not only their value
 */
record RequestedNodes(Set<NodeAddress> all, Set<NodeAddress> outputs, Set<NodeAddress> dated) {

  /** Nothing yet. */
  RequestedNodes() {
    this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  void input(NodeAddress node, boolean isDated) {
    all.add(node);
    if (isDated) {
      dated.add(node);
    }
  }

  void output(NodeAddress node) {
    all.add(node);
    outputs.add(node);
  }
}
