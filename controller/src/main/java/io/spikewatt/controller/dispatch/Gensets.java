package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.GensetState;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks gensets to run, in an island only. Each set's own controller starts, synchronises, loads and
 * cools it down.
 */
final class Gensets {

  /**
   * What an island looks like to a genset.
   *
   * @param socPct state of charge of the batteries together, percent; empty = unknown
   * @param fallsShort whether the sources fall short although everything is shed
   * @param planned whether the plan lets them run; empty = there is none, or it has lapsed
   * @param fullPct state of charge from which the batteries take nothing more, percent
   * @param dark whether the bus is dead: a black start follows, which takes loads off first
   */
  record Need(
      OptionalDouble socPct,
      boolean fallsShort,
      Optional<Boolean> planned,
      double fullPct,
      boolean dark) {

    /** Without a plan, on a bus that lives. */
    Need(OptionalDouble socPct, boolean fallsShort) {
      this(socPct, fallsShort, Optional.empty(), 100, false);
    }
  }

  private static final class Unit {
    final String id;
    final boolean lapses;
    final Role.Genset role;
    final SetpointOutput setpointOutput;
    boolean running;
    boolean met;
    Optional<Moment> changed = Optional.empty();

    Unit(String id, boolean lapses, Role.Genset role, SetpointOutput setpointOutput) {
      this.id = id;
      this.lapses = lapses;
      this.role = role;
      this.setpointOutput = setpointOutput;
    }
  }

  /** What was not renewed for longer may have lapsed in the device. */
  private static final Duration LAPSED = Duration.ofSeconds(10);

  /**
   * A plan stops a set no nearer than this to the charge at which it starts, nor starts one so near
   * to full batteries, percent.
   */
  static final double CLEAR_PCT = 5;

  private final List<Unit> units = new ArrayList<>();
  private Optional<Moment> decided = Optional.empty();

  void add(DeviceConfig device, Role.Genset role, SetpointOutput setpointOutput) {
    units.add(new Unit(device.id(), OutputSpecs.lapses(device), role, setpointOutput));
  }

  /**
   * What is asked to run and drops the request by itself: nobody has to withdraw it, and a process
   * that comes soon finds it running.
   */
  Set<String> runningOn() {
    return units.stream()
        .filter(unit -> unit.running && unit.lapses)
        .map(unit -> unit.id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Takes up what a new process finds: a set that runs goes on, and since nobody knows for how long
   * it has run or rested, both begin anew. One that tells nothing yet is not asked to stop.
   *
   * @param found each set that tells whether it runs; others count as found at rest, long ago
   */
  void meet(List<GensetState> found, Moment now) {
    for (Unit unit : units) {
      if (unit.met) {
        continue;
      }
      Optional<GensetState> told = found.stream().filter(f -> f.id().equals(unit.id)).findFirst();
      unit.met = told.isEmpty() || told.get().runs().isPresent();
      if (unit.met && told.isPresent()) {
        unit.running |= told.get().runs().orElse(false);
        unit.changed = Optional.of(now);
      }
    }
  }

  /** By the island's need. */
  void island(Need need, Moment now) {
    decides(now);
    for (Unit unit : units) {
      set(unit, runs(unit.role, unit.running, need), false, now);
    }
  }

  /**
   * They do not answer, so what they were asked last may not have reached them: their least run and
   * rest begin anew.
   */
  void unheard(Moment now) {
    units.forEach(unit -> unit.changed = unit.changed.map(at -> now));
  }

  /** After a pause in which nothing was decided they may have stopped, and have just been asked. */
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

  /** One setpoint a set that is known, or that is asked to run. */
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

  /** For how long the set that runs longest has been asked to; empty if none is. */
  Optional<Duration> runFor(Moment now) {
    return units.stream()
        .filter(unit -> unit.running)
        .map(unit -> unit.changed.map(now::since).orElse(Duration.ZERO))
        .max(Duration::compareTo);
  }

  /** Whether there is a set that a plan can ask. */
  boolean plannable() {
    return units.stream().anyMatch(unit -> unit.role.fuelPerKwh().isPresent());
  }

  /**
   * Whether a set is to run. Pure. A plan may start it earlier than the charge does, and stop it
   * earlier or later; where the charge is low it runs whatever is planned. On a dead bus what runs
   * goes on, and nothing starts.
   */
  static boolean runs(Role.Genset role, boolean running, Need need) {
    if (need.dark()) {
      return running;
    }
    if (need.fallsShort()) {
      return true;
    }
    // A battery that tells nothing is none to count on.
    double soc = need.socPct().orElse(-1);
    boolean byCharge = running ? soc < role.stopSocPct() : soc < role.startSocPct();
    if (need.planned().isEmpty() || role.fuelPerKwh().isEmpty() || soc < role.startSocPct()) {
      return byCharge;
    }
    return need.planned().get()
        ? soc < need.fullPct() - (running ? 0 : CLEAR_PCT)
        : byCharge && soc < role.startSocPct() + CLEAR_PCT;
  }

  private static void set(Unit unit, boolean run, boolean atOnce, Moment now) {
    if (run == unit.running) {
      return;
    }
    var least = unit.running ? unit.role.minRun() : unit.role.minRest();
    boolean may =
        atOnce || unit.changed.isEmpty() || now.since(unit.changed.get()).compareTo(least) >= 0;
    if (may) {
      unit.running = run;
      unit.changed = Optional.of(now);
    }
  }
}
