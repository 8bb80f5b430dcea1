package io.spikewatt.controller.app;

import io.spikewatt.config.site.Outputs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandDesk;
import io.spikewatt.controller.command.ComputeJobs;
import io.spikewatt.controller.forecast.Foresight;
import io.spikewatt.controller.forecast.Learner;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.history.HistoryKeeper;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.QuarterHour;
import io.spikewatt.controller.history.SlotMeans;
import io.spikewatt.controller.io.Outbox;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.loop.ControlCycle;
import io.spikewatt.controller.loop.Inbox;
import io.spikewatt.controller.mode.ImportPeak;
import io.spikewatt.controller.mode.OrderBook;
import io.spikewatt.controller.mode.OutageBook;
import io.spikewatt.controller.mode.SocInterlock;
import io.spikewatt.controller.price.PriceBook;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.EventLog;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.Topics;
import io.spikewatt.controller.resilience.SurvivalKeeper;
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
  private final Outbox outbox = new Outbox();
  private final CommandGate gate;
  private final Foresight foresight;
  private final Learner learner;
  private final ControlCycle cycle;
  private final SurvivalKeeper survival;

  /**
   * What every setpoint of a site has to pass: its devices' limits, and the batteries' window of
   * charge.
   */
  public static CommandGate gateOf(Site site) {
    return new CommandGate(Outputs.of(site), List.of(new SocInterlock(site)));
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
    Topics topics = Topics.of(site);
    Reporter reporter =
        new Reporter(port, topics, Brokers.telemetryInterval(site), log.andThen(onEvent));
    HistoryKeeper keeper = new HistoryKeeper(store);
    SiteForecaster forecaster = new SiteForecaster(site, store, directory.resolve("models"));
    PriceBook prices = new PriceBook(store, keeper);
    this.foresight =
        new Foresight(site, keeper, forecaster, prices, reporter, OutageBook.in(directory));
    this.learner = new Learner(forecaster, reporter, site.zone(), stopping);
    this.survival = new SurvivalKeeper(site, store, QuarterHour.LENGTH);
    CommandDesk desk =
        new CommandDesk(site, name -> Brokers.permits(site, name), keeper::noteCommand);
    ComputeJobs jobs = ComputeJobs.in(directory, site);
    Inbox inbox = new Inbox(port, topics, desk, reporter, prices::take, jobs::take, onReload);
    this.cycle =
        new ControlCycle(
            site,
            board,
            outbox,
            inbox,
            jobs,
            gate,
            foresight,
            keeper,
            new SlotMeans(QuarterHour.LENGTH),
            reporter,
            OrderBook.in(directory),
            ImportPeak.in(directory, site.zone()),
            epoch);
  }

  /** Where the devices' readings are left. */
  public PlantBoard board() {
    return board;
  }

  /** Where the devices' setpoints are found. */
  public Outbox outbox() {
    return outbox;
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
  public Foresight foresight() {
    return foresight;
  }

  /** What is due every minute, and may take long. */
  public Learner learner() {
    return learner;
  }

  /**
   * What is due every few cycles, and mostly has nothing to do: which outages would be survived.
   */
  public SurvivalKeeper survival() {
    return survival;
  }

  /** Closes the store; no more of it may be used then. */
  @Override
  public void close() {
    store.close();
  }
}
