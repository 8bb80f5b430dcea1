package io.spikewatt.simulator.demo;

import io.spikewatt.simulator.physics.EvDeparture;
import io.spikewatt.simulator.physics.LimitKind;
import io.spikewatt.simulator.physics.LimitViolations;
import io.spikewatt.simulator.physics.PlantRecord;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Outcome of the run by the simulated physics, compared with the same time under plain
 * self-consumption.
 *
 * @param controlled the site under the gateway
 * @param rules the same site, seed and time under plain self-consumption
 * @param storedPerKwh value of a kWh left in battery or car at the end, currency
 * @param allowance how long a limit may be exceeded while devices respond
 * @param setpoints received by an independent subscriber
 * @param devices with such a setpoint
 * @param missedCycles control cycles that were skipped
 * @param site its limits and its zone
 */
record RunSummary(
    PlantRecord controlled,
    PlantRecord rules,
    double storedPerKwh,
    Duration allowance,
    long setpoints,
    Set<String> devices,
    long missedCycles,
    SiteParameters site) {

  /** The gateway's limits for the battery; a device may drift below by its own losses. */
  private static final double SOC_MIN_PCT = 9;

  private static final double SOC_MAX_PCT = 96;

  boolean passed() {
    return controlled.limitsKept()
        && socKept()
        && controlled.carsReady()
        && setpoints > 0
        && cheaper();
  }

  private boolean socKept() {
    return controlled.soc().minPct() >= SOC_MIN_PCT && controlled.soc().maxPct() <= SOC_MAX_PCT;
  }

  /** Over less than a day the result only shows when energy was stored, not its value. */
  private boolean longEnough() {
    return length().compareTo(Duration.ofHours(24)) >= 0;
  }

  private Duration length() {
    return Duration.between(controlled.from(), controlled.to());
  }

  private boolean cheaper() {
    return !longEnough()
        || controlled.comparableCost(storedPerKwh) < rules.comparableCost(storedPerKwh);
  }

  List<String> lines() {
    Duration length = length();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d h %02d min of the site under control, measured by the simulated plant"
            .formatted(length.toHours(), length.toMinutesPart()));
    lines.add("");
    lines.addAll(figures());
    lines.add("");
    lines.addAll(verdicts());
    lines.add("         %d control cycles missed".formatted(missedCycles));
    return lines;
  }

  /** Costs and energies beside those of plain self-consumption. */
  private List<String> figures() {
    return List.of(
        "%-44s %14s %18s".formatted("", "spikewatt", "self-consumption"),
        row("energy bill and battery wear, EUR", PlantRecord::cost),
        row("worth of the servers' work, EUR", run -> run.costs().computeValue()),
        row("cost less that and what is left stored, EUR", run -> run.comparableCost(storedPerKwh)),
        row("imported, kWh", run -> run.energy().grid().imported() / 1000),
        row("exported, kWh", run -> run.energy().grid().exported() / 1000),
        row(
            "sun not used, kWh",
            run -> (run.energy().pv().available() - run.energy().pv().produced()) / 1000));
  }

  /** Conditions of {@link #passed}, each with its result. */
  private List<String> verdicts() {
    List<String> lines = new ArrayList<>();
    for (LimitKind kind : LimitKind.values()) {
      lines.add(verdict(controlled.of(kind).episodesBeyondAllowance() == 0, limit(kind)));
    }
    lines.add(
        verdict(
            socKept(),
            "battery between %.1f and %.1f %%"
                .formatted(controlled.soc().minPct(), controlled.soc().maxPct())));
    for (EvDeparture car : controlled.departures()) {
      String time =
          car.at()
              .atZone(site.place().zone())
              .format(DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH));
      lines.add(
          verdict(
              car.ready(),
              "car left %s with %.1f of %.0f %%"
                  .formatted(time, car.reachedPct(), car.requiredPct())));
    }
    lines.add(
        verdict(
            setpoints > 0,
            "an independent subscriber saw %d setpoints for %s".formatted(setpoints, devices)));
    double saved = rules.comparableCost(storedPerKwh) - controlled.comparableCost(storedPerKwh);
    lines.add(
        longEnough()
            ? verdict(cheaper(), "%.2f EUR cheaper than self-consumption".formatted(saved))
            : "         costs are compared over a day or more");
    return lines;
  }

  private String limit(LimitKind kind) {
    LimitViolations v = controlled.of(kind);
    double allowedS = allowance.toMillis() / 1000.0;
    String name = limitName(kind);
    return v.episodes() == 0
        ? name + " never exceeded"
        : "%s: %d times above it, by %.0f W at most, for %.1f s at most%s"
            .formatted(
                name,
                v.episodes(),
                v.worstAboveW(),
                v.longest().toMillis() / 1000.0,
                v.episodesBeyondAllowance() == 0
                    ? "; devices have %.1f s to respond to a change".formatted(allowedS)
                    : "; %d times longer than the %.1f s that devices have to respond to a change"
                        .formatted(v.episodesBeyondAllowance(), allowedS));
  }

  private String limitName(LimitKind kind) {
    return switch (kind) {
      case IMPORT -> "import limit of %.0f W".formatted(site.limits().importW());
      case EXPORT -> "export limit of %.0f W".formatted(site.limits().exportW());
      case CONTACT_IMPORT ->
          "the grid operator's import limit of %.0f W".formatted(site.limits().contactImportW());
      case CONTACT_EXPORT ->
          "the grid operator's export limit of %.0f W".formatted(site.limits().contactExportW());
    };
  }

  private static String verdict(boolean good, String text) {
    return (good ? "  ok     " : "  FAILED ") + text;
  }

  private String row(String name, ToDoubleFunction<PlantRecord> figure) {
    double ours = figure.applyAsDouble(controlled);
    double theirs = figure.applyAsDouble(rules);
    return String.format(Locale.ROOT, "%-44s %14.2f %18.2f", name, ours, theirs);
  }
}
