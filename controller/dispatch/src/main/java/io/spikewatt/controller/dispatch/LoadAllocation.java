package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.LoadNeed;
import io.spikewatt.controller.asset.LoadNeed.Surplus;
import io.spikewatt.controller.asset.LoadOffer;
import io.spikewatt.controller.asset.LoadOffer.GiveBack;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Power of the flexible loads in one cycle: from the grid where it is worth its price, from surplus
 * where nothing better uses it, and never beyond the limits. Loads that run at a least power or not
 * at all come first, because the others can use any remainder; they leave these what is urgent.
 * Power that a self-acting load draws now stays reserved for it. What it draws beyond its setpoint
 * cannot be reallocated.
 *
 * @param loads in the configuration's order
 */
record LoadAllocation(List<LoadUnit> loads) {

  /** Setpoints of the loads, and the room that they leave. */
  record Allocation(List<ExplainedSetpoint> setpoints, PowerRoom remaining) {}

  /**
   * Allocation of one load.
   *
   * @param setpoint empty = it uses its own fall-back
   * @param watts allocated above its base, W; negative = it gives
   */
  private record Given(Optional<ExplainedSetpoint> setpoint, double watts) {}

  /**
   * Power that a load leaves to the later ones.
   *
   * @param urgentW their urgent power, W
   * @param worthW their power that is urgent or worth its price from the grid, W
   * @param shareW part of the urgent power, by a load that is urgent too, W
   */
  private record Left(double urgentW, double worthW, double shareW) {}

  /**
   * A need and its power.
   *
   * @param wantedW power that would be best, W above the load's base
   * @param roomW power that the limits leave, W above the load's base
   */
  private record Sized(LoadNeed need, double wantedW, double roomW) {
    double powerW() {
      return Math.min(wantedW, roomW);
    }

    boolean isTight() {
      return roomW < wantedW;
    }
  }

  /**
   * Gives power to one load after the other.
   *
   * @param start room with only the loads' base allocated
   * @param requested powers that requests set
   */
  Allocation allocate(
      CycleInput input,
      PowerRoom start,
      PlanReading plan,
      Map<String, RequestAllocation.Granted> requested) {
    List<LoadOffer> offers =
        loads.stream().map(unit -> unit.offer(input, start.policy(), plan)).toList();
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    PowerRoom room = start;
    double[] heldW = loads.stream().mapToDouble(unit -> unit.heldW(input)).toArray();
    for (int i = 0; i < loads.size(); i++) {
      Left left = left(i, offers, start);
      double besidesW = Arrays.stream(heldW).sum() - heldW[i] + loads.get(i).overdrawnW(input);
      RequestAllocation.Granted request = requested.get(loads.get(i).id);
      Given given =
          request == null
              ? give(loads.get(i), offers.get(i), input, room.after(besidesW), left)
              : new Given(Optional.of(loads.get(i).follow(request, input)), 0 - request.watts());
      given.setpoint().ifPresent(setpoints::add);
      room = room.after(given.watts());
      heldW[i] = Math.max(0, heldW[i] - given.watts());
    }
    return new Allocation(setpoints, room);
  }

  /**
   * Power that is left to the later loads. A load that runs at a least power or not at all gets
   * only urgent power, and only from a load that can wait: it cannot use a smaller rest.
   */
  private Left left(int index, List<LoadOffer> offers, PowerRoom start) {
    double urgentW = 0;
    double worthW = 0;
    double switchedW = 0;
    boolean waits = !offers.get(index).isUrgent();
    for (int i = 0; i < offers.size(); i++) {
      LoadOffer offer = offers.get(i);
      boolean switches = loads.get(i).range.switches();
      switchedW += switches ? offer.urgentW() : 0;
      if (i > index && (waits || !switches)) {
        urgentW += offer.urgentW();
        worthW += switches ? offer.urgentW() : Math.max(offer.urgentW(), offer.worthW());
      }
    }
    double roomW = start.belowLimitW() + start.batteries().emergencyW();
    boolean shares = loads.get(index).range.switches();
    double share = Math.clamp(roomW / Math.max(1, switchedW + urgentW), 0, 1);
    return new Left(urgentW, worthW, shares ? urgentW * share : 0);
  }

  private static Given give(
      LoadUnit unit, LoadOffer offer, CycleInput input, PowerRoom room, Left left) {
    double givesW = givesW(unit, offer, input, room);
    if (givesW > 0) {
      Explanation why = Explanation.of(Action.DISCHARGE, Reason.SERVES_SITE);
      return new Given(Optional.of(unit.send(-givesW, false, why, input)), -givesW);
    }
    if (!offer.needs().isEmpty()) {
      return take(unit, offer, input, room, left);
    }
    if (unit.state(input).isControllable()) {
      return new Given(Optional.of(unit.rest(input, offer.idle())), 0);
    }
    unit.stop(input.now());
    return new Given(Optional.empty(), 0);
  }

  private static double givesW(LoadUnit unit, LoadOffer offer, CycleInput input, PowerRoom room) {
    if (offer.giveBack().isEmpty()) {
      return unit.give(0, 0, input.now());
    }
    GiveBack giveBack = offer.giveBack().get();
    double batteryW = Math.max(0, room.batteries().dischargeW());
    double lacksW = room.netW() - (giveBack.afterStorage() ? batteryW : 0);
    double overPeakW = room.netW() - room.band().peakW() - batteryW;
    double bestW =
        giveBack.toGrid()
            ? unit.range.backW()
            : Math.max(giveBack.toSite() ? lacksW : 0, overPeakW);
    return unit.give(bestW, room.netW() - room.band().lowW(), input.now());
  }

  private static Given take(
      LoadUnit unit, LoadOffer offer, CycleInput input, PowerRoom room, Left left) {
    double mostW = unit.mostW(input);
    List<Sized> sized = offer.needs().stream().map(need -> size(need, room, left, mostW)).toList();
    Sized best = sized.getFirst();
    for (Sized other : sized) {
      best = other.powerW() > best.powerW() ? other : best;
    }
    double baseW = unit.range.baseW();
    double aboveW = unit.settle(best.wantedW(), best.roomW(), best.need(), input.now());
    double wantedW = baseW + aboveW;
    double limitW =
        baseW + (input.zeroExchange() ? 0 : room.belowLimitW() - left.urgentW() + room.helpW());
    double rampedW = unit.ramped(wantedW, Math.max(limitW, wantedW), input);
    boolean cut = rampedW > wantedW && rampedW >= limitW;
    boolean tight = cut || sized.stream().anyMatch(Sized::isTight);
    Explanation why =
        explain(offer, sized, aboveW, rampedW > wantedW)
            .boundIf(rampedW != wantedW, Bound.atMost(Reason.RAMP, -rampedW))
            .boundIf(tight, room.band().consumption(!offer.isUrgent()));
    double permittedW = unit.permittedW(rampedW, input);
    return new Given(
        Optional.of(unit.send(rampedW, tight, why, input)), Math.max(0, permittedW - baseW));
  }

  private static Sized size(LoadNeed need, PowerRoom room, Left left, double mostW) {
    double surplusW =
        need.surplus() == Surplus.NONE ? 0 : room.surplusW(need.surplus() == Surplus.AFTER_STORAGE);
    double worthW = Math.max(need.gridW(), surplusW);
    double wantedW = Math.min(need.upToW(), Math.max(worthW, room.unwantedW()));
    double roomW =
        switch (need.urgency()) {
          case URGENT -> room.belowLimitW() - left.shareW() + room.batteries().emergencyW();
          case WORTH -> room.belowPeakW() - left.urgentW() + room.helpW();
          case WAITS -> room.belowPeakW() - left.worthW() + room.helpW();
        };
    return new Sized(need, wantedW, Math.min(roomW, mostW));
  }

  /** Named after the first need that explains the power. */
  private static Explanation explain(
      LoadOffer offer, List<Sized> sized, double aboveW, boolean slowed) {
    if (aboveW == 0) {
      return Explanation.of(slowed ? offer.action() : Action.REST, offer.idle());
    }
    Reason reason =
        sized.stream()
            .filter(one -> aboveW <= one.wantedW())
            .findFirst()
            .orElse(sized.getLast())
            .need()
            .reason();
    return Explanation.of(offer.action(), reason);
  }
}
