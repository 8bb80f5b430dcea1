package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.signal.Fault;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * A session and the server properties discovered in it. Every session discovers them anew, because
 * another server, or another program in the same PLC, may answer at the same address.
 *
 * @param generation number of the session, from 1
 * @param nodes the node at each address that has one, in the order in which they are read
 * @param absent why the others have none
 * @param types types of the outputs, where the server names one
 * @param subscription source of the values; empty = they are read
 */
record OpenSession(
    OpcUaClient client,
    int generation,
    ServerLimits limits,
    Map<NodeAddress, NodeId> nodes,
    Map<NodeAddress, Fault> absent,
    Map<NodeAddress, NodeType> types,
    Optional<LiveValues> subscription) {

  OpenSession {
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    absent = Map.copyOf(absent);
    types = Map.copyOf(types);
  }

  List<NodeId> distinctNodes() {
    return nodes.values().stream().distinct().toList();
  }
}
