package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a person or a remote system ordered for single devices. An order replaces what dispatch
 * wished for a battery or a charger as far as the grid limits allow on the measured net load; a
 * limit for PV or compute can only be tightened. A heat pump takes the state that it is ordered.
 *
 * @param watts by device id: power into the bus of batteries and chargers, limit of PV and compute,
 *     state of heat pumps
 */
public record Orders(Map<String, Double> watts) {

  public Orders {
    watts = Map.copyOf(watts);
  }

  /** How far orders go: a person at the site and the safety of an island stand above them. */
  public enum Standing {
    /** Within the grid limits. */
    FREE,
    /** They may only take less than was decided. */
    TIGHTEN,
    /** Not at all. */
    NONE;

    /**
     * In a mode.
     *
     * @param local whether a switch at the site asks for the mode
     */
    public static Standing of(Mode mode, boolean local) {
      return switch (mode) {
        case Mode.Auto _ -> local ? NONE : FREE;
        case Mode.SelfConsumption _ -> local ? NONE : FREE;
        case Mode.Hold _ -> local ? NONE : FREE;
        case Mode.IslandTest _, Mode.Islanding _, Mode.Islanded _, Mode.Reconnecting _ ->
            local ? NONE : TIGHTEN;
        case Mode.Starting _, Mode.BlackStart _ -> NONE;
      };
    }
  }

  /**
   * The wishes of one cycle with the orders in them.
   *
   * @param standing how far they go
   * @param aheadW by how much the net load will have grown when the devices have answered, W
   */
  public List<Setpoint> apply(
      List<Setpoint> wishes,
      PlantState state,
      GridLimits limits,
      Standing standing,
      double aheadW) {
    if (standing == Standing.NONE) {
      return wishes;
    }
    List<Setpoint> result = new ArrayList<>(wishes.size());
    for (Setpoint wish : wishes) {
      Double ordered = watts.get(wish.signal().deviceId());
      result.add(ordered == null ? wish : ordered(wish, ordered, state, limits, standing, aheadW));
    }
    return result;
  }

  private static Setpoint ordered(
      Setpoint wish,
      double ordered,
      PlantState state,
      GridLimits limits,
      Standing standing,
      double aheadW) {
    if (wish.signal().quantity() == Quantity.POWER_LIMIT_W) {
      return with(wish, Math.min(ordered, wish.value()));
    }
    if (wish.signal().quantity() == Quantity.SG_READY_STATE) {
      // While the grid operator dims loads, or there is none, nobody tells a heat pump to run.
      boolean dimmed =
          standing == Standing.TIGHTEN || limits.importWhy() == GridLimits.Source.GRID_OPERATOR;
      return with(wish, dimmed ? Math.min(ordered, Role.SgReady.NORMAL) : ordered);
    }
    boolean charger = state.evs().stream().anyMatch(ev -> ev.id().equals(wish.signal().deviceId()));
    if (standing == Standing.TIGHTEN) {
      // An island's battery balances; a car may take less, never more.
      return charger ? with(wish, Math.min(0, Math.max(ordered, wish.value()))) : wish;
    }
    if (!state.gridW().isKnown()) {
      return wish;
    }
    // Moving this device from what it does to the order moves the grid's power the other way.
    double gridW = state.gridW().ifKnown().orElseThrow();
    double presentW = present(state, wish.signal());
    Band band = Band.of(limits, false, false, 1);
    double leastW = presentW + gridW + Math.max(0, aheadW) - band.highW();
    double mostW = presentW + gridW + Math.min(0, aheadW) - band.lowW();
    double allowedW = Math.min(Math.max(ordered, leastW), Math.max(mostW, leastW));
    return with(wish, charger ? Math.min(0, allowedW) : allowedW);
  }

  private static double present(PlantState state, Signal signal) {
    return state.batteries().stream()
        .filter(battery -> battery.id().equals(signal.deviceId()))
        .map(battery -> battery.powerW().ifKnown())
        .findFirst()
        .or(
            () ->
                state.evs().stream()
                    .filter(ev -> ev.id().equals(signal.deviceId()))
                    .map(ev -> ev.powerW().ifKnown())
                    .findFirst())
        .orElse(java.util.OptionalDouble.empty())
        .orElse(0);
  }

  private static Setpoint with(Setpoint wish, double value) {
    String reason = value == wish.value() ? wish.reason() : "ordered";
    return new Setpoint(wish.signal(), value, wish.validUntil(), wish.owner(), reason);
  }
}
