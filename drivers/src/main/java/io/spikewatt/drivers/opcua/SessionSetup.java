package io.spikewatt.drivers.opcua;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.signal.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * Queries to a server at the beginning of every session.
 *
 * @param cycle how often values are wanted
 * @param requestedNodes complete when the first session opens
 */
record SessionSetup(Connection.OpcUa connection, Duration cycle, RequestedNodes requestedNodes) {

  /**
   * @param lost called from any thread, with the reason, when the session is unusable
   */
  OpenSession open(OpcUaClient client, int generation, Consumer<String> lost)
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    Deadline deadline = Deadline.after(connection.timeout());
    ServerLimits limits = ServerLimits.of(client, deadline);
    Map<NodeAddress, NodeId> nodes = new LinkedHashMap<>();
    Map<NodeAddress, Fault> absent = new HashMap<>();
    resolve(client, limits, deadline, nodes, absent);
    Optional<LiveValues> subscription =
        switch (connection.mode()) {
          case READ -> Optional.empty();
          case SUBSCRIBE -> Optional.of(subscribe(client, limits, nodes, lost));
        };
    return new OpenSession(
        client,
        generation,
        limits,
        nodes,
        absent,
        types(client, limits, nodes, deadline),
        subscription);
  }

  private void resolve(
      OpcUaClient client,
      ServerLimits limits,
      Deadline deadline,
      Map<NodeAddress, NodeId> nodes,
      Map<NodeAddress, Fault> absent)
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    List<NodeAddress.Path> paths =
        requestedNodes.all().stream()
            .filter(NodeAddress.Path.class::isInstance)
            .map(NodeAddress.Path.class::cast)
            .toList();
    for (NodeAddress address : requestedNodes.all()) {
      if (address instanceof NodeAddress.Id known) {
        nodes.put(address, known.id());
      }
    }
    BrowsePaths.find(client, paths, limits.pathsPerCall(), deadline)
        .forEach(
            (path, found) -> {
              switch (found) {
                case BrowsePaths.Found.Node node -> nodes.put(path, node.id());
                case BrowsePaths.Found.Nothing nothing -> absent.put(path, nothing.fault());
              }
            });
  }

  /** A new session gets a new subscription; one of an older session is never taken over. */
  private LiveValues subscribe(
      OpcUaClient client,
      ServerLimits limits,
      Map<NodeAddress, NodeId> nodes,
      Consumer<String> lost)
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    Set<NodeId> dated =
        requestedNodes.dated().stream()
            .filter(nodes::containsKey)
            .map(nodes::get)
            .collect(Collectors.toSet());
    List<NodeId> all = nodes.values().stream().distinct().toList();
    return new SubscriptionSetup(client, limits, connection.timeout(), cycle)
        .subscribe(all, dated, lost);
  }

  private Map<NodeAddress, NodeType> types(
      OpcUaClient client, ServerLimits limits, Map<NodeAddress, NodeId> nodes, Deadline deadline)
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    List<NodeAddress> outputs =
        requestedNodes.outputs().stream().filter(nodes::containsKey).toList();
    List<NodeId> ids = outputs.stream().map(nodes::get).distinct().toList();
    Map<NodeId, DataValue> dataTypes =
        BulkRead.read(client, ids, AttributeId.DataType, limits.nodesPerRead(), deadline);
    Map<NodeAddress, NodeType> types = new HashMap<>();
    for (NodeAddress output : outputs) {
      NodeType.of(dataTypes.get(nodes.get(output))).ifPresent(type -> types.put(output, type));
    }
    return types;
  }
}
