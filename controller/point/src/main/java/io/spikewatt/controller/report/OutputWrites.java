package io.spikewatt.controller.report;

import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteTally;
import java.util.List;

/**
 * Writes to the outputs.
 *
 * @param receipts newest receipt of each output: result of earlier cycles' setpoints
 * @param tallies number of writes of each output, and the writes left for its memory
 */
public record OutputWrites(List<WriteReceipt> receipts, List<WriteTally> tallies) {

  public static final OutputWrites NONE = new OutputWrites(List.of(), List.of());

  public OutputWrites {
    receipts = List.copyOf(receipts);
    tallies = List.copyOf(tallies);
  }
}
