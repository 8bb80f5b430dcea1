package io.spikewatt.simulator.chaos;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.cycle.InputStage;
import io.spikewatt.controller.daemon.FastMeterPolling;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.simulator.envelope.EnvelopeRecorder;
import io.spikewatt.simulator.envelope.SafetyEnvelope;
import io.spikewatt.simulator.envelope.Violation;
import io.spikewatt.simulator.envelope.Visibility;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.server.SharedPlant;
import io.spikewatt.simulator.site.RecordedPast;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One simulated day of faults. Confined to one thread. */
public final class ChaosRun {

  private static final long SECOND = 1_000_000_000L;
  private static final long DECIDE = SECOND / 5;
  private static final long WRITE = SECOND / 4;

  /** Enough for the seasonal forecast. */
  private static final int PAST_DAYS = 8;

  /** Longest answer of a slow battery, in cycles. */
  private static final int SLOWEST_CYCLES = 6;

  /** Seconds before a violation that are reported with it. */
  private static final int LEAD_S = 30;

  private final ChaosTask task;
  private final ChaosDay day;
  private final ChaosClock clock;
  private final GpioWiring gpioWiring;
  private final SharedPlant plant;
  private final EnvelopeRecorder recorder;
  private final FaultyLinks faultyLinks;
  private final RunTrace trace;
  private final ChaosBroker broker;
  private final FaultInjector faultInjector;
  private final CommandFuzzer commandFuzzer;
  private final Site site;
  private final Map<String, Long> modeSeconds = new TreeMap<>();
  private final Map<String, Long> meterAlarms = new TreeMap<>();
  private final List<ChaosResult.Found> found = new ArrayList<>();
  private final Deque<String> lead = new ArrayDeque<>();
  private final StateDisk disk;
  private String mode = "none";
  private String doing = "";
  private @Nullable DaemonProcess daemonProcess;

  private ChaosRun(ChaosTask task, Path directory, Consumer<String> traceLines) throws IOException {
    this.task = task;
    this.day = ChaosDay.of(task.seed());
    this.clock = new ChaosClock(day.start());
    this.gpioWiring = new GpioWiring(clock);
    SimulatedPlant physics =
        new SimulatedPlant(day.site(), clock.now(), SimulatedSite.STEP, gpioWiring);
    this.recorder =
        new EnvelopeRecorder(
            task.controllerMutation().envelope(SafetyEnvelope.of(day.site(), 1)), physics.truth());
    physics.observe(recorder);
    this.trace = new RunTrace(clock, directory, traceLines);
    physics.observe(trace);
    this.broker = new ChaosBroker(trace::published);
    this.plant = new SharedPlant(physics, clock);
    this.faultyLinks = new FaultyLinks(plant, task.seed());
    this.faultInjector =
        new FaultInjector(day.site(), plant, faultyLinks, broker, clock, recorder.sight());
    this.site = configure(directory);
    this.commandFuzzer =
        new CommandFuzzer(
            task.seed(),
            "spikewatt/" + site.name() + "/command/",
            ChaosDay.canBeIsland(task.seed()));
    Path state = Path.of(site.storage().directory());
    RecordedPast.write(state, RecordedPast.before(day.start(), PAST_DAYS, day.site()));
    this.disk = new StateDisk(state, day.start());
  }

  /**
   * A day of faults.
   *
   * @param directory empty, for the controller's state
   * @param traceLines receives each line of the trace, to compare two runs
   */
  public static ChaosResult run(ChaosTask task, Path directory, Consumer<String> traceLines)
      throws IOException {
    return new ChaosRun(task, directory, traceLines).run();
  }

  private Site configure(Path directory) throws IOException {
    Path file = directory.resolve("site.yaml");
    String yaml =
        SimulatedSite.configYaml(
            day.site(),
            name -> 10_000 + name.offset(),
            directory.resolve("state"),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));
    return SimulatedSite.configure(file, task.controllerMutation().siteFile(yaml)).site();
  }

  private ChaosResult run() throws IOException {
    long lengthS = task.length().toSeconds();
    Optional<RuntimeException> bug = Optional.empty();
    long second = 0;
    try {
      for (; second < lengthS; second++) {
        clock.to(second * SECOND);
        faultInjector.at(second, task.faults().at(second));
        speak(second);
        disk.full(faultInjector.on(FaultKind.DISK_FULL));
        liveOrDie();
        cycle(second);
        note(second);
      }
    } catch (RuntimeException e) {
      bug = Optional.of(e);
    } finally {
      end();
      disk.full(false);
    }
    return new ChaosResult(
        Duration.ofSeconds(second), trace.hash(), counts(), disk.lost(), found, bug);
  }

  private ChaosResult.Counts counts() {
    Map<FaultKind, Integer> played = new EnumMap<>(FaultKind.class);
    Map<FaultKind, Integer> notPlayed = new EnumMap<>(FaultKind.class);
    faultInjector
        .begun()
        .forEach(
            (kind, count) -> {
              boolean can = kind != FaultKind.DISK_FULL || disk.small();
              (can ? played : notPlayed).put(kind, count);
            });
    return new ChaosResult.Counts(
        recorder.writes(),
        played,
        notPlayed,
        faultInjector.exemptSeconds(),
        modeSeconds,
        meterAlarms);
  }

  private void speak(long second) {
    if (faultInjector.on(FaultKind.COMMANDS) && second % 20 == 0) {
      broker.deliver(commandFuzzer.command(clock.now().instant()));
    }
    if (faultInjector.on(FaultKind.RUBBISH)) {
      broker.deliver(commandFuzzer.rubbish(clock.now().instant()));
    }
  }

  private void liveOrDie() throws IOException {
    boolean stopped = faultInjector.on(FaultKind.STOPPED);
    boolean gone = stopped || faultInjector.on(FaultKind.KILLED);
    if (gone && daemonProcess != null) {
      if (stopped) {
        daemonProcess.release(clock.now());
      }
      end();
    }
    if (!gone && daemonProcess == null) {
      daemonProcess = start();
    }
    recorder
        .sight()
        .controller(
            gone
                ? Visibility.Controller.GONE
                : faultInjector.on(FaultKind.DECISIONS_STALL)
                    ? Visibility.Controller.STALLED
                    : Visibility.Controller.RUNNING);
  }

  /** A process that fails to start does not control. */
  private DaemonProcess start() {
    try {
      return new DaemonProcess(
          site,
          plant,
          faultyLinks,
          gpioWiring,
          broker,
          task.controllerMutation(),
          this::happened,
          clock.now());
    } catch (IOException e) {
      throw new UncheckedIOException("the process does not start", e);
    }
  }

  private void happened(Event event) {
    trace.event(event);
    if (event.kind() == Event.Kind.ALARM_RAISED && event.code().equals(InputStage.METER_ALARM)) {
      meterAlarms.merge(event.text(), 1L, Long::sum);
    }
  }

  private void end() {
    if (daemonProcess != null) {
      daemonProcess.close();
      gpioWiring.letGo();
      daemonProcess = null;
    }
  }

  private void cycle(long second) {
    if (daemonProcess == null) {
      mode = "none";
      plant.read(SimulatedPlant::truth);
      return;
    }
    long late = 2 + (long) (SLOWEST_CYCLES * faultInjector.degree(FaultKind.BATTERY_SLOW));
    daemonProcess.read(clock.now(), faultInjector.on(FaultKind.BATTERY_SLOW) && second % late != 0);
    clock.to(second * SECOND + DECIDE);
    if (!faultInjector.on(FaultKind.DECISIONS_STALL)) {
      CycleReport report = daemonProcess.decide(clock.now());
      mode = report.mode().name();
      doing = describe(report);
    }
    clock.to(second * SECOND + WRITE);
    daemonProcess.write(clock.now());
    for (double part : FastMeterPolling.AT) {
      clock.to((long) ((second + part) * SECOND));
      daemonProcess.readPowerOnly(clock.now(), faultInjector.on(FaultKind.DECISIONS_STALL));
    }
    if (second % 5 == 0 && !faultInjector.on(FaultKind.FORECASTS_STALE)) {
      daemonProcess.lookAhead(clock.now());
    }
  }

  private void note(long second) {
    modeSeconds.merge(mode, 1L, Long::sum);
    lead.addLast(line(second));
    if (lead.size() > LEAD_S) {
      lead.removeFirst();
    }
    List<Violation> all = recorder.violations();
    for (int i = found.size(); i < all.size(); i++) {
      List<FaultKind> around =
          task.faults().episodes().stream()
              .filter(e -> e.fromS() <= second && second < e.toS() + 600)
              .map(FaultEpisode::kind)
              .distinct()
              .toList();
      found.add(new ChaosResult.Found(all.get(i), mode, around, List.copyOf(lead)));
    }
  }

  private static String describe(CycleReport report) {
    StringBuilder text = new StringBuilder(report.doing());
    if (report.state().gridW() instanceof Estimate.Known grid) {
      text.append(String.format(Locale.ROOT, ", grid %.0f %s", grid.value(), grid.how()));
    }
    for (WriteReceipt receipt : report.receipts()) {
      if (!(receipt instanceof WriteReceipt.Written)) {
        text.append(", ").append(receipt);
      }
    }
    return text.toString();
  }

  private String line(long second) {
    PlantTruth truth = plant.read(SimulatedPlant::truth);
    return String.format(
        Locale.ROOT,
        "%d s: grid %.0f, pv %.0f of %.0f, battery %.0f at %.1f %%, load %.0f, car %.0f, servers"
            + " %.0f; asked: %s; %s: %s",
        second,
        truth.powers().gridW(),
        truth.powers().pvW(),
        truth.environment().pvAvailableW(),
        truth.powers().batteryW(),
        truth.battery().socPct(),
        truth.powers().loadW() + truth.powers().heaterW(),
        truth.powers().evW(),
        truth.powers().computeW(),
        recorder.setpointsText(),
        mode,
        doing);
  }
}
