package io.spikewatt.controller.sparkplug;

import java.util.List;
import java.util.OptionalLong;

/**
 * Payload of one message.
 *
 * @param timestamp when it was sent, ms since 1970
 * @param seq 0..255; empty in deaths of a node and in commands
 */
record SparkplugPayload(OptionalLong timestamp, List<PayloadMetric> metrics, OptionalLong seq) {

  SparkplugPayload {
    metrics = List.copyOf(metrics);
  }
}
