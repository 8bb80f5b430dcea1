package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.BatteryState;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.estimate.PlantState.Presence;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a person or a remote system ordered for single devices. An order replaces what dispatch
 * wished for a battery or a charger as far as the grid limits allow on the measured net load; a
 * limit for PV or compute can only be tightened. A heat pump takes the state that it is ordered.
 *
 * @param watts by device id: power into the bus of batteries and chargers, limit of PV and compute,
 *     state of heat pumps
 */
public record DeviceSetpoints(Map<String, Double> watts) {

  public DeviceSetpoints {
    watts = Map.copyOf(watts);
  }

  /** How far orders go: a person at the site and the safety of an island stand above them. */
  public enum Precedence {
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
    public static Precedence of(Mode mode, boolean local) {
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
   * @param precedence how far they go
   * @param aheadW by how much the net load will have grown when the devices have answered, W
   * @param validUntil of setpoints for which there was no wish
   */
  public List<Setpoint> apply(
      List<Setpoint> decided,
      PlantState state,
      GridLimits limits,
      Precedence precedence,
      double aheadW,
      Moment validUntil) {
    if (precedence == Precedence.NONE) {
      return decided;
    }
    List<Setpoint> wishes = withUnknownCars(decided, state, precedence, validUntil);
    List<Setpoint> result = new ArrayList<>(wishes);
    List<Integer> places = new ArrayList<>();
    List<RequestedPower> movers = new ArrayList<>();
    for (int i = 0; i < wishes.size(); i++) {
      Setpoint wish = wishes.get(i);
      Double ordered = watts.get(wish.signal().deviceId());
      if (ordered == null) {
        continue;
      }
      switch (wish.signal().quantity()) {
        case POWER_LIMIT_W -> result.set(i, with(wish, Math.min(ordered, wish.value())));
        case SG_READY_STATE -> result.set(i, with(wish, heatPump(ordered, limits, precedence)));
        default -> {
          Optional<RequestedPower> mover = mover(wish, ordered, state);
          if (mover.isEmpty()) {
            continue;
          }
          if (precedence == Precedence.TIGHTEN) {
            result.set(i, mover.get().charger() ? less(wish, ordered) : wish);
          } else if (state.gridW().isKnown()) {
            places.add(i);
            movers.add(mover.get());
          }
        }
      }
    }
    if (!movers.isEmpty()) {
      double gridW = state.gridW().ifKnown().orElseThrow();
      double[] shares =
          RequestedPower.share(movers, gridW, ExchangeBand.of(limits, false, false, 1), aheadW);
      for (int i = 0; i < shares.length; i++) {
        result.set(places.get(i), with(wishes.get(places.get(i)), shares[i]));
      }
    }
    return result;
  }

  /**
   * A car that tells nothing of itself is left to its charger by dispatch, but charged as ordered:
   * most chargers do not know the state of charge.
   */
  private List<Setpoint> withUnknownCars(
      List<Setpoint> wishes, PlantState state, Precedence precedence, Moment validUntil) {
    List<Setpoint> all = new ArrayList<>(wishes);
    for (EvState ev : state.evs()) {
      boolean asked = wishes.stream().anyMatch(w -> w.signal().deviceId().equals(ev.id()));
      if (precedence == Precedence.FREE
          && watts.containsKey(ev.id())
          && !asked
          && ev.presence() != Presence.AWAY) {
        Signal signal = new Signal(ev.id(), Quantity.POWER_W);
        all.add(
            new Setpoint(
                signal, 0, validUntil, SetpointOutput.OWNER, "nothing is known of the car"));
      }
    }
    return all;
  }

  /** An island's battery balances; a car may take less, never more. */
  private static Setpoint less(Setpoint wish, double ordered) {
    return with(wish, Math.min(0, Math.max(ordered, wish.value())));
  }

  /** While the grid operator dims loads, or there is none, nobody tells a heat pump to run. */
  private static double heatPump(double ordered, GridLimits limits, Precedence precedence) {
    boolean dimmed =
        precedence == Precedence.TIGHTEN || limits.importWhy() == GridLimits.Source.GRID_OPERATOR;
    return dimmed ? Math.min(ordered, Role.SgReady.NORMAL) : ordered;
  }

  /**
   * A battery or a charger with its order; empty for a battery whose power is not known, which is
   * not moved.
   */
  private static Optional<RequestedPower> mover(Setpoint wish, double ordered, PlantState state) {
    String id = wish.signal().deviceId();
    for (BatteryState battery : state.batteries()) {
      if (battery.id().equals(id)) {
        OptionalDouble now = battery.powerW().ifKnown();
        return now.isEmpty()
            ? Optional.empty()
            : Optional.of(new RequestedPower(ordered, now.getAsDouble(), false));
      }
    }
    for (EvState ev : state.evs()) {
      if (ev.id().equals(id)) {
        // What a charger takes that does not tell it is in the grid's power, and counts as load.
        double now = ev.powerW().ifKnown().orElse(0);
        return Optional.of(new RequestedPower(Math.min(0, ordered), now, true));
      }
    }
    return Optional.empty();
  }

  private static Setpoint with(Setpoint wish, double value) {
    String reason = value == wish.value() ? wish.reason() : "ordered";
    return new Setpoint(wish.signal(), value, wish.validUntil(), wish.owner(), reason);
  }
}
