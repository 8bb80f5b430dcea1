package io.spikewatt.controller.estimate;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus.GensetState;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Detects from the devices on the site's bus whether it has a voltage, and reads the transfer
 * switch.
 */
final class BusProbe {

  /** Below this a bus is dead; see {@link GridProbe}. */
  private static final double DEAD_V = 50;

  private static final List<Quantity> VOLTAGES =
      List.of(Quantity.VOLTAGE_L1_V, Quantity.VOLTAGE_L2_V, Quantity.VOLTAGE_L3_V);

  /** A set below this share of its rated power counts as off. */
  private static final double RUNNING_SHARE = 0.02;

  /** The signal, and its least value, that shows that a genset runs. */
  private record RunTeller(String id, String device, Quantity quantity, double least) {}

  private final List<String> onBus = new ArrayList<>();
  private final List<RunTeller> gensets = new ArrayList<>();
  private Optional<String> transferSwitch = Optional.empty();

  BusProbe(Site site) {
    for (DeviceConfig device : site.devices()) {
      switch (device.role()) {
        // The meter at the connection may be on the grid's side of the switch.
        case Role.GridMeter _, Role.UtilityMeter _ -> {}
        case Role.TransferSwitch _ -> {
          transferSwitch = Optional.of(device.id());
          onBus.add(device.id());
        }
        case Role.Genset genset -> {
          runTeller(device, genset).ifPresent(gensets::add);
          onBus.add(device.id());
        }
        default -> onBus.add(device.id());
      }
    }
  }

  SiteBus read(
      PlantSnapshot snapshot, GridConnection grid, OptionalDouble gridHz, Estimate gensetW) {
    SiteBus.Tie tie = tie(snapshot);
    Estimate hz = new Estimate.Unknown("no device on the bus tells its frequency");
    double volts = -1;
    for (String id : onBus) {
      for (Quantity voltage : VOLTAGES) {
        volts = Math.max(volts, snapshot.value(id, voltage).orElse(-1));
      }
      if (!hz.isKnown()) {
        hz = StateEstimator.read(snapshot, id, Quantity.FREQUENCY_HZ);
      }
    }
    boolean fed = grid == GridConnection.UP && tie != SiteBus.Tie.OPEN;
    SiteBus.Life life =
        volts >= DEAD_V || hz.isKnown()
            ? SiteBus.Life.LIVE
            : volts >= 0 && !fed ? SiteBus.Life.DARK : SiteBus.Life.UNKNOWN;
    return new SiteBus(life, hz, tie, fit(grid, gridHz), gensetW, gensets(snapshot));
  }

  private List<GensetState> gensets(PlantSnapshot snapshot) {
    return gensets.stream()
        .map(
            set -> {
              OptionalDouble value = snapshot.value(set.device, set.quantity);
              Optional<Boolean> runs =
                  value.isEmpty()
                      ? Optional.empty()
                      : Optional.of(value.getAsDouble() >= set.least);
              return new GensetState(set.id, runs);
            })
        .toList();
  }

  private static Optional<RunTeller> runTeller(DeviceConfig device, Role.Genset genset) {
    if (device.profile().points().reads().contains(Quantity.CONTACT)) {
      return Optional.of(new RunTeller(device.id(), device.id(), Quantity.CONTACT, 0.5));
    }
    return StateEstimator.gensetMeter(device)
        .map(
            meter ->
                new RunTeller(
                    device.id(), meter, Quantity.POWER_W, RUNNING_SHARE * genset.ratedW()));
  }

  private SiteBus.Tie tie(PlantSnapshot snapshot) {
    if (transferSwitch.isEmpty()) {
      return SiteBus.Tie.NONE;
    }
    OptionalDouble separated = snapshot.value(transferSwitch.get(), Quantity.CONTACT);
    return separated.isEmpty()
        ? SiteBus.Tie.UNKNOWN
        : separated.getAsDouble() >= 0.5 ? SiteBus.Tie.OPEN : SiteBus.Tie.CLOSED;
  }

  /** Without a frequency the voltage decides. */
  private static boolean fit(GridConnection grid, OptionalDouble hz) {
    if (grid != GridConnection.UP || hz.isEmpty()) {
      return grid == GridConnection.UP;
    }
    double nominal = Math.abs(hz.getAsDouble() - 60) < 5 ? 60 : 50;
    double off = hz.getAsDouble() - nominal;
    return off >= -0.5 && off <= 0.2;
  }
}
