package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.ComputeJobs;
import io.spikewatt.controller.cycle.CommandInbox;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.cycle.LearnCycle;
import io.spikewatt.controller.cycle.PlanCycle;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SlotMeans;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.limit.FeedInOrderStore;
import io.spikewatt.controller.limit.ImportPeak;
import io.spikewatt.controller.limit.SocInterlock;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.EventLog;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.resilience.OutageHistory;
import io.spikewatt.controller.resilience.SurvivalEstimator;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Everything that decides for one site, wired together. Whoever owns it brings devices, time and
 * threads: the {@link Gateway} in service, a simulated day in one thread where every run has to be
 * the same.
 */
public final class SiteControl implements AutoCloseable {

  private final HistoryStore store;
  private final PlantBoard board;
  private final SetpointBoard setpointBoard = new SetpointBoard();
  private final CommandGate gate;
  private final PlanCycle planCycle;
  private final LearnCycle learnCycle;
  private final ControlCycle cycle;
  private final SurvivalEstimator survival;

  /**
   * What every setpoint of a site has to pass: its devices' limits, and the batteries' window of
   * charge.
   */
  public static CommandGate gateOf(Site site) {
    return new CommandGate(OutputSpecs.of(site), List.of(new SocInterlock(site)));
  }

  /**
   * @param gate as {@link #gateOf} makes it
   * @param links the site's devices
   * @param port the broker, connected or not
   * @param onEvent told of every event, after the log and the broker
   * @param onReload told when a command asked for a reload
   * @param stopping whether learning is to be cut short
   * @param epoch start of the first cycle
   * @throws IOException if the state directory cannot be used
   */
  public SiteControl(
      Site site,
      CommandGate gate,
      List<Link> links,
      MessagePort port,
      Consumer<Event> onEvent,
      Runnable onReload,
      BooleanSupplier stopping,
      Moment epoch)
      throws IOException {
    Path directory = Path.of(site.storage().directory());
    this.store = HistoryStore.open(directory);
    this.board = new PlantBoard(LinkLoops.maxAges(links, site.control().cycle()), epoch);
    this.gate = gate;
    Consumer<Event> log = new EventLog();
    Reporter reporter =
        new Reporter(
            port, TopicSettings.prefix(site), TopicSettings.pace(site), log.andThen(onEvent));
    HistoryBuffer keeper = new HistoryBuffer(store);
    SiteForecaster forecaster = new SiteForecaster(site, store, directory.resolve("models"));
    PriceStore prices = new PriceStore(store, keeper);
    this.planCycle =
        new PlanCycle(site, keeper, forecaster, prices, reporter, OutageHistory.in(directory));
    this.learnCycle = new LearnCycle(forecaster, reporter, site.zone(), stopping);
    this.survival = new SurvivalEstimator(site, store, SiteForecaster.SLOT);
    CommandProcessor desk =
        new CommandProcessor(site, TopicSettings.allowed(site), keeper::noteCommand);
    ComputeJobs jobs = ComputeJobs.in(directory, site);
    CommandInbox commandInbox =
        new CommandInbox(
            port,
            TopicSettings.prefix(site) + "command/",
            desk,
            reporter,
            prices::take,
            jobs::take,
            onReload);
    this.cycle =
        new ControlCycle(
            site,
            board,
            setpointBoard,
            commandInbox,
            jobs,
            gate,
            planCycle,
            keeper,
            new SlotMeans(SiteForecaster.SLOT),
            reporter,
            FeedInOrderStore.in(directory),
            ImportPeak.in(directory, site.zone()),
            epoch);
  }

  /** Where the devices' readings are left. */
  public PlantBoard board() {
    return board;
  }

  /** Where the devices' setpoints are found. */
  public SetpointBoard outbox() {
    return setpointBoard;
  }

  /** What the outputs are left at when the process ends in order. */
  public List<ApprovedSetpoint> neutral(Moment now) {
    Set<String> left = cycle.runningOn();
    return gate.neutral(now).stream()
        .filter(setpoint -> !left.contains(setpoint.signal().deviceId()))
        .toList();
  }

  /** What is due once a cycle. */
  public ControlCycle cycle() {
    return cycle;
  }

  /** What is due every few cycles: forecasts and plans. */
  public PlanCycle foresight() {
    return planCycle;
  }

  /** What is due every minute, and may take long. */
  public LearnCycle learner() {
    return learnCycle;
  }

  /**
   * What is due every few cycles, and mostly has nothing to do: which outages would be survived.
   */
  public SurvivalEstimator survival() {
    return survival;
  }

  /** Closes the store; no more of it may be used then. */
  @Override
  public void close() {
    store.close();
  }
}
