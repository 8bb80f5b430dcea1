package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.signal.Fault;
import java.time.Duration;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.jspecify.annotations.Nullable;

/** The server's answer for all nodes in one cycle. */
sealed interface BulkAnswer {

  /** Values of a session, and the time since the server's answer. */
  record Values(Map<NodeId, DataValue> values, OpenSession session, Duration age)
      implements BulkAnswer {

    /** Null if the address has no node, or the server omitted it. */
    @Nullable DataValue value(NodeAddress address) {
      NodeId node = session.nodes().get(address);
      return node == null ? null : values.get(node);
    }

    /** Why the address has no node; null if it has one. */
    @Nullable Fault absent(NodeAddress address) {
      return session.absent().get(address);
    }
  }

  record Failed(Fault fault) implements BulkAnswer {}
}
