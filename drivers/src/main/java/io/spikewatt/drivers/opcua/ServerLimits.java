package io.spikewatt.drivers.opcua;

import io.spikewatt.drivers.timing.Deadline;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a server for one request; each at least 1.
 *
 * @param nodesPerRead of a Read
 * @param itemsPerCall of a CreateMonitoredItems
 * @param pathsPerCall of a TranslateBrowsePathsToNodeIds
 */
record ServerLimits(int nodesPerRead, int itemsPerCall, int pathsPerCall) {

  /** For servers without a stated limit; the standard's smallest profiles support it. */
  private static final int UNSAID = 100;

  /** For servers that report no limit: their messages still have one. */
  private static final int LARGEST = 1_000;

  private static final NodeId READ =
      NodeIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerRead;
  private static final NodeId ITEMS =
      NodeIds.Server_ServerCapabilities_OperationLimits_MaxMonitoredItemsPerCall;
  private static final NodeId PATHS =
      NodeIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerTranslateBrowsePathsToNodeIds;

  static ServerLimits of(OpcUaClient client, Deadline deadline)
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    Map<NodeId, DataValue> said =
        BulkRead.read(client, List.of(READ, ITEMS, PATHS), AttributeId.Value, 1_000, deadline);
    return new ServerLimits(limit(said.get(READ)), limit(said.get(ITEMS)), limit(said.get(PATHS)));
  }

  static int limit(@Nullable DataValue value) {
    if (value == null || value.value() == null) {
      return UNSAID;
    }
    return value.value().value() instanceof UInteger limit
        ? limit.longValue() == 0 ? LARGEST : (int) Math.min(LARGEST, limit.longValue())
        : UNSAID;
  }
}
