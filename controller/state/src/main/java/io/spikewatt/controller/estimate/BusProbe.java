package io.spikewatt.controller.estimate;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
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

  private final List<String> onBus = new ArrayList<>();
  private Optional<String> transferSwitch = Optional.empty();

  BusProbe(List<SiteDevice> devices) {
    for (SiteDevice device : devices) {
      switch (device.purpose()) {
        // The meter at the connection may be on the grid's side of the switch.
        case GRID_METER, BILLING_METER -> {}
        case SEPARATION -> {
          transferSwitch = Optional.of(device.id());
          onBus.add(device.id());
        }
        case FEEDER, OPERATOR_CONTACT, NONE -> onBus.add(device.id());
      }
    }
  }

  SiteBus read(PlantSnapshot snapshot, GridConnection grid, OptionalDouble gridHz) {
    SiteBus.Tie tie = tie(snapshot);
    Estimate hz = new Estimate.Unknown("no device on the bus reports its frequency");
    double volts = -1;
    for (String id : onBus) {
      for (Quantity voltage : GridProbe.VOLTAGES) {
        volts = Math.max(volts, snapshot.value(id, voltage).orElse(-1));
      }
      if (!hz.isKnown()) {
        hz = Estimate.of(snapshot, id, Quantity.FREQUENCY_HZ);
      }
    }
    boolean fed = grid == GridConnection.UP && tie != SiteBus.Tie.OPEN;
    SiteBus.Life life =
        volts >= GridProbe.DEAD_V || hz.isKnown()
            ? SiteBus.Life.LIVE
            : volts >= 0 && !fed ? SiteBus.Life.DARK : SiteBus.Life.UNKNOWN;
    return new SiteBus(life, hz, tie, fit(grid, gridHz));
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
