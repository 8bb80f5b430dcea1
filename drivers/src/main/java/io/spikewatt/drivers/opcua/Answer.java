package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.signal.Fault;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/** What one bulk read brought. */
sealed interface Answer {

  /**
   * @param generation number of the session that answered; a new one means that the server may have
   *     forgotten what was written
   */
  record Values(Map<NodeId, DataValue> values, int generation) implements Answer {}

  record Failed(Fault fault) implements Answer {}
}
