package io.spikewatt.drivers.opcua;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Nodes that the devices of a link need from its server.
 *
 * @param all every node, in the order in which devices named them
 * @param outputs written nodes, whose type must be known
 * @param dated nodes whose source timestamp is used besides their value
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
