package io.spikewatt.controller.dispatch;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Models a device's response to its last setpoints: dead time, then an exponential approach within
 * 5 % after the settling time. Carries a measured power from its own moment to that of the grid
 * meter; without that, a moving device looks like a moving load, and control answers its own echo.
 */
final class DeviceResponse {

  private static final int MOST = 64;

  /** Longest skew that is bridged: beyond it the model is too inaccurate. */
  private static final double MOST_SKEW_S = 8;

  /** Time constants after which less than 1 % of a step is left. */
  private static final double SETTLED_TAUS = 5;

  private final double deadS;
  private final double tauS;
  private final ArrayDeque<Command> commands = new ArrayDeque<>();

  private record Command(Moment at, double watts) {}

  DeviceResponse(DeviceProfile.Response response) {
    this.deadS = response.deadTime().toNanos() * 1e-9;
    double settling = response.settling().toNanos() * 1e-9;
    this.tauS = Math.max(0.01, (settling - deadS) / 3);
  }

  /** From a command to within 5 % of it, s. */
  double settlingS() {
    return deadS + 3 * tauS;
  }

  /** From a command to the first movement, s. */
  double deadS() {
    return deadS;
  }

  /** Time constant of the approach, s. */
  double lagS() {
    return tauS;
  }

  /** Share of a step that is done {@code seconds} after it began to act. */
  double doneAfter(double seconds) {
    return 1 - Math.exp(-seconds / tauS);
  }

  /** Whether all recent commands are within {@code nearW} of the last one. */
  boolean restsAt(Moment at, double nearW) {
    if (commands.isEmpty()) {
      return false;
    }
    double last = commands.getLast().watts();
    Iterator<Command> newestFirst = commands.descendingIterator();
    while (newestFirst.hasNext()) {
      Command command = newestFirst.next();
      if (Math.abs(command.watts() - last) >= nearW) {
        return false;
      }
      if (hasSettled(command, at)) {
        return true;
      }
    }
    return false;
  }

  /** Records a setpoint. {@code before}: the device's power at the first setpoint. */
  void command(double watts, double before, Moment at) {
    if (commands.isEmpty()) {
      commands.addLast(new Command(at, before));
    }
    if (commands.getLast().watts() != watts) {
      commands.addLast(new Command(at, watts));
    }
    // The oldest command only gives the initial level, so all but it may be dropped when settled.
    while (commands.size() > MOST || (commands.size() > 1 && settledAt(second().at(), at))) {
      commands.removeFirst();
    }
  }

  /** Whether it was ever set. */
  boolean isCommanded() {
    return !commands.isEmpty();
  }

  /** Least of the powers of its recent commands, W; 0 without any. */
  double leastCommandedW() {
    return commands.stream().mapToDouble(Command::watts).min().orElse(0);
  }

  /** Least of the powers that it may have followed at a moment, W; 0 without any. */
  double leastFollowedW(Moment at) {
    double leastW = Double.POSITIVE_INFINITY;
    Iterator<Command> newestFirst = commands.descendingIterator();
    while (newestFirst.hasNext()) {
      Command command = newestFirst.next();
      leastW = Math.min(leastW, command.watts());
      if (hasSettled(command, at)) {
        return leastW;
      }
    }
    return commands.isEmpty() ? 0 : leastW;
  }

  /** Tells whether a command has acted long enough to have ended those before it. */
  private boolean hasSettled(Command command, Moment at) {
    return seconds(command.at(), at) > deadS + SETTLED_TAUS * tauS;
  }

  /** The device's power at {@code at}, from a measurement at another moment and the model. */
  double at(Estimate.Known measured, Moment at) {
    double skew = seconds(measured.at(), at);
    if (commands.size() < 2 || Math.abs(skew) < 0.02 || Math.abs(skew) > MOST_SKEW_S) {
      return measured.value();
    }
    return measured.value() + model(at) - model(measured.at());
  }

  /** Power that the device should have at {@code at} by its commands alone, W. */
  double model(Moment at) {
    if (commands.isEmpty()) {
      return 0;
    }
    Iterator<Command> all = commands.iterator();
    Command current = all.next();
    double power = current.watts();
    double target = power;
    double since = Double.NEGATIVE_INFINITY;
    while (all.hasNext()) {
      Command next = all.next();
      double acts = deadS - seconds(next.at(), at);
      if (acts > 0) {
        break;
      }
      power = approach(power, target, -acts, since);
      target = next.watts();
      since = -acts;
    }
    return Double.isInfinite(since) ? power : approach(power, target, 0, since);
  }

  /** Power reached when {@code target} acted from {@code since} until {@code until} s ago. */
  private double approach(double power, double target, double until, double since) {
    return Double.isInfinite(since)
        ? target
        : target + (power - target) * Math.exp(-(since - until) / tauS);
  }

  private Command second() {
    Iterator<Command> all = commands.iterator();
    all.next();
    return all.next();
  }

  private boolean settledAt(Moment command, Moment now) {
    return seconds(command, now) > MOST_SKEW_S + deadS + 6 * tauS;
  }

  private static double seconds(Moment from, Moment to) {
    return to.since(from).toNanos() * 1e-9;
  }
}
