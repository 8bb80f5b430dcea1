package io.spikewatt.controller.decision;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.ActionCosts;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanRequests;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Costs of a decision and of the batteries' other powers; or why they are unknown. */
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
    Optional<ActionCosts> costs = plan.flatMap(Plan::actionCosts);
    if (costs.isEmpty() || !(report.mode() instanceof Mode.Auto)) {
      return new Unknown(whyNone(report, plan));
    }
    return situation(site, report.state(), costs.get())
        .map(now -> of(costs.get(), now, chosenW(report)))
        .orElseGet(() -> new Unknown("a state of charge or a power is unknown"));
  }

  private static String whyNone(CycleReport report, Optional<Plan> plan) {
    if (!(report.mode() instanceof Mode.Auto)) {
      return "no plan decides in the mode " + report.mode().name();
    }
    if (plan.isEmpty()) {
      return "no plan is in force";
    }
    return report.state().batteries().isEmpty()
        ? "the site has no battery"
        : "the objective self-consumption weighs no money";
  }

  /** Inputs of the costs; empty if one of them is unknown. */
  private static Optional<ActionCosts.Situation> situation(
      Site site, PlantState state, ActionCosts costs) {
    OptionalDouble gridW = state.gridW().ifKnown();
    OptionalDouble batteryW = state.batteryW().ifKnown();
    OptionalDouble sourceW = state.sourceW();
    OptionalDouble socPct = PlanRequests.socPct(site, state);
    if (Stream.of(gridW, batteryW, sourceW, socPct).anyMatch(OptionalDouble::isEmpty)) {
      return Optional.empty();
    }
    Map<String, Double> levels = new HashMap<>();
    Map<String, Double> powersW = new HashMap<>();
    levels.put(AssetSeries.BATTERY, socPct.getAsDouble());
    for (String id : costs.storages()) {
      Optional<AssetState> asset = state.assets().find(id);
      asset.ifPresent(
          storage -> {
            storage.level().ifKnown().ifPresent(level -> levels.put(id, level));
            storage.powerW().ifKnown().ifPresent(watts -> powersW.put(id, watts));
          });
      if (asset.isPresent() && !(levels.containsKey(id) && powersW.containsKey(id))) {
        return Optional.empty();
      }
    }
    double netW = gridW.getAsDouble() + batteryW.getAsDouble();
    return Optional.of(
        new ActionCosts.Situation(
            state.at().instant(), netW, sourceW.getAsDouble(), levels, powersW));
  }

  private static DecisionCosts of(
      ActionCosts costs, ActionCosts.Situation situation, OptionalDouble chosenW) {
    Map<String, Action> actions = new LinkedHashMap<>();
    chosenW.ifPresent(watts -> actions.put("chosen", action(costs, situation, watts)));
    actions.put("charge", action(costs, situation, costs.chargeW(situation)));
    actions.put("idle", action(costs, situation, 0));
    actions.put("discharge", action(costs, situation, costs.dischargeW(situation)));
    return actions.values().stream().allMatch(action -> Double.isFinite(action.cost))
        ? new Known(costs.until(), situation.netW(), actions)
        : new Unknown("the plan's value of stored energy is not finite");
  }

  private static Action action(
      ActionCosts costs, ActionCosts.Situation situation, double batteryW) {
    return new Action(batteryW, costs.of(batteryW, situation));
  }

  /** Setpoints of all batteries together; one that regulates by itself counts as measured. */
  private static OptionalDouble chosenW(CycleReport report) {
    double sum = 0;
    for (AssetState battery : report.state().batteries()) {
      boolean regulates =
          report.dispatch().setpoints().stream()
              .filter(setpoint -> setpoint.signal().deviceId().equals(battery.id()))
              .anyMatch(setpoint -> setpoint.purpose() == Purpose.OWN_MODE);
      OptionalDouble watts = regulates ? battery.powerW().ifKnown() : report.approved(battery.id());
      if (watts.isEmpty()) {
        return watts;
      }
      sum += watts.getAsDouble();
    }
    return OptionalDouble.of(sum);
  }
}
