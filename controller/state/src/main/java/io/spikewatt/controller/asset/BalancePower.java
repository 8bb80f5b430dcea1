package io.spikewatt.controller.asset;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import java.util.Map;
import java.util.Optional;

/**
 * A device's power in the site's balance.
 *
 * @param term where it counts
 * @param signal of its measurement
 * @param invertible whether it flows both ways, so that a wrong sign is possible
 * @param restsWhenOff whether it counts as 0 while it is off: policy, not reading
 */
public record BalancePower(
    BalanceTerm term, Signal signal, boolean invertible, boolean restsWhenOff) {

  /** The power that counts, W. */
  public Estimate watts(PlantSnapshot snapshot) {
    return offNote(snapshot).isPresent()
        ? new Estimate.Known(0, Estimate.How.DERIVED, snapshot.at())
        : Estimate.of(snapshot, signal.deviceId(), signal.quantity());
  }

  /** One sentence if the device is off and counts as 0. */
  public Optional<Phrase> offNote(PlantSnapshot snapshot) {
    return restsWhenOff
            && snapshot.get(signal) instanceof Sample.Missing missing
            && missing.reason().kind() == Fault.Kind.OFF
        ? Optional.of(
            new Phrase(
                "note.off",
                Map.of("device", signal.deviceId(), "cause", ": " + missing.reason().detail())))
        : Optional.empty();
  }
}
