package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.asset.EvState.Presence;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/** One EV charger: its car's needs and its switching rules. */
final class EvUnit {

  /** Minimum on-time of a car, unless a limit forbids. */
  static final Duration LEAST_ON = Duration.ofMinutes(3);

  /** Minimum off-time of a car. */
  static final Duration LEAST_OFF = Duration.ofMinutes(2);

  /** Minimum off-time of an urgent car. */
  static final Duration LEAST_OFF_URGENT = Duration.ofSeconds(20);

  /** Spare time that a car needs before it may discharge for the site, s. */
  private static final double GIVING_S = 1800;

  final DeviceConfig device;
  final Role.EvCharger role;
  final SetpointOutput setpointOutput;
  final DeviceResponse deviceResponse;
  final Hysteresis fromGrid = new Hysteresis();
  final Hysteresis fromSurplus = new Hysteresis();

  /** Whether its energy is worth less than what it saves at the site, or earns in the grid. */
  final Hysteresis toSite = new Hysteresis();

  final Hysteresis toGrid = new Hysteresis();

  private final DeadlineSlack deadlineSlack = new DeadlineSlack();
  private Optional<Moment> switched = Optional.empty();
  private double lastW;
  private double givenW;

  EvUnit(DeviceConfig device, Role.EvCharger role, SetpointOutput setpointOutput) {
    this.device = device;
    this.role = role;
    this.setpointOutput = setpointOutput;
    this.deviceResponse = new DeviceResponse(device.profile().response());
  }

  /** Whether everything about the car is known, so that its charging can be decided. */
  static boolean known(EvState state) {
    return state.presence() == Presence.PLUGGED_IN
        && state.socPct().isKnown()
        && state.targetPct().isKnown()
        && state.departureInS().isKnown()
        && state.capacityWh().isKnown();
  }

  /** Whether a car whose data are known still lacks energy. */
  static boolean wants(EvState state) {
    return known(state)
        && state.socPct().ifKnown().orElseThrow() < state.targetPct().ifKnown().orElseThrow();
  }

  /** Whether the car must charge at full power from now on to be ready in time. */
  boolean urgent(EvState state) {
    if (!wants(state)) {
      return deadlineSlack.none();
    }
    return deadlineSlack.update(spareS(state));
  }

  /** Slack until the car must charge at full power to be ready, s; for a car with known data. */
  private double spareS(EvState state) {
    double pct = state.targetPct().ifKnown().orElseThrow() - state.socPct().ifKnown().orElseThrow();
    double missingWh = Math.max(0, pct) / 100 * state.capacityWh().ifKnown().orElseThrow();
    double leftS = state.departureInS().ifKnown().orElseThrow();
    return DeadlineSlack.spareS(leftS, missingWh, role.maxW() * role.efficiency());
  }

  /**
   * Whether the car may be discharged: its charge is above its reserve, and the energy can be
   * restored in time.
   */
  boolean canGive(EvState state) {
    if (!role.discharges() || setpointOutput.isLimit() || !known(state) || lastW > 0) {
      return false;
    }
    boolean giving = givenW > 0;
    double soc = state.socPct().ifKnown().orElseThrow();
    double target = state.targetPct().ifKnown().orElseThrow();
    // Above its target no energy needs to be restored.
    boolean inTime = soc > target + 1 || spareS(state) > (giving ? GIVING_S : 2 * GIVING_S);
    return soc > role.reserveSocPct() + (giving ? 0 : 1) && inTime;
  }

  /**
   * Turns a wanted power into a discharging power without chatter: 0 or at least the charger's
   * minimum.
   *
   * @param wantedW power that would be best, W
   * @param roomW power that the limits leave, W
   */
  double give(double wantedW, double roomW, Moment now) {
    double most = Math.min(role.dischargeW(), roomW);
    boolean on = givenW > 0;
    boolean dwelt =
        switched.isEmpty() || now.since(switched.get()).compareTo(on ? LEAST_ON : LEAST_OFF) >= 0;
    boolean runs =
        on ? wantedW >= 0.9 * role.minW() || !dwelt : wantedW >= 1.05 * role.minW() && dwelt;
    double power = most < role.minW() || !runs ? 0 : Math.clamp(wantedW, role.minW(), most);
    if (power > 0 != on) {
      switched = Optional.of(now);
    }
    givenW = power;
    return power;
  }

  /**
   * Turns a wanted power into a power that the charger can take without chatter: 0 or at least its
   * minimum.
   *
   * @param wantedW power that would be best, W
   * @param roomW power that the limits leave, W
   * @param isUrgent whether the car must charge at full power to be ready in time
   */
  double settle(double wantedW, double roomW, boolean isUrgent, Moment now) {
    double most = Math.min(role.maxW(), roomW);
    boolean on = lastW > 0;
    Duration least = on ? LEAST_ON : isUrgent ? LEAST_OFF_URGENT : LEAST_OFF;
    boolean dwelt = switched.isEmpty() || now.since(switched.get()).compareTo(least) >= 0;
    double power;
    if (most < role.minW()) {
      power = 0;
    } else if (on) {
      boolean stop = wantedW < 0.9 * role.minW() && dwelt;
      power = stop ? 0 : Math.clamp(wantedW, role.minW(), most);
    } else {
      boolean start = wantedW >= Math.min(1.05 * role.minW(), role.maxW()) && dwelt;
      power = start ? Math.clamp(wantedW, role.minW(), most) : 0;
    }
    if (power > 0 != on) {
      switched = Optional.of(now);
    }
    lastW = power;
    return power;
  }

  /** A request sets its power without the minimum times, which begin anew afterwards. */
  void followRequest() {
    givenW = 0;
    lastW = 0;
  }

  /** The car is gone or done. */
  void off(Moment now) {
    give(0, 0, now);
    if (lastW > 0) {
      switched = Optional.of(now);
    }
    lastW = 0;
    fromGrid.set(false);
    fromSurplus.set(false);
  }

  /** The value for the output: a limit is a magnitude, a power has the house's sign. */
  double outputValue(double watts) {
    return setpointOutput.isLimit() ? watts : -watts;
  }

  /** The power that follows from a value of the output, with the house's sign, W. */
  double powerW(double value) {
    return setpointOutput.isLimit() ? -Math.abs(value) : value;
  }
}
