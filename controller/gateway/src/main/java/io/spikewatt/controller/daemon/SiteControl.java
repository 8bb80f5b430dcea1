package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.alarm.AlarmText;
import io.spikewatt.controller.command.CommandLedger;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.RestrictionStore;
import io.spikewatt.controller.cycle.CommandInbox;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.cycle.CycleRecorder;
import io.spikewatt.controller.cycle.InputStage;
import io.spikewatt.controller.cycle.LearnCycle;
import io.spikewatt.controller.cycle.OutputStage;
import io.spikewatt.controller.cycle.PlanCycle;
import io.spikewatt.controller.cycle.Supervision;
import io.spikewatt.controller.decision.DecisionLog;
import io.spikewatt.controller.decision.DecisionQuery;
import io.spikewatt.controller.dispatch.Dispatcher;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.homeassistant.HomeAssistant;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.limit.SocInterlock;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.EventLog;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.resilience.SurvivalEstimator;
import io.spikewatt.controller.sparkplug.CycleOutcome;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * Wires together everything that decides for one site. Its owner brings devices, time and threads:
 * the {@link Gateway} in service, a single thread in a simulated day where every run must be the
 * same.
 */
public final class SiteControl implements AutoCloseable {

  private final PersistentState state;

  private final Plant plant;
  private final PlanCycle planCycle;
  private final LearnCycle learnCycle;
  private final ControlCycle cycle;
  private final SurvivalEstimator survival;
  private final HistoryBuffer history;
  private final DecisionQuery decisions;
  private final SiteForecaster forecaster;
  private final StoreAndForward promised;
  private final Reporter reporter;
  private final CommandQueue queue = new CommandQueue();
  private final Optional<HomeAssistant> homeAssistant;

  /**
   * Interface to the devices.
   *
   * @param board readings and receipts
   * @param outbox setpoints in force
   * @param gate gate for every setpoint
   */
  public record Plant(PlantBoard board, SetpointBoard outbox, CommandGate gate) {

    /** Of these links, without a reading yet. */
    public static Plant of(Site site, CommandGate gate, List<Link> links, Moment now) {
      return new Plant(
          new PlantBoard(LinkLoops.maxAges(links, site.control().cycle()), now),
          new SetpointBoard(),
          gate);
    }
  }

  /**
   * Interfaces to people and other systems.
   *
   * @param port the broker, connected or not
   * @param telemetryInterval shortest time between two telemetry messages of a device
   * @param permits which commands are allowed, by what follows {@code command/} in their topic
   * @param onEvent receives every event, after the broker
   * @param reload reads the configuration again
   */
  public record Outside(
      MessagePort port,
      MqttTopics topics,
      Duration telemetryInterval,
      Predicate<String> permits,
      Consumer<Event> onEvent,
      ConfigReload reload) {}

  /**
   * The gate for every setpoint of a site: its devices' limits, and the batteries' window of
   * charge.
   */
  public static CommandGate gateOf(Site site) {
    return new CommandGate(OutputSpecs.of(site), List.of(new SocInterlock(site)));
  }

  /**
   * In service.
   *
   * @param port the broker, connected or not
   * @param onEvent receives every event, after the log and the broker
   * @param reload reads the configuration again
   * @param epoch start of the first cycle
   */
  public SiteControl(
      Site site,
      Plant plant,
      MessagePort port,
      Consumer<Event> onEvent,
      ConfigReload reload,
      Moment epoch) {
    this(
        site,
        plant,
        new Outside(
            port,
            MqttTopics.of(site),
            BrokerConnection.telemetryInterval(site),
            name -> BrokerConnection.permits(site, name),
            new EventLog().andThen(onEvent),
            reload),
        PersistentState.in(Path.of(site.storage().directory()), site),
        Optional.of(Path.of(site.storage().directory())),
        epoch);
  }

  /**
   * With existing parts, and without Home Assistant.
   *
   * @param epoch start of the first cycle
   */
  public SiteControl(Site site, Plant plant, Outside outside, PersistentState state, Moment epoch) {
    this(site, plant, outside, state, Optional.empty(), epoch);
  }

  private SiteControl(
      Site site,
      Plant plant,
      Outside outside,
      PersistentState state,
      Optional<Path> announcements,
      Moment epoch) {
    this.state = state;
    this.plant = plant;
    this.promised = StoreAndForward.of(outside.port(), state.history().backlog());
    this.reporter =
        new Reporter(
            outside.port(),
            promised,
            outside.topics(),
            outside.telemetryInterval(),
            outside.onEvent());
    this.history = new HistoryBuffer(state.history());
    this.decisions = new DecisionQuery(site, history);
    this.forecaster = new SiteForecaster(site, state.history(), state.models());
    SiteNowcaster nowcaster = SiteNowcaster.of(site, history, state.models());
    PriceStore prices = new PriceStore(state.history(), history);
    this.planCycle =
        new PlanCycle(
            site,
            history,
            forecaster,
            nowcaster,
            prices,
            reporter,
            state.outages(),
            state.sessions());
    this.learnCycle = new LearnCycle(forecaster, nowcaster, reporter, site.zone());
    this.survival = new SurvivalEstimator(site, state.history(), QuarterHour.LENGTH);
    CommandLedger ledger = new CommandLedger(history, state.requests().restrictions());
    CommandProcessor processor =
        new CommandProcessor(site, name -> permits(site, outside, name), ledger);
    restore(processor, ledger.kept(epoch.instant()), epoch);
    CommandInbox commandInbox =
        new CommandInbox(
            outside.port(),
            outside.topics(),
            queue,
            processor,
            reporter,
            prices::take,
            state.requests().jobs()::take,
            outside.reload());
    HomeAssistant.Environment around =
        new HomeAssistant.Environment(outside.port(), prices, Version.get(), random(site, epoch));
    this.homeAssistant =
        announcements.flatMap(directory -> HomeAssistant.of(site, directory, around));
    this.cycle =
        new ControlCycle(
            new InputStage(
                site,
                plant.board(),
                commandInbox,
                state.requests().jobs(),
                state.requests().trips(),
                planCycle),
            new Supervision(
                site,
                state.connection().orders(),
                state.connection().importPeak(),
                state.connection().separation(),
                nowcaster::highestNetW,
                epoch,
                !plant.outbox().all().isEmpty()),
            new Dispatcher(
                site,
                plant.gate().outputs(),
                plant.board()::budget,
                state.connection().shedRelays()),
            new OutputStage(site, plant.gate(), plant.outbox(), plant.board()),
            new CycleRecorder(
                history,
                planCycle,
                state.requests().jobs(),
                reporter,
                new DecisionLog(site, history),
                nowcaster,
                homeAssistant));
  }

  private void restore(CommandProcessor processor, RestrictionStore.Kept kept, Moment epoch) {
    for (String note : kept.notes()) {
      reporter.event(new Event(epoch.instant(), Event.Kind.NOTE, "commands", note));
    }
    processor
        .restore(kept.commands(), epoch)
        .forEach(result -> reporter.result(result, epoch.instant()));
  }

  private static boolean permits(Site site, Outside outside, String name) {
    if (CommandQueue.isFromFleet(name)) {
      return site.fleet().filter(fleet -> fleet.commands().permit(name)).isPresent();
    }
    return CommandQueue.isFromPage(name) || outside.permits().test(name);
  }

  /** Chance with a seed: sites that start at the same time differ, a repeated run does not. */
  private static RandomGenerator random(Site site, Moment epoch) {
    return new SplittableRandom(31L * site.name().hashCode() + epoch.instant().toEpochMilli());
  }

  /** Readings of the devices. */
  public PlantBoard board() {
    return plant.board();
  }

  /** Setpoints for the devices. */
  public SetpointBoard outbox() {
    return plant.outbox();
  }

  /** Setpoints that an orderly end leaves in the outputs. */
  public List<ApprovedSetpoint> neutral(Moment now) {
    Set<String> left = cycle.runningOn();
    return plant.gate().neutral(now).stream()
        .filter(setpoint -> !left.contains(setpoint.signal().deviceId()))
        .toList();
  }

  /** Runs once a cycle. */
  public ControlCycle cycle() {
    return cycle;
  }

  /** Runs every few cycles: forecasts and plans. */
  public PlanCycle foresight() {
    return planCycle;
  }

  /** Runs every minute, and may take long. */
  public LearnCycle learner() {
    return learnCycle;
  }

  /** Runs every few cycles, mostly without work: which outages the site would survive. */
  public SurvivalEstimator survival() {
    return survival;
  }

  /** Runs every few cycles: what the broker was promised, kept until it is there. */
  public StoreAndForward promised() {
    return promised;
  }

  /** Runs every few cycles, mostly without work: writes what must outlive a power cut. */
  public void keep(Moment now) {
    state.connection().importPeak().keep(now);
    homeAssistant.ifPresent(announced -> announced.keep(now));
  }

  /** The broker was reached: publishes the newest values; to be called by the cycle's thread. */
  void brokerReached() {
    reporter.brokerReached();
  }

  /** Sentences of all present problems. */
  public List<String> alarms() {
    return reporter.alarms();
  }

  /**
   * The site after a cycle, as it is shown to others; to be called by the cycle's thread.
   *
   * @param site configuration in force
   * @param report of the last cycle
   */
  CycleOutcome outcome(Site site, CycleReport report) {
    return new CycleOutcome(site, report, cycle.commandsInForce(), alarms());
  }

  /**
   * Sets the problems of what the daemon serves beside control; safe for use by many threads.
   *
   * @param wrong code to sentence
   */
  void serving(Map<String, AlarmText> wrong) {
    reporter.serving(wrong);
  }

  /** Forecasts of load, PV, wind and prices. */
  SiteForecaster forecaster() {
    return forecaster;
  }

  /** Notes an event; safe for use by many threads. */
  void event(Event event) {
    reporter.event(event);
  }

  /** The same, code to sentence; safe for use by many threads. */
  public Map<String, AlarmText> problems() {
    return reporter.problems();
  }

  /** The newest forecasts as they are published; safe for use by many threads. */
  public Map<MqttTopics.Forecasted, byte[]> publishedForecasts() {
    return reporter.forecasts();
  }

  /** Slot means and decisions; safe for use by many threads. */
  public HistoryBuffer history() {
    return history;
  }

  /** Why nothing can be kept for now; empty = it can. */
  Optional<String> storeProblem() {
    return state.history().problem();
  }

  /** Answers {@code why}; safe for use by many threads. */
  public String why(String asked, Moment now) {
    return decisions.answer(asked, now.instant());
  }

  /** Hands a command over that does not come over the broker; safe for use by many threads. */
  public CompletableFuture<CommandResult> submit(String name, byte[] payload) {
    return queue.submit(name, payload);
  }

  /** Takes commands that do not come over the broker; safe for use by many threads. */
  CommandQueue commands() {
    return queue;
  }

  /** Closes the store, which must not be used afterwards. */
  @Override
  public void close() {
    queue.close();
    cycle.keep();
    state.connection().importPeak().close();
    homeAssistant.ifPresent(HomeAssistant::close);
    history.flushAll().ifPresent(why -> Logger.warn("{}", why));
    promised.close();
    state.history().close();
  }
}
