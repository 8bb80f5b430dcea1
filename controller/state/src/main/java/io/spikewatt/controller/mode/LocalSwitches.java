package io.spikewatt.controller.mode;

import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * Switches at the site that request a mode. An unreadable switch counts as closed if it requests a
 * hold, the cautious answer, and as open otherwise. Of several closed ones a hold comes first, then
 * the configuration's order.
 */
public final class LocalSwitches {

  private final SequencedMap<String, RequestedMode> switches;

  /**
   * @param switches mode that each switch requests, by device id, in the configuration's order
   */
  public LocalSwitches(SequencedMap<String, RequestedMode> switches) {
    this.switches = switches;
  }

  /** The mode that a person at the site requests; empty if none. */
  public Optional<RequestedMode> requestedMode(PlantSnapshot snapshot) {
    Optional<RequestedMode> first = Optional.empty();
    for (Map.Entry<String, RequestedMode> one : switches.entrySet()) {
      OptionalDouble read = snapshot.value(one.getKey(), Quantity.CONTACT);
      boolean hold = one.getValue() == RequestedMode.HOLD;
      if (read.isPresent() ? read.getAsDouble() >= 0.5 : hold) {
        if (hold) {
          return Optional.of(RequestedMode.HOLD);
        }
        first = first.or(() -> Optional.of(one.getValue()));
      }
    }
    return first;
  }
}
