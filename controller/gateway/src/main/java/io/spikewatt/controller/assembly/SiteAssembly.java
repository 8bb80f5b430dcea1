package io.spikewatt.controller.assembly;

import io.spikewatt.config.cli.Version;
import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.command.CommandLedger;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.RestrictionStore;
import io.spikewatt.controller.cycle.CommandInbox;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.cycle.CycleRecorder;
import io.spikewatt.controller.cycle.InputStage;
import io.spikewatt.controller.cycle.Supervision;
import io.spikewatt.controller.decision.DecisionChanges;
import io.spikewatt.controller.decision.DecisionLog;
import io.spikewatt.controller.dispatch.Dispatcher;
import io.spikewatt.controller.follow.TrackingMonitor;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.homeassistant.HomeAssistant;
import io.spikewatt.controller.io.LinkLoops;
import io.spikewatt.controller.io.OutputStage;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.limit.FeedInOrders;
import io.spikewatt.controller.limit.SocInterlock;
import io.spikewatt.controller.notify.SiteNotifier;
import io.spikewatt.controller.planning.DayCycle;
import io.spikewatt.controller.planning.LearnCycle;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.planning.SourceCycle;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.EventLog;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.resilience.SurvivalEstimator;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Wires together everything that decides for one site. */
public final class SiteAssembly {

  private SiteAssembly() {}

  /**
   * Interface to the devices.
   *
   * @param board readings and receipts
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
  public static RunningSite of(
      Site site,
      Plant plant,
      MessagePort port,
      Consumer<Event> onEvent,
      ConfigReload reload,
      Moment epoch) {
    Path directory = Path.of(site.storage().directory());
    Outside outside =
        new Outside(
            port,
            MqttTopics.of(site),
            BrokerConnection.telemetryInterval(site),
            name -> BrokerConnection.permits(site, name),
            new EventLog().andThen(onEvent),
            reload);
    return of(
        site, plant, outside, PersistentState.in(directory, site), Optional.of(directory), epoch);
  }

  /**
   * With existing parts, and without Home Assistant and notifications.
   *
   * @param epoch start of the first cycle
   */
  public static RunningSite of(
      Site site, Plant plant, Outside outside, PersistentState state, Moment epoch) {
    return of(site, plant, outside, state, Optional.empty(), epoch);
  }

  private static RunningSite of(
      Site site,
      Plant plant,
      Outside outside,
      PersistentState state,
      Optional<Path> directory,
      Moment epoch) {
    HistoryBuffer history = new HistoryBuffer(state.history());
    PriceStore prices = new PriceStore(state.history(), history);
    AtomicReference<Optional<Instant>> weatherAsOf = new AtomicReference<>(Optional.empty());
    StoreAndForward promised = StoreAndForward.of(outside.port(), state.history().backlog());
    Reporter reporter =
        new Reporter(
            outside.port(),
            promised,
            outside.topics(),
            outside.telemetryInterval(),
            outside.onEvent());
    HomeAssistant.Environment around =
        new HomeAssistant.Environment(outside.port(), prices, Version.get(), random(site, epoch));
    Carried.Outlets outlets =
        new Carried.Outlets(
            history,
            promised,
            reporter,
            prices,
            directory.flatMap(in -> HomeAssistant.of(site, in, around)),
            notifier(site, directory, epoch),
            sources(site, outside.port(), directory, prices, state.history(), weatherAsOf, epoch));
    Carried.Outlook outlook = outlook(site, state, outlets);
    Carried.Commands commands = commands(site, outside, state, outlets, epoch);
    ControlCycle cycle =
        new ControlCycle(
            new InputStage(
                site,
                plant.board(),
                commands.inbox(),
                state.requests().jobs(),
                state.requests().trips(),
                outlook.plans()),
            new Supervision(
                site,
                new FeedInOrders(site, state.connection().orders(), epoch),
                state.connection().importPeak(),
                state.connection().separation(),
                prices,
                weatherAsOf::get,
                outlook.nowcaster()::highestNetW,
                epoch),
            new Dispatcher(
                site,
                plant.gate().outputs(),
                plant.board()::budget,
                state.connection().shedRelays()),
            new OutputStage(plant.gate(), plant.outbox(), plant.board(), new TrackingMonitor(site)),
            state.computeDay(),
            new CycleRecorder(
                history,
                outlook.plans(),
                state.requests().jobs(),
                reporter,
                new DecisionLog(site, history),
                outlook.nowcaster(),
                outlets.homeAssistant()));
    return new RunningSite(
        site, plant, outside, new Carried(state, outlets, commands, outlook, cycle));
  }

  /**
   * The site that follows another one under a configuration of the same devices, with all that the
   * other one knows. Its cycle and loops must have ended; it must not be used any more.
   *
   * @param site differs only in what {@link io.spikewatt.config.site.SiteChanges#keepLinks} permits
   */
  public static RunningSite next(Site site, RunningSite before, Moment now) {
    Predicate<String> permits = name -> permits(site, before.outside(), name);
    return new RunningSite(
        site,
        before.plant(),
        before.outside(),
        before.carried().under(before.site(), site, permits, now));
  }

  /** Avoids lambdas and method references, which would load the notifier's class. */
  private static Optional<SiteNotifier> notifier(
      Site site, Optional<Path> directory, Moment epoch) {
    if (site.notifications().isEmpty() || directory.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        SiteNotifier.of(site, site.notifications().get(), directory.get(), random(site, epoch)));
  }

  /** Avoids lambdas and method references, which would load the sources' class. */
  private static Optional<SourceCycle> sources(
      Site site,
      MessagePort port,
      Optional<Path> directory,
      PriceStore prices,
      HistoryStore history,
      AtomicReference<Optional<Instant>> weatherAsOf,
      Moment epoch) {
    if (site.sources().isEmpty() || directory.isEmpty()) {
      return Optional.empty();
    }
    SourceCycle.Stores stores = new SourceCycle.Stores(prices, history, weatherAsOf);
    return Optional.of(SourceCycle.of(site, port, directory.get(), stores, random(site, epoch)));
  }

  private static Carried.Outlook outlook(
      Site site, PersistentState state, Carried.Outlets outlets) {
    SiteForecaster forecaster = new SiteForecaster(site, state.history(), state.models());
    SiteNowcaster nowcaster = SiteNowcaster.of(site, outlets.history(), state.models());
    return new Carried.Outlook(
        forecaster,
        nowcaster,
        new PlanCycle(
            site,
            outlets.history(),
            forecaster,
            nowcaster,
            outlets.prices(),
            outlets.reporter(),
            state.outages(),
            state.sessions()),
        new LearnCycle(forecaster, nowcaster, outlets.reporter(), site.zone()),
        new DayCycle(state.history(), site, DecisionChanges::byQuarterHour),
        new SurvivalEstimator(site, state.history(), QuarterHour.LENGTH));
  }

  /** Those that held when control last ended are in force again. */
  private static Carried.Commands commands(
      Site site, Outside outside, PersistentState state, Carried.Outlets outlets, Moment epoch) {
    Reporter reporter = outlets.reporter();
    CommandQueue queue = new CommandQueue();
    CommandLedger ledger = new CommandLedger(outlets.history(), state.requests().restrictions());
    CommandProcessor processor =
        new CommandProcessor(site, name -> permits(site, outside, name), ledger);
    RestrictionStore.Kept kept = ledger.kept(epoch.instant());
    for (String note : kept.notes()) {
      reporter.event(new Event(epoch.instant(), Event.Kind.NOTE, "commands", note));
    }
    processor
        .restore(kept.commands(), epoch)
        .forEach(result -> reporter.result(result, epoch.instant()));
    return new Carried.Commands(
        queue,
        processor,
        new CommandInbox(
            outside.port(),
            outside.topics(),
            queue,
            processor,
            reporter,
            outlets.prices()::take,
            state.requests().jobs()::take,
            outside.reload()));
  }

  private static boolean permits(Site site, Outside outside, String name) {
    if (CommandQueue.isFromFleet(name)) {
      return site.fleet().filter(fleet -> fleet.commands().permit(name)).isPresent();
    }
    if (CommandQueue.isFromAssistant(name)) {
      return site.assistant()
          .filter(assistant -> assistant.mayPropose(CommandRights.command(name)))
          .isPresent();
    }
    return CommandQueue.isFromPage(name) || outside.permits().test(name);
  }

  /** Chance with a seed: sites that start at the same time differ, a repeated run does not. */
  private static RandomGenerator random(Site site, Moment epoch) {
    return new SplittableRandom(31L * site.name().hashCode() + epoch.instant().toEpochMilli());
  }
}
