package io.spikewatt.controller.cycle;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.ActiveJobs;
import io.spikewatt.controller.decision.DecisionLog;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.history.CredibleSlots;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.homeassistant.HomeAssistant;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Passes a cycle's values and decisions on to the history, the planner, and people. Confined to the
 * cycle's thread.
 */
public final class CycleRecorder {

  private final HistoryBuffer history;
  private PlanCycle cycle;
  private final ActiveJobs jobs;
  private final Reporter reporter;
  private final DecisionLog decisions;
  private Optional<HomeAssistant> homeAssistant;
  private SiteNowcaster nowcaster;
  private final CredibleSlots slots;
  private final CredibleSlots minutes;

  /**
   * @param homeAssistant empty = the site is not announced to it
   */
  public CycleRecorder(
      HistoryBuffer history,
      PlanCycle cycle,
      ActiveJobs jobs,
      Reporter reporter,
      DecisionLog decisions,
      SiteNowcaster nowcaster,
      Optional<HomeAssistant> homeAssistant) {
    Instant recorded = history.newestSlot().orElse(Instant.MIN);
    this.slots = new CredibleSlots(QuarterHour.LENGTH, recorded);
    this.minutes = new CredibleSlots(Duration.ofMinutes(1), recorded);
    slots.resume(history.runningSlot());
    this.nowcaster = nowcaster;
    this.history = history;
    this.decisions = decisions;
    this.homeAssistant = homeAssistant;
    this.cycle = cycle;
    this.jobs = jobs;
    this.reporter = reporter;
  }

  /** Goes on under another configuration of the same devices. */
  void setSite(Site site, PlanCycle plans, SiteNowcaster next, Optional<HomeAssistant> announced) {
    cycle = plans;
    decisions.setSite(site);
    nowcaster = next;
    homeAssistant = announced;
  }

  /**
   * One cycle.
   *
   * @param lasting limits that no price of the running slot sets: a plan knows all slots' prices
   * @param gensetsRunFor how long gensets have been requested to run; empty while none is
   */
  void record(
      CycleReport report,
      GridLimits lasting,
      ActiveCommands commands,
      Optional<Duration> gensetsRunFor) {
    Moment now = report.snapshot().at();
    Map<String, OptionalDouble> readings = SeriesReadings.of(report.state());
    List<SlotMean> means = slots.add(now, readings);
    history.take(means);
    recordMinutes(readings, now);
    reporter.records(means);
    decisions.update(report, commands, cycle.foreseen());
    cycle.update(
        report.state(),
        lasting,
        commands,
        new PlanRequest.Peak(report.imported().peakW(), report.imported().runningW()));
    if (cycle.forecasts().isEmpty()) {
      cycle.startFrom(slots.soFar(PlanCycle.STARTS_AFTER));
    }
    cycle.seeIsland(report.mode(), gensetsRunFor, now);
    for (String news : jobs.news()) {
      reporter.event(new Event(now.instant(), Event.Kind.NOTE, "compute-job", news));
    }
    if (homeAssistant.isPresent() && homeAssistant.get().cycle(report, commands)) {
      reporter.repeat();
    }
    for (String news : homeAssistant.map(HomeAssistant::news).orElse(List.of())) {
      reporter.event(new Event(now.instant(), Event.Kind.NOTE, "energy", news));
    }
    reporter.cycle(report);
  }

  /** Stores the running slot, before an orderly end; once the cycle has ended. */
  void keep() {
    slots.keep(history.runningSlot());
  }

  private void recordMinutes(Map<String, OptionalDouble> readings, Moment now) {
    Map<String, OptionalDouble> wanted = new LinkedHashMap<>();
    for (String series : nowcaster.series()) {
      wanted.put(series, readings.getOrDefault(series, OptionalDouble.empty()));
    }
    List<SlotMean> over = minutes.add(now, wanted);
    history.takeMinutes(over);
    nowcaster.take(over);
  }
}
