package io.spikewatt.controller.decision;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.ActionCosts;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequests;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.guard.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a decision costs, and what the batteries' other powers would cost; or why nobody knows. */
sealed interface DecisionCosts {

  /**
   * A power of the batteries until the slot ends.
   *
   * @param powerW W into the bus
   * @param cost expected from now to the horizon's end
   */
  record Action(double powerW, double cost) {}

  /**
   * @param until end of the horizon
   * @param netW power required with the batteries at 0, W
   * @param actions {@code chosen} (if every battery has a setpoint), {@code charge}, {@code idle}
   *     and {@code discharge}
   */
  record Known(Instant until, double netW, Map<String, Action> actions) implements DecisionCosts {}

  /**
   * @param why one sentence
   */
  record Unknown(String why) implements DecisionCosts {}

  /**
   * The costs of a cycle's decision.
   *
   * @param plan in force; empty = there is none
   */
  static DecisionCosts of(Site site, CycleReport report, Optional<Plan> plan) {
    PlantState state = report.state();
    if (!(report.mode() instanceof Mode.Auto)) {
      return new Unknown("no plan decides in the mode " + report.mode().name());
    }
    if (plan.isEmpty()) {
      return new Unknown("no plan is in force");
    }
    if (state.batteries().isEmpty()) {
      return new Unknown("the site has no battery");
    }
    if (plan.get().actionCosts().isEmpty()) {
      return new Unknown("the objective self-consumption weighs no money");
    }
    OptionalDouble soc = PlanRequests.socPct(site, state);
    Estimate battery = state.batteryW();
    if (soc.isEmpty()) {
      return new Unknown("a battery's state of charge is unknown");
    }
    if (!(state.gridW() instanceof Estimate.Known grid)
        || !(battery instanceof Estimate.Known own)
        || state.sourceW().isEmpty()) {
      return new Unknown("the power of the grid, a battery or a source is unknown");
    }
    ActionCosts costs = plan.get().actionCosts().get();
    Map<String, Double> levels = new HashMap<>();
    Map<String, Double> powersW = new HashMap<>();
    levels.put(AssetSeries.BATTERY, soc.getAsDouble());
    for (String id : costs.storages()) {
      Optional<AssetState> asset = state.assets().find(id);
      if (asset.isPresent()) {
        if (!asset.get().level().isKnown() || !asset.get().powerW().isKnown()) {
          return new Unknown("the state of charge or the power of " + id + " is unknown");
        }
        levels.put(id, asset.get().level().ifKnown().orElseThrow());
        powersW.put(id, asset.get().powerW().ifKnown().orElseThrow());
      }
    }
    return of(
        costs,
        new ActionCosts.Situation(
            state.at().instant(),
            grid.value() + own.value(),
            state.sourceW().getAsDouble(),
            levels,
            powersW),
        chosenW(report));
  }

  private static Known of(
      ActionCosts costs, ActionCosts.Situation situation, OptionalDouble chosenW) {
    Map<String, Action> actions = new LinkedHashMap<>();
    chosenW.ifPresent(watts -> actions.put("chosen", action(costs, situation, watts)));
    actions.put("charge", action(costs, situation, costs.chargeW(situation)));
    actions.put("idle", action(costs, situation, 0));
    actions.put("discharge", action(costs, situation, costs.dischargeW(situation)));
    return new Known(costs.until(), situation.netW(), actions);
  }

  private static Action action(
      ActionCosts costs, ActionCosts.Situation situation, double batteryW) {
    return new Action(batteryW, costs.of(batteryW, situation));
  }

  /** Setpoints of all batteries together; one that regulates by itself counts as measured. */
  private static OptionalDouble chosenW(CycleReport report) {
    double sum = 0;
    for (AssetState battery : report.state().batteries()) {
      Optional<ApprovedSetpoint> setpoint =
          report.verdicts().stream()
              .flatMap(
                  verdict ->
                      verdict instanceof Verdict.Approved approved
                          ? Optional.of(approved.setpoint()).stream()
                          : Optional.<ApprovedSetpoint>empty().stream())
              .filter(approved -> approved.signal().deviceId().equals(battery.id()))
              .findFirst();
      if (setpoint.isEmpty()) {
        return OptionalDouble.empty();
      }
      sum +=
          setpoint.get().purpose() == Purpose.OWN_MODE
              ? battery.powerW().ifKnown().orElseThrow()
              : setpoint.get().value();
    }
    return OptionalDouble.of(sum);
  }
}
