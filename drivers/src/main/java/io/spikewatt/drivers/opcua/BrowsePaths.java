package io.spikewatt.drivers.opcua;

import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePath;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathResult;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathTarget;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;

/** Finds the nodes that browse paths lead to, with TranslateBrowsePathsToNodeIds. */
final class BrowsePaths {

  private static final long WHOLE_PATH = 0xFFFF_FFFFL;

  private BrowsePaths() {}

  /** Result of a path. */
  sealed interface Found {
    record Node(NodeId id) implements Found {}

    /** The path leads nowhere, or to more than one node, in this server. */
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
              .await(client.translateBrowsePathsAsync(part.stream().map(BrowsePaths::ask).toList()))
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
