package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.DeviceRequest;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Upper bound for all curtailable sources together, PV and wind, split by rated power or, where a
 * site has both, by {@link SourceShares}. It follows from the power that the site can take, not
 * from the sources' own reaction, so a slow inverter cannot make it oscillate.
 */
final class CurtailmentLimit {

  private record Unit(double ratedW, boolean wind, SetpointOutput output) {}

  /** Sources this near to their limit are held by it, of the rated power. */
  private static final double HELD = 0.03;

  private final List<Unit> units = new ArrayList<>();
  private final SourceShares shares = new SourceShares();
  private double ratedW;
  private double uncontrolledW;
  private double capW = Double.POSITIVE_INFINITY;
  private double settlingS;
  private double deadS;
  private Optional<Moment> felt = Optional.empty();
  private Optional<Moment> raised = Optional.empty();

  void add(CurtailableSource source, Optional<SetpointOutput> output) {
    DeviceResponse deviceResponse = new DeviceResponse(source.response());
    settlingS = Math.max(settlingS, deviceResponse.settlingS());
    deadS = Math.max(deadS, deviceResponse.deadS());
    if (output.isPresent()) {
      boolean wind = source.term() == BalanceTerm.WIND;
      units.add(new Unit(source.ratedW(), wind, output.get()));
      shares.add(source.ratedW(), wind);
      ratedW += source.ratedW();
    } else {
      uncontrolledW += source.ratedW();
    }
  }

  /** Whether a limit below the rated power is in force. */
  boolean bites() {
    return capW < ratedW;
  }

  double capW() {
    return capW;
  }

  /**
   * Room below the limit that is left to sources that it holds or nearly holds, W, {@code >= 0}; 0
   * once they are far below it. Infinite while a limit is in force and their production unknown.
   *
   * @param madeW production of PV and wind now, W; empty = unknown
   */
  double marginW(OptionalDouble madeW) {
    if (!bites()) {
      return 0;
    }
    double widthW = HELD * ratedW;
    return madeW.isPresent()
        ? Math.clamp(widthW - (capW - madeW.getAsDouble()), 0, widthW)
        : Double.POSITIVE_INFINITY;
  }

  /** Part of a production that a limit can take away, W. */
  double limitableW(double madeW) {
    return Math.max(0, madeW - uncontrolledW);
  }

  /**
   * Production of all sources from which the controllable ones get at least a needed power, W:
   * others may make nothing.
   */
  double forNeedW(double neededW) {
    return neededW > 0 ? neededW + uncontrolledW : 0;
  }

  /** Updates the production of each kind. */
  void update(PlantState state) {
    shares.update(state.pvW().ifKnown(), state.windW().ifKnown());
  }

  /**
   * Limits by the power that the site can take.
   *
   * @param allowedW production that load, storage and the export limit can take together, W
   * @param madeW production of PV and wind now, W; empty = unknown
   */
  void allow(double allowedW, OptionalDouble madeW, Moment now) {
    double wished = Math.clamp(allowedW - uncontrolledW, 0, Math.max(0, ratedW));
    boolean tooMuch = madeW.isPresent() && madeW.getAsDouble() > wished;
    // Far from the bound the limit may stay, which saves register writes.
    boolean near = madeW.isEmpty() || madeW.getAsDouble() > wished - 0.2 * ratedW;
    double band = (near ? 0.01 : 0.1) * ratedW;
    boolean edge = wished == 0 || wished == ratedW;
    if ((tooMuch && wished < capW) || edge || Math.abs(wished - capW) >= band) {
      boolean held = bites() && madeW.isPresent() && madeW.getAsDouble() > capW - HELD * ratedW;
      if (wished > capW && held) {
        raised = Optional.of(now);
      }
      capW = wished;
    }
  }

  /**
   * Power that is ramping up because its bound was just raised, W, {@code >= 0}. A cloud at the
   * same moment looks the same, so the value is dropped once the inverters have settled.
   *
   * @param madeW production of PV and wind now, W
   */
  double returningW(double madeW, Moment now) {
    boolean lately = raised.isPresent() && sinceRaisedS(now) < settlingS + 1;
    return lately ? Math.max(0, Math.min(capW, ratedW) - madeW) : 0;
  }

  /**
   * Part of that power that has returned since the last reading: the grid's meter shows it, the
   * reading does not.
   *
   * @param madeW their power at {@code readAt}, W
   */
  double returnedW(double madeW, Moment readAt, Moment now) {
    double returningW = returningW(madeW, now);
    return returningW == 0
        ? 0
        : part(returningW, sinceRaisedS(readAt), sinceRaisedS(now) - sinceRaisedS(readAt));
  }

  /**
   * Part of a power that is ramping up which will be there after a time.
   *
   * @param returningW what is still missing at {@code now}, W
   */
  double soonW(double returningW, Moment now, double seconds) {
    return returningW == 0 ? 0 : part(returningW, sinceRaisedS(now), seconds);
  }

  private double part(double returningW, double sinceRaisedS, double seconds) {
    double actedS = Math.max(0, sinceRaisedS + seconds - deadS) - Math.max(0, sinceRaisedS - deadS);
    return returningW * (1 - Math.exp(-actedS * 3 / Math.max(0.01, settlingS - deadS)));
  }

  private double sinceRaisedS(Moment at) {
    return raised.map(then -> at.since(then).toNanos() * 1e-9).orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * The same, but up by at most a share of the rated power at a time, because the readings of
   * sources, batteries and meter are from different moments and all three move.
   */
  void allowGently(double allowedW, OptionalDouble madeW, Moment now, double share) {
    double before = Math.min(capW, ratedW);
    allow(allowedW, madeW, now);
    capW = Math.min(capW, before + share * ratedW);
  }

  /**
   * The same, but never up: their production was read earlier, and may have fallen since.
   *
   * @param allowedW as in {@link #allow}
   */
  void allowLess(double allowedW, OptionalDouble madeW, Moment now) {
    double before = capW;
    Optional<Moment> raisedBefore = raised;
    allow(allowedW, madeW, now);
    if (capW > before) {
      capW = before;
      raised = raisedBefore;
    }
  }

  /**
   * Limits sources of unknown production: down by the measured excess, slowly up while there is
   * room, and never faster than the inverters answer.
   *
   * @param excessW export beyond the limit, W; negative = room
   */
  void feel(double excessW, Moment now) {
    double from = Math.min(capW, ratedW);
    if (felt.isPresent() && now.since(felt.get()).toNanos() * 1e-9 < settlingS) {
      return;
    }
    felt = Optional.of(now);
    double step = excessW > 0 ? -excessW : Math.min(-excessW, 0.02 * ratedW);
    capW = Math.clamp(from + step, 0, Math.max(0, ratedW));
  }

  /** In an island whose load is unknown: down by a share of the rated power a settling time. */
  void feelIsland(double share, Moment now) {
    feel(share * ratedW, now);
  }

  /** One setpoint a controllable inverter; a request may only lower it. */
  List<ExplainedSetpoint> setpoints(DeviceRequests requests, Explanation why) {
    double total = Math.min(capW, ratedW);
    double windW = shares.windW(total);
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    for (Unit unit : units) {
      double part = unit.wind ? windW : total - windW;
      double share = ratedW > 0 ? part * unit.ratedW / shares.ratedW(unit.wind) : 0;
      double requestedW = requestedW(unit, requests);
      boolean lower = requestedW < share;
      setpoints.add(
          unit.output.setpoint(
              lower ? requestedW : share, 0, why.boundIf(lower, Bound.requested(requestedW))));
    }
    return setpoints;
  }

  /** The last setpoints again. */
  List<ExplainedSetpoint> again(DeviceRequests requests, Reason reason) {
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    for (Unit unit : units) {
      double requestedW = requestedW(unit, requests);
      if (unit.output.used() && requestedW < unit.output.last(0)) {
        Explanation why =
            Explanation.of(Action.PRODUCE, reason).boundBy(Bound.requested(requestedW));
        setpoints.add(unit.output.setpoint(requestedW, 0, why));
      } else {
        unit.output.repeat(Action.PRODUCE, reason).ifPresent(setpoints::add);
      }
    }
    return setpoints;
  }

  private static double requestedW(Unit unit, DeviceRequests requests) {
    return requests
        .limit(unit.output.spec().signal().deviceId())
        .map(DeviceRequest::value)
        .orElse(Double.POSITIVE_INFINITY);
  }
}
