package io.spikewatt.config.site;

import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.List;
import java.util.Optional;

/**
 * Output limits for the command gate, from each device's role and profile.
 *
 * <p>No ramp is derived: devices ramp by themselves at the rate in their profile.
 */
public final class OutputSpecs {

  private OutputSpecs() {}

  /** The outputs of all devices that have one, in the file's order; none in a monitored site. */
  public static List<OutputSpec> of(Site site) {
    if (site.control().monitorOnly()) {
      return List.of();
    }
    return site.devices().stream().flatMap(device -> of(device).stream()).toList();
  }

  /** The device's output; empty if its role has none, or its profile cannot be written. */
  public static Optional<OutputSpec> of(DeviceConfig device) {
    return quantities(device.role()).stream()
        .filter(device.profile().points().writes()::contains)
        .findFirst()
        .flatMap(quantity -> spec(new Signal(device.id(), quantity), device.role()));
  }

  /** The quantities of which a device of this role sets one, best first; empty if read only. */
  public static List<Quantity> quantities(Role role) {
    return switch (role) {
      case Role.Battery _, Role.EvCharger _ -> List.of(Quantity.POWER_W);
      case Role.Source _, Role.Compute _ -> List.of(Quantity.POWER_LIMIT_W);
      case Role.ShedRelay _, Role.Genset _, Role.TransferSwitch _ -> List.of(Quantity.CONTACT);
      case Role.SgReady _ -> List.of(Quantity.SG_READY_STATE);
      case Role.HeatPump _ ->
          List.of(Quantity.POWER_W, Quantity.POWER_LIMIT_W, Quantity.SG_READY_STATE);
      case Role.ReadOnly _ -> List.of();
    };
  }

  /** Whether the device drops a setpoint by itself unless it is written again. */
  public static boolean lapses(DeviceConfig device) {
    return quantities(device.role()).stream()
        .anyMatch(device.profile().points().timeouts()::containsKey);
  }

  private static Optional<OutputSpec> spec(Signal signal, Role role) {
    return switch (role) {
      case Role.Battery b -> range(signal, -b.chargeW(), b.dischargeW(), 0, 0);
      case Role.EvCharger ev -> range(signal, -ev.maxW(), ev.dischargeW(), 0, 0);
      case Role.Source source ->
          range(
              signal,
              source.ratedW() * Role.Source.MIN_SHARE,
              source.ratedW(),
              source.safeLimitW(),
              source.safeLimitW());
      case Role.Compute c -> range(signal, c.minW(), c.maxW(), c.minW(), c.maxW());
      case Role.ShedRelay _, Role.Genset _, Role.TransferSwitch _ -> range(signal, 0, 1, 0, 0);
      case Role.SgReady _ -> sgReady(signal);
      case Role.HeatPump pump ->
          switch (signal.quantity()) {
            case POWER_W -> range(signal, -pump.maxW(), 0, 0, 0);
            case POWER_LIMIT_W -> range(signal, 0, pump.maxW(), pump.maxW(), pump.maxW());
            default -> sgReady(signal);
          };
      case Role.ReadOnly _ -> Optional.empty();
    };
  }

  private static Optional<OutputSpec> sgReady(Signal signal) {
    double normal = Role.SgReady.NORMAL;
    return range(signal, Role.SgReady.BLOCKED, Role.SgReady.ORDERED, normal, normal);
  }

  private static Optional<OutputSpec> range(
      Signal signal, double min, double max, double safe, double neutral) {
    return Optional.of(new OutputSpec(signal, min, max, Double.POSITIVE_INFINITY, safe, neutral));
  }
}
