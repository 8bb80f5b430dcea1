package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.BackupGenerator;
import io.spikewatt.controller.asset.GensetState;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Requests gensets to run, in an island only. Each set's own controller starts, synchronises, loads
 * and cools it down.
 */
final class Gensets {

  /**
   * State of an island that decides on gensets.
   *
   * @param socPct state of charge of the batteries together, percent; empty = unknown
   * @param fallsShort whether the sources do not suffice although everything is shed
   * @param planned whether the plan lets them run; empty = no valid plan
   * @param fullPct state of charge at which the batteries are full, percent
   * @param dark whether the bus is dead: a black start follows, which sheds loads first
   */
  record Need(
      OptionalDouble socPct,
      boolean fallsShort,
      Optional<Boolean> planned,
      double fullPct,
      boolean dark) {}

  private static final class Unit {
    final BackupGenerator generator;
    final SetpointOutput setpointOutput;
    boolean running;
    boolean met;
    Optional<Moment> changed = Optional.empty();

    Unit(BackupGenerator generator, SetpointOutput setpointOutput) {
      this.generator = generator;
      this.setpointOutput = setpointOutput;
    }
  }

  /** A request not renewed for longer may have expired in the device. */
  private static final Duration LAPSED = Duration.ofSeconds(10);

  /**
   * Distance from the start threshold within which a plan does not stop a set, and from full
   * batteries within which it does not start one, percent.
   */
  static final double CLEAR_PCT = 5;

  private final List<Unit> units = new ArrayList<>();
  private Optional<Moment> decided = Optional.empty();

  void add(BackupGenerator generator, SetpointOutput setpointOutput) {
    units.add(new Unit(generator, setpointOutput));
  }

  /**
   * Sets that are requested to run and drop the request by themselves. Nothing has to withdraw it,
   * and a process that restarts soon finds them running.
   */
  Set<String> runningOn() {
    return units.stream()
        .filter(unit -> unit.running && unit.generator.lapses())
        .map(unit -> unit.generator.id())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Takes over the state that a new process finds. A set that runs goes on. How long it has run or
   * rested is unknown, so both times begin anew. A set without a reading is not stopped.
   *
   * @param found each set whose running state is known; others count as found at rest, long ago
   */
  void meet(List<GensetState> found, Moment now) {
    for (Unit unit : units) {
      if (unit.met) {
        continue;
      }
      Optional<GensetState> state =
          found.stream().filter(f -> f.id().equals(unit.generator.id())).findFirst();
      unit.met = state.isEmpty() || state.get().runs().isPresent();
      if (unit.met && state.isPresent()) {
        unit.running |= state.get().runs().orElse(false);
        unit.changed = Optional.of(now);
      }
    }
  }

  /** Decides by the island's need. */
  void island(Need need, Moment now) {
    decides(now);
    for (Unit unit : units) {
      set(unit, runs(unit.generator, unit.running, need), false, now);
    }
  }

  /**
   * The sets do not answer, so the last request may not have reached them: their minimum run and
   * rest times begin anew.
   */
  void unheard(Moment now) {
    units.forEach(unit -> unit.changed = unit.changed.map(at -> now));
  }

  /** After a pause in decisions the sets may have stopped and just been requested again. */
  private void decides(Moment now) {
    if (decided.isPresent() && now.since(decided.get()).compareTo(LAPSED) > 0) {
      unheard(now);
    }
    decided = Optional.of(now);
  }

  /** All run, or none: the steps of a black start, and the grid. */
  void all(boolean run, Moment now) {
    decides(now);
    for (Unit unit : units) {
      unit.met = true;
      set(unit, run, true, now);
    }
  }

  /** One setpoint for each set whose state is known or that is requested to run. */
  List<ExplainedSetpoint> setpoints(Reason reason) {
    return units.stream()
        .filter(unit -> unit.met || unit.running)
        .map(
            unit ->
                unit.setpointOutput.setpoint(
                    unit.running ? 1 : 0,
                    0.5,
                    Explanation.of(unit.running ? Action.RUN : Action.STOP, reason)))
        .toList();
  }

  /** Longest time that a running set has been requested for; empty if none is. */
  Optional<Duration> runFor(Moment now) {
    return units.stream()
        .filter(unit -> unit.running)
        .map(unit -> unit.changed.map(now::since).orElse(Duration.ZERO))
        .max(Duration::compareTo);
  }

  /** Whether there is a set that a plan can request. */
  boolean plannable() {
    return units.stream().anyMatch(unit -> unit.generator.plannable());
  }

  /**
   * Whether a set is to run. Has no side effects. A plan may start it earlier than the state of
   * charge does, and stop it earlier or later. At low charge the set runs whatever is planned. On a
   * dead bus a running set goes on, and none starts.
   */
  static boolean runs(BackupGenerator set, boolean running, Need need) {
    if (need.dark()) {
      return running;
    }
    if (need.fallsShort()) {
      return true;
    }
    // A battery of unknown charge does not count.
    double soc = need.socPct().orElse(-1);
    boolean byCharge = running ? soc < set.stopSocPct() : soc < set.startSocPct();
    if (need.planned().isEmpty() || !set.plannable() || soc < set.startSocPct()) {
      return byCharge;
    }
    return need.planned().get()
        ? soc < need.fullPct() - (running ? 0 : CLEAR_PCT)
        : byCharge && soc < set.startSocPct() + CLEAR_PCT;
  }

  private static void set(Unit unit, boolean run, boolean atOnce, Moment now) {
    if (run == unit.running) {
      return;
    }
    var least = unit.running ? unit.generator.minRun() : unit.generator.minRest();
    boolean may =
        atOnce || unit.changed.isEmpty() || now.since(unit.changed.get()).compareTo(least) >= 0;
    if (may) {
      unit.running = run;
      unit.changed = Optional.of(now);
    }
  }
}
