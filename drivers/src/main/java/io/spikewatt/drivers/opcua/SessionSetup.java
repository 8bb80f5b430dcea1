package io.spikewatt.drivers.opcua;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
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
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePath;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathResult;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathTarget;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;

/** Queries at the beginning of every session. */
record SessionSetup(Connection.OpcUa connection, Duration cycle, RequestedNodes requestedNodes) {

  /** {@code lost} is called from any thread, with the reason, when the session is unusable. */
  OpenSession open(OpcUaClient client, int generation, Consumer<String> lost)
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    Deadline deadline = Deadline.after(connection.timeout());
    ServerLimits limits = ServerLimits.of(client, deadline);
    Map<NodeAddress, NodeId> nodes = new LinkedHashMap<>();
    Map<NodeAddress, Fault> absent = new HashMap<>();
    List<NodeAddress.Path> paths = new ArrayList<>();
    for (NodeAddress address : requestedNodes.all()) {
      switch (address) {
        case NodeAddress.Id known -> nodes.put(address, known.id());
        case NodeAddress.Path path -> paths.add(path);
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

  /** Finds the nodes of browse paths, with TranslateBrowsePathsToNodeIds. */
  private static final class BrowsePaths {

    private static final long WHOLE_PATH = 0xFFFF_FFFFL;

    private BrowsePaths() {}

    /** Result of a path. */
    sealed interface Found {
      record Node(NodeId id) implements Found {}

      /** The path has no node, or more than one, in this server. */
      record Nothing(Fault fault) implements Found {}
    }

    static Map<NodeAddress, Found> find(
        OpcUaClient client, List<NodeAddress.Path> paths, int perCall, Deadline deadline)
        throws UaException, ExecutionException, TimeoutException, InterruptedException {
      Map<NodeAddress, Found> found = new LinkedHashMap<>();
      for (int from = 0; from < paths.size(); from += perCall) {
        List<NodeAddress.Path> part = paths.subList(from, Math.min(from + perCall, paths.size()));
        BrowsePathResult[] results =
            deadline
                .await(
                    client.translateBrowsePathsAsync(part.stream().map(BrowsePaths::ask).toList()))
                .getResults();
        BulkRead.requireOneEach(part.size(), results == null ? 0 : results.length);
        for (int i = 0; i < part.size(); i++) {
          found.put(part.get(i), found(part.get(i), results[i], client.getNamespaceTable()));
        }
      }
      return found;
    }

    private static BrowsePath ask(NodeAddress.Path path) {
      RelativePathElement[] steps =
          path.names().stream()
              .map(
                  name ->
                      new RelativePathElement(
                          NodeIds.HierarchicalReferences, false /* not inverse */, true, name))
              .toArray(RelativePathElement[]::new);
      return new BrowsePath(NodeIds.RootFolder, new RelativePath(steps));
    }

    private static Found found(
        NodeAddress.Path path, BrowsePathResult result, NamespaceTable namespaces) {
      if (!result.getStatusCode().isGood()) {
        return nothing(path, NodeValues.name(result.getStatusCode()));
      }
      BrowsePathTarget[] targets = result.getTargets();
      // A target in another server has an index instead; its value is not available here.
      List<NodeId> nodes =
          Stream.of(targets == null ? new BrowsePathTarget[0] : targets)
              .filter(target -> target.getRemainingPathIndex().longValue() == WHOLE_PATH)
              .filter(target -> target.getTargetId().isLocal())
              .map(target -> target.getTargetId().toNodeId(namespaces))
              .flatMap(Optional::stream)
              .distinct()
              .toList();
      return nodes.size() == 1
          ? new Found.Node(nodes.getFirst())
          : nothing(path, nodes.size() + " nodes");
    }

    private static Found nothing(NodeAddress.Path path, String why) {
      return new Found.Nothing(Fault.of(Kind.NOT_IMPLEMENTED, path.text() + ": " + why));
    }
  }
}
