package io.spikewatt.controller.assembly;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.decision.DecisionQuery;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.WeatherHistory;
import io.spikewatt.controller.local.TariffQuery;
import io.spikewatt.controller.notify.RecordedDay;
import io.spikewatt.controller.notify.TargetStatus;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.source.SourceStatus;
import io.spikewatt.controller.sparkplug.CycleOutcome;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that decides for one site under one configuration, without threads: the daemon brings
 * them in service, a single one runs all in a simulated day.
 *
 * @param site configuration in force
 * @param carried what the next one goes on with
 */
public record RunningSite(
    Site site, SiteAssembly.Plant plant, SiteAssembly.Outside outside, Carried carried)
    implements AutoCloseable {

  /** Runs once a cycle. */
  public ControlCycle cycle() {
    return carried.cycle();
  }

  /** Answers {@code why}; safe for use by many threads. */
  public DecisionQuery decisions() {
    return new DecisionQuery(site.zone(), site.tariff().currency(), history());
  }

  /** Answers {@code tariff}; safe for use by many threads. */
  public String tariff(String day, Instant now) {
    return new TariffQuery(site, plans()::priced, true).answer(day, now);
  }

  /** Runs every few cycles: forecasts and plans. */
  public PlanCycle plans() {
    return carried.outlook().plans();
  }

  /** Publishes events and states; problems and forecasts are safe for use by many threads. */
  public Reporter reporter() {
    return carried.outlets().reporter();
  }

  /** Slot means and decisions; safe for use by many threads. */
  public HistoryBuffer history() {
    return carried.outlets().history();
  }

  /** Takes commands that do not come over the broker; safe for use by many threads. */
  public CommandQueue commands() {
    return carried.commands().queue();
  }

  /** The site after a cycle, as it is shown to others; to be called by the cycle's thread. */
  public CycleOutcome outcome(CycleReport report) {
    return new CycleOutcome(site, report, cycle().commandsInForce(), reporter().alarms());
  }

  /** Setpoints that an orderly end leaves in the outputs. */
  public List<ApprovedSetpoint> neutral(Moment now) {
    Set<String> left = cycle().runningOn();
    return plant.gate().neutral(now).stream()
        .filter(setpoint -> !left.contains(setpoint.signal().deviceId()))
        .toList();
  }

  /** Runs every few cycles, mostly without work: writes what must outlive a power cut. */
  public void keep(Moment now) {
    carried.state().connection().importPeak().keep(now);
    carried.state().computeDay().keep(now);
    carried.outlets().homeAssistant().ifPresent(announced -> announced.keep(now));
  }

  /** Whether people are notified. */
  public boolean notifies() {
    return carried.outlets().notifier().isPresent();
  }

  /** Sends due notifications. May wait for servers, so it needs a thread of its own. */
  public void inform(Moment now) {
    Optional<Map<String, Phrase>> problems =
        reporter().hasReported() ? Optional.of(problems()) : Optional.empty();
    Map<String, Phrase> failing =
        carried
            .outlets()
            .notifier()
            .orElseThrow()
            .tick(
                problems,
                day -> RecordedDay.of(site, history(), carried.outlets().prices(), day),
                now);
    reporter().serving("notify", failing);
  }

  /** All present problems, those of the store among them. */
  private Map<String, Phrase> problems() {
    Map<String, Phrase> problems = new LinkedHashMap<>(reporter().problems());
    history()
        .problem()
        .ifPresent(why -> problems.put("state-directory", AlarmTexts.stateDirectory(why)));
    return problems;
  }

  /** Ends {@link #inform} for good, at once; any thread may call this. */
  public void stopInforming() {
    if (notifies()) {
      carried.outlets().notifier().orElseThrow().stop();
    }
  }

  /** True if the site has sources of prices, emissions or weather. */
  public boolean hasSources() {
    return carried.outlets().sources().isPresent();
  }

  /** Asks the sources that are due. May wait for servers, so it needs a thread of its own. */
  public void askSources(Moment now) {
    reporter().serving("sources", carried.outlets().sources().orElseThrow().tick(now));
  }

  /** Ends {@link #askSources} for good, at once; any thread may call this. */
  public void stopAsking() {
    if (hasSources()) {
      carried.outlets().sources().orElseThrow().stop();
    }
  }

  /** Status of the sources; any thread may call this. */
  public List<SourceStatus> sourceStatus(Instant now) {
    return hasSources() ? carried.outlets().sources().orElseThrow().status(now) : List.of();
  }

  /**
   * Weather that sources predicted; empty without a source of weather. Any thread may call this.
   */
  public Optional<WeatherHistory> weather() {
    return hasSources() ? carried.outlets().sources().orElseThrow().weather() : Optional.empty();
  }

  /** Status of the notification targets; any thread may call this. */
  public List<TargetStatus> notified() {
    return notifies() ? carried.outlets().notifier().orElseThrow().status() : List.of();
  }

  /**
   * Ends it for good, unlike a replacement: closes the store, which must not be used afterwards.
   */
  @Override
  public void close() {
    carried.close();
  }
}
