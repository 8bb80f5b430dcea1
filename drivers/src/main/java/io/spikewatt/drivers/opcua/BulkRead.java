package io.spikewatt.drivers.opcua;

import io.spikewatt.drivers.timing.Deadline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/** One attribute of many nodes in as few Read services as the server allows. */
final class BulkRead {

  private BulkRead() {}

  /**
   * @param perCall most nodes that one Read may name
   * @return one entry for each node
   * @throws UaException if the server answers for fewer or more nodes than requested
   */
  static Map<NodeId, DataValue> read(
      OpcUaClient client, List<NodeId> nodes, AttributeId attribute, int perCall, Deadline deadline)
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    Map<NodeId, DataValue> values = new HashMap<>();
    for (int from = 0; from < nodes.size(); from += perCall) {
      List<NodeId> part = nodes.subList(from, Math.min(from + perCall, nodes.size()));
      List<ReadValueId> asked =
          part.stream().map(node -> new ReadValueId(node, attribute.uid(), null, null)).toList();
      DataValue[] answers =
          deadline.await(client.readAsync(0, TimestampsToReturn.Both, asked)).getResults();
      requireOneEach(part.size(), answers == null ? 0 : answers.length);
      for (int i = 0; i < part.size(); i++) {
        values.put(part.get(i), answers[i]);
      }
    }
    return values;
  }

  static void requireOneEach(int asked, int answered) throws UaException {
    if (asked != answered) {
      throw new UaException(
          StatusCodes.Bad_DecodingError, answered + " results for " + asked + " nodes");
    }
  }
}
