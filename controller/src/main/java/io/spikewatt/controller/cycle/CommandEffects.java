package io.spikewatt.controller.cycle;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.dispatch.DeviceSetpoints;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.RequestedMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the commands in force mean for one cycle. */
final class CommandEffects {

  private CommandEffects() {}

  /** Limits at the connection, tightened as asked. */
  static GridLimits limits(Site site, PlantState state, ActiveCommands activeCommands) {
    return GridLimits.inForce(
        site,
        state,
        watts(
            activeCommands.one(SiteCommand.LimitImport.class).map(SiteCommand.LimitImport::watts)),
        watts(
            activeCommands.one(SiteCommand.LimitExport.class).map(SiteCommand.LimitExport::watts)));
  }

  /** What single devices are ordered. */
  static DeviceSetpoints orders(ActiveCommands activeCommands) {
    Map<String, Double> watts = new HashMap<>();
    activeCommands
        .every(SiteCommand.DeviceSetpoint.class)
        .forEach(w -> watts.put(w.device(), w.watts()));
    activeCommands
        .every(SiteCommand.ComputeBudget.class)
        .forEach(w -> watts.put(w.device(), w.watts()));
    return new DeviceSetpoints(watts);
  }

  /** The mode that is asked for. */
  static RequestedMode mode(ActiveCommands activeCommands) {
    return activeCommands
        .one(SiteCommand.SetMode.class)
        .map(
            wish ->
                switch (wish.mode()) {
                  case AUTO -> RequestedMode.AUTO;
                  case SELF_CONSUMPTION -> RequestedMode.SELF_CONSUMPTION;
                  case HOLD -> RequestedMode.HOLD;
                  case ISLAND_TEST -> RequestedMode.ISLAND_TEST;
                  case ISLAND -> RequestedMode.ISLAND;
                })
        .orElse(RequestedMode.AUTO);
  }

  private static OptionalDouble watts(Optional<Double> commanded) {
    return commanded.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
