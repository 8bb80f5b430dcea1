package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides every cycle what each device is to do, from the measured net load. The net load (grid plus
 * battery, from samples of one moment) does not change while the battery is still on its way to its
 * last setpoint, so following it directly cannot make the site hunt, whatever the dead time.
 *
 * <p>A plan gives the value of stored energy; without one the rules are plain self-consumption. The
 * limits at the grid connection are kept from measurements: towards import by charging less, by the
 * battery, at last by shedding; towards export by the battery, at last by limiting PV. One thread.
 */
public final class Dispatcher {

  private static final String OWNER = "dispatcher";

  /** Setpoints outlive this many cycles. */
  private static final int VALID_CYCLES = 4;

  private final Site site;
  private final Fleet fleet;
  private final Duration validity;
  private final StorageRule batteryRule = new StorageRule();
  private final Map<String, EvRule> evRules = new LinkedHashMap<>();
  private final ShedRule shedRule = new ShedRule();
  private final LimitWatch watch;

  public Dispatcher(Site site) {
    this.site = site;
    this.fleet = Fleet.of(site);
    this.validity = site.control().cycle().multipliedBy(VALID_CYCLES);
    this.watch = new LimitWatch(site.control().cycle());
    fleet.chargers().forEach((id, charger) -> evRules.put(id, new EvRule(charger)));
  }

  /**
   * One cycle's decisions.
   *
   * @param plan a plan that has not lapsed; empty = by rules
   */
  public Dispatch dispatch(
      PlantState state,
      Optional<Plan> plan,
      GridLimits limits,
      Mode mode,
      Orders orders,
      Moment now) {
    Round round = new Round(now);
    switch (mode) {
      case Mode.Starting _ -> round.say("waiting for first readings");
      case Mode.Hold hold -> hold(round, limits, hold.reason());
      case Mode.Islanded _ -> island(round, state, limits);
      case Mode.Auto auto when auto.blindSince().isPresent() ->
          round.say("grid power unknown: setpoints are held until they expire");
      case Mode.SelfConsumption self when self.blindSince().isPresent() ->
          round.say("grid power unknown: setpoints are held until they expire");
      case Mode.IslandTest test when test.blindSince().isPresent() ->
          round.say("grid power unknown: setpoints are held until they expire");
      case Mode.Auto _ -> follow(round, state, plan, limits, orders, false);
      case Mode.SelfConsumption _ -> follow(round, state, Optional.empty(), limits, orders, false);
      case Mode.IslandTest _ -> follow(round, state, Optional.empty(), limits, orders, true);
    }
    return new Dispatch(round.setpoints, round.explanation, watch.alarms(state, limits, now));
  }

  /** Nothing is moved, and nothing can break the export limit even without any load. */
  private void hold(Round round, GridLimits limits, String reason) {
    fleet.batteries().keySet().forEach(id -> round.power(id, 0, "hold"));
    fleet.chargers().keySet().forEach(id -> round.power(id, 0, "hold"));
    fleet.computes().forEach((id, c) -> round.limit(id, c.minW(), "hold"));
    sharePv(round, limits.exportW(), Orders.NONE, "hold");
    round.say("holding: " + reason);
  }

  /** The battery's inverter forms the island and balances it; we save energy for it. */
  private void island(Round round, PlantState state, GridLimits limits) {
    double socPct = BatteryRoom.of(fleet, state.batteries(), false).socPct().orElse(0);
    fleet.chargers().keySet().forEach(id -> round.power(id, 0, "island"));
    fleet.computes().forEach((id, c) -> round.limit(id, c.minW(), "island"));
    sharePv(round, fleet.pvRatedW(), Orders.NONE, "island");
    boolean shed = shedRule.island(socPct);
    fleet.relays().keySet().forEach(id -> round.relay(id, shed, "island"));
    round.say("island: the battery's inverter balances, charge " + Math.round(socPct) + " %");
  }

  private void follow(
      Round round,
      PlantState state,
      Optional<Plan> plan,
      GridLimits limits,
      Orders orders,
      boolean noExchange) {
    Needs needs = Needs.of(state, limits);
    BatteryRoom room =
        BatteryRoom.of(fleet, state.batteries(), state.connection() != GridConnection.DOWN);
    Prices prices = Prices.of(site, plan, state, room);

    double computeW = compute(round, needs, prices, orders);
    double evW = evs(round, state, plan, needs, prices, orders);
    // What grid and battery have to bring once charger and servers have followed.
    double aheadW = needs.baseW() + computeW + evW;
    double batteryW = battery(round, needs, room, prices, aheadW, orders, noExchange);
    boolean shed = shedRule.grid(needs.baseW() - batteryRoomW(room, needs), needs.importCapW(), round.now);
    fleet.relays().keySet().forEach(id -> round.relay(id, shed, "import limit"));

    // Only what even a battery charging with all power cannot take has to be left to the sun.
    double pvCapW = needs.consumptionW() + room.mostChargeW() + needs.exportCapW();
    sharePv(round, noExchange ? needs.consumptionW() - batteryW : pvCapW, orders, "export limit");
    round.say(prices.explain(batteryRule, batteryW, evW, noExchange));
  }

  private static double batteryRoomW(BatteryRoom room, Needs needs) {
    return Math.min(room.mostDischargeW(), Math.max(0, needs.baseW()));
  }

  /** Budget of the servers: all they can use while that is worth it, and while there is room. */
  private double compute(Round round, Needs needs, Prices prices, Orders orders) {
    double totalW = 0;
    double roomW = needs.importCapW() - needs.baseW();
    for (Map.Entry<String, Role.Compute> entry : fleet.computes().entrySet()) {
      Role.Compute compute = entry.getValue();
      double wishW =
          compute.valuePerKwh() > prices.marginalPerKwh(needs.netW()) ? compute.maxW() : compute.minW();
      wishW = Math.min(wishW, orders.of(entry.getKey(), compute.maxW()));
      double budgetW = Math.clamp(Math.min(wishW, roomW), compute.minW(), compute.maxW());
      round.limit(entry.getKey(), budgetW, "worth %.2f a kWh", compute.valuePerKwh());
      roomW -= budgetW;
      totalW += Math.min(budgetW, Math.max(needs.computeW(), compute.minW()));
    }
    return totalW;
  }

  /** Charging power of the cars; returns their sum, consumption positive. */
  private double evs(
      Round round,
      PlantState state,
      Optional<Plan> plan,
      Needs needs,
      Prices prices,
      Orders orders) {
    double totalW = 0;
    double otherW = needs.baseW() + needs.computeW();
    for (EvState ev : state.evs()) {
      EvRule rule = evRules.get(ev.id());
      if (rule != null) {
        EvRule.Decision decision =
            rule.decide(ev, plan, prices, otherW, needs.importCapW(), orders, round.now);
        round.power(ev.id(), -decision.chargeW(), decision.reason());
        otherW += decision.chargeW();
        totalW += decision.chargeW();
      }
    }
    return totalW;
  }

  private double battery(
      Round round,
      Needs needs,
      BatteryRoom room,
      Prices prices,
      double aheadW,
      Orders orders,
      boolean noExchange) {
    StorageRule.Answer answer =
        noExchange || prices.batteryValue().isEmpty()
            ? StorageRule.Answer.BALANCE
            : batteryRule.decide(
                prices.batteryValue().getAsDouble(),
                prices.importPerKwh(),
                prices.exportPerKwh(),
                prices.efficiency(),
                prices.wearPerKwh());
    // The measured net load still holds what the charger draws now; limits go by that one.
    double wishW =
        StorageRule.powerW(answer, needs.netW(), room.mostChargeW(), room.mostDischargeW());
    boolean ordered = fleet.batteries().keySet().stream().anyMatch(orders.watts()::containsKey);
    if (ordered) {
      wishW = fleet.batteries().keySet().stream().mapToDouble(id -> orders.of(id, 0)).sum();
    }
    double worstW = Math.max(needs.netW(), aheadW);
    double leastW = worstW - needs.importCapW();
    double mostW = needs.netW() + needs.exportCapW();
    double limitedW = Math.min(Math.max(wishW, leastW), Math.max(mostW, leastW));
    double powerW = Math.clamp(limitedW, -room.mostChargeW(), room.mostDischargeW());
    String why =
        limitedW != wishW ? "grid limit" : ordered ? "ordered" : answer.name().toLowerCase(Locale.ROOT);
    room.share(powerW).forEach((id, w) -> round.power(id, w, why.replace('_', ' ')));
    return powerW;
  }

  private void sharePv(Round round, double capW, Orders orders, String why) {
    double ratedW = fleet.pvRatedW();
    fleet
        .pvs()
        .forEach(
            (id, pv) -> {
              double shareW = Math.max(pv.ratedW() * Role.Pv.MIN_SHARE, capW * pv.ratedW() / ratedW);
              double limitW = Math.min(Math.min(pv.ratedW(), shareW), orders.of(id, pv.ratedW()));
              round.limit(id, limitW, limitW < pv.ratedW() ? why : "free");
            });
  }

  /** What is being put together for one cycle. */
  private final class Round {
    private final Moment now;
    private final List<Setpoint> setpoints = new ArrayList<>();
    private String explanation = "";

    Round(Moment now) {
      this.now = now;
    }

    void power(String id, double watts, String reason) {
      add(id, Quantity.POWER_W, watts, reason);
    }

    void limit(String id, double watts, String reason, Object... values) {
      add(id, Quantity.POWER_LIMIT_W, watts, String.format(Locale.ROOT, reason, values));
    }

    void relay(String id, boolean closed, String reason) {
      add(id, Quantity.CONTACT, closed ? 1 : 0, closed ? reason : "not needed");
    }

    void say(String sentence) {
      explanation = sentence;
    }

    private void add(String id, Quantity quantity, double value, String reason) {
      setpoints.add(
          new Setpoint(new Signal(id, quantity), value, now.plus(validity), OWNER, reason));
    }
  }
}
