package io.spikewatt.controller.mode;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Switches at the site that request a mode. An unreadable switch counts as closed if it requests a
 * hold, the cautious answer, and as open otherwise. Of several closed ones a hold comes first, then
 * the configuration's order.
 */
public final class LocalSwitches {

  private final Map<String, RequestedMode> switches = new LinkedHashMap<>();

  public LocalSwitches(Site site) {
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.ModeSwitch role) {
        switches.put(
            device.id(),
            switch (role.asks()) {
              case HOLD -> RequestedMode.HOLD;
              case SELF_CONSUMPTION -> RequestedMode.SELF_CONSUMPTION;
              case ISLAND -> RequestedMode.ISLAND;
            });
      }
    }
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
