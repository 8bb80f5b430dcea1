package io.spikewatt.config.site;

import io.spikewatt.config.profile.OutputTimeouts;
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

  /**
   * The outputs of all devices that have one, in the file's order; none if it is monitored only.
   */
  public static List<OutputSpec> of(Site site) {
    if (site.control().monitorOnly()) {
      return List.of();
    }
    return site.devices().stream().flatMap(device -> of(device).stream()).toList();
  }

  /** The device's output; empty if its role has none, or its profile cannot be written. */
  public static Optional<OutputSpec> of(DeviceConfig device) {
    return quantity(device.role())
        .filter(quantity -> device.profile().points().writes().contains(quantity))
        .flatMap(quantity -> spec(new Signal(device.id(), quantity), device.role()));
  }

  /** The output quantity of a device of this role; empty if it is only read. */
  public static Optional<Quantity> quantity(Role role) {
    return switch (role) {
      case Role.Battery _, Role.EvCharger _ -> Optional.of(Quantity.POWER_W);
      case Role.Source _, Role.Compute _ -> Optional.of(Quantity.POWER_LIMIT_W);
      case Role.ShedRelay _, Role.Genset _, Role.TransferSwitch _ -> Optional.of(Quantity.CONTACT);
      case Role.SgReady _ -> Optional.of(Quantity.SG_READY_STATE);
      case Role.GridMeter _,
          Role.UtilityMeter _,
          Role.Load _,
          Role.LimitContact _,
          Role.ModeSwitch _,
          Role.FeedInLimit _ ->
          Optional.empty();
    };
  }

  /** Whether the device drops a setpoint by itself unless it is written again. */
  public static boolean lapses(DeviceConfig device) {
    return quantity(device.role())
        .filter(OutputTimeouts.of(device.profile())::containsKey)
        .isPresent();
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
      case Role.SgReady _ ->
          range(
              signal,
              Role.SgReady.BLOCKED,
              Role.SgReady.ORDERED,
              Role.SgReady.NORMAL,
              Role.SgReady.NORMAL);
      case Role.GridMeter _,
          Role.UtilityMeter _,
          Role.Load _,
          Role.LimitContact _,
          Role.ModeSwitch _,
          Role.FeedInLimit _ ->
          Optional.empty();
    };
  }

  private static Optional<OutputSpec> range(
      Signal signal, double min, double max, double safe, double neutral) {
    return Optional.of(new OutputSpec(signal, min, max, Double.POSITIVE_INFINITY, safe, neutral));
  }
}
