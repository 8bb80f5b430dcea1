package io.spikewatt.simulator.chaos;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.cycle.InputStage;
import io.spikewatt.controller.io.FastMeterPolling;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.message.Message;
import io.spikewatt.simulator.envelope.EnvelopeRecorder;
import io.spikewatt.simulator.envelope.EnvelopeRule;
import io.spikewatt.simulator.envelope.RequestCircumstance;
import io.spikewatt.simulator.envelope.SafetyEnvelope;
import io.spikewatt.simulator.envelope.Violation;
import io.spikewatt.simulator.physics.PlantObserver;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.server.SharedPlant;
import io.spikewatt.simulator.site.RecordedPast;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One simulated day of faults. Confined to one thread. */
public final class ChaosRun {

  private static final long SECOND = 1_000_000_000L;
  private static final long DECIDE = SECOND / 5;
  private static final long WRITE = SECOND / 4;

  /** Enough for the seasonal forecast. */
  private static final int PAST_DAYS = 8;

  /** Longest answer of a slow battery, in cycles. */
  private static final int SLOWEST_CYCLES = 6;

  /** Least time between two commands while several senders speak, and what a degree adds, s. */
  private static final int SENDERS_S = 15;

  private static final int SENDERS_MORE_S = 105;

  private static final PlantObserver NOBODY = new PlantObserver() {};
  private static final String RESULT = "/result";
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

  /** Seconds in which an ended fault is still a circumstance: devices are polled again later. */
  private static final int AFTER_S = 65;

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
  private final SenderFuzzer senderFuzzer;
  private final Site site;
  private final Map<String, Long> modeSeconds = new TreeMap<>();
  private final Map<String, Long> meterAlarms = new TreeMap<>();
  private final List<ChaosResult.Found> found = new ArrayList<>();
  private final Deque<String> lead = new ArrayDeque<>();
  private final StateDisk disk;
  private String mode = "none";
  private String doing = "";
  private final Set<String> requested = new HashSet<>();
  private final Map<FaultKind, Long> lastOn = new EnumMap<>(FaultKind.class);
  private Set<String> alarmed = Set.of();
  private final ControllerProcesses processes;

  private ChaosRun(
      ChaosTask task,
      ChaosDay day,
      Path directory,
      Consumer<String> traceLines,
      PlantObserver beside)
      throws IOException {
    this.task = task;
    this.day = day;
    this.clock = new ChaosClock(day.start());
    this.gpioWiring = new GpioWiring(clock);
    SimulatedPlant physics =
        new SimulatedPlant(day.site(), clock.now(), SimulatedSite.STEP, gpioWiring);
    this.recorder =
        new EnvelopeRecorder(
            task.controllerMutation()
                .envelope(SafetyEnvelope.of(day.site(), 1).withReserve(day.reservePct())),
            physics.truth());
    physics.observe(recorder);
    this.trace = new RunTrace(clock, directory, traceLines);
    physics.observe(trace);
    physics.observe(beside);
    this.broker = new ChaosBroker(this::published);
    this.plant = new SharedPlant(physics, clock);
    this.faultyLinks = new FaultyLinks(plant, task.seed());
    this.faultInjector =
        new FaultInjector(day.site(), plant, faultyLinks, broker, clock, recorder.sight());
    this.site = configure(directory);
    String commands = "spikewatt/" + site.name() + "/command/";
    this.commandFuzzer =
        new CommandFuzzer(task.seed(), commands, ChaosDay.canBeIsland(task.seed()));
    this.senderFuzzer = new SenderFuzzer(task.seed(), commands, day.site());
    this.processes =
        new ControllerProcesses(
            site,
            new ControllerProcesses.Connections(plant, faultyLinks, gpioWiring, broker),
            task.controllerMutation(),
            recorder,
            this::happened,
            directory);
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
    return new ChaosRun(task, ChaosDay.of(task.seed()), directory, traceLines, NOBODY)
        .run(violation -> false);
  }

  /** The same, ended as soon as the rule is broken. */
  static ChaosResult run(ChaosTask task, Path directory, EnvelopeRule sought) throws IOException {
    return new ChaosRun(task, ChaosDay.of(task.seed()), directory, line -> {}, NOBODY)
        .run(violation -> violation.rule() == sought);
  }

  /**
   * The same on another day than the seed's.
   *
   * @param beside sees each step, too
   */
  static ChaosResult run(ChaosTask task, ChaosDay day, Path directory, PlantObserver beside)
      throws IOException {
    return new ChaosRun(task, day, directory, line -> {}, beside).run(violation -> false);
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
    String ofSeveral =
        yaml.replace("commands: all }", "commands: all, " + SenderFuzzer.RIGHTS + " }")
            .replace("reserve-soc-pct: 10", "reserve-soc-pct: " + day.reservePct());
    return SimulatedSite.configure(file, task.controllerMutation().siteFile(ofSeveral)).site();
  }

  private ChaosResult run(Predicate<Violation> last) throws IOException {
    long lengthS = task.length().toSeconds();
    Optional<RuntimeException> bug = Optional.empty();
    boolean ended = false;
    long second = 0;
    try {
      for (; second < lengthS && !ended; second++) {
        clock.to(second * SECOND);
        faultInjector.at(second, task.faults().at(second));
        disk.full(faultInjector.on(FaultKind.DISK_FULL));
        recorder
            .orders()
            .circumstances(clock.now().instant(), !faultInjector.on(FaultKind.DISK_FULL));
        processes.at(faultInjector, clock.now());
        speak(second);
        recorder.sentences().circumstances(circumstances(second));
        cycle(second);
        ended = note(second).stream().anyMatch(last);
      }
    } catch (RuntimeException e) {
      bug = Optional.of(e);
    } finally {
      processes.end();
      disk.full(false);
    }
    return new ChaosResult(
        Duration.ofSeconds(second),
        trace.hash(),
        counts(),
        disk.lost(),
        new ChaosResult.Sentences(
            recorder.sentences().judged(), recorder.sentences().contradictions()),
        found,
        bug);
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
      say(commandFuzzer.command(clock.now().instant()));
    }
    if (faultInjector.on(FaultKind.SENDERS) && second % sendersS() == 0) {
      say(senderFuzzer.command(clock.now().instant()));
    }
    if (faultInjector.on(FaultKind.RUBBISH)) {
      broker.deliver(commandFuzzer.rubbish(clock.now().instant()));
    }
  }

  private long sendersS() {
    return SENDERS_S + Math.round(SENDERS_MORE_S * faultInjector.degree(FaultKind.SENDERS));
  }

  private void say(SentCommand command) {
    command.order().ifPresent(recorder.orders()::asked);
    String topic = command.message().topic();
    requested.add(
        topic.contains("/mode") || topic.contains("/island")
            ? RequestCircumstance.MODE_REQUESTED
            : RequestCircumstance.POWER_REQUESTED);
    broker.deliver(command.message());
  }

  /** Faults that are on or have just ended, and what was requested so far. */
  private Set<String> circumstances(long second) {
    Set<String> names = new HashSet<>(requested);
    for (FaultKind kind : FaultKind.values()) {
      if (faultInjector.on(kind)) {
        lastOn.put(kind, second);
      }
      if (second - lastOn.getOrDefault(kind, Long.MIN_VALUE / 2) <= AFTER_S) {
        names.add(kind.name());
      }
    }
    return names;
  }

  private void published(Message message) {
    trace.published(message);
    if (message.topic().endsWith(RESULT)) {
      String text = new String(message.payload(), StandardCharsets.UTF_8);
      Matcher id = ID.matcher(text);
      if (id.find()) {
        recorder.orders().answered(id.group(1), text.contains("\"accepted\":true"));
      }
    }
  }

  private void happened(Event event) {
    trace.event(event);
    if (event.kind() == Event.Kind.ALARM_RAISED && event.code().equals(InputStage.METER_ALARM)) {
      meterAlarms.merge(event.text(), 1L, Long::sum);
    }
  }

  private void cycle(long second) {
    List<ControllerProcesses.Running> running = processes.running();
    if (running.isEmpty()) {
      mode = "none";
      plant.read(SimulatedPlant::truth);
      return;
    }
    boolean stalls = faultInjector.on(FaultKind.DECISIONS_STALL);
    long late = 2 + (long) (SLOWEST_CYCLES * faultInjector.degree(FaultKind.BATTERY_SLOW));
    boolean batteryLate = faultInjector.on(FaultKind.BATTERY_SLOW) && second % late != 0;
    each(running, process -> process.read(clock.now(), batteryLate));
    clock.to(second * SECOND + DECIDE);
    if (!stalls) {
      each(running, process -> report(process, process.decide(clock.now())));
    }
    clock.to(second * SECOND + WRITE);
    each(running, process -> process.write(clock.now()));
    for (double part : FastMeterPolling.AT) {
      clock.to((long) ((second + part) * SECOND));
      each(running, process -> process.readPowerOnly(clock.now(), stalls));
    }
    if (second % 5 == 0) {
      each(running, process -> process.keepPromises(clock.now()));
      if (!faultInjector.on(FaultKind.FORECASTS_STALE)) {
        each(running, process -> process.lookAhead(clock.now()));
      }
    }
  }

  private void each(List<ControllerProcesses.Running> running, Consumer<DaemonProcess> does) {
    for (ControllerProcesses.Running one : running) {
      recorder.sight().writer(one.name());
      does.accept(one.process());
    }
  }

  private void report(DaemonProcess process, CycleReport report) {
    if (processes.isOwn(process)) {
      mode = report.mode().name();
      doing = describe(report);
      tell(report, process.control().reporter().problems());
    }
  }

  private void tell(CycleReport report, Map<String, Phrase> alarms) {
    tell(report.headline());
    tell(report.doing());
    alarms.forEach(
        (code, text) -> {
          if (!alarmed.contains(code)) {
            tell(text);
          }
        });
    alarmed = Set.copyOf(alarms.keySet());
  }

  private void tell(Phrase text) {
    Phrase spoken = task.controllerMutation().spoken(text);
    String english = spoken.english();
    SpokenText.claims(spoken).forEach(claim -> recorder.sentences().said(claim, english));
  }

  /** Returns what was broken since the second before. */
  private List<Violation> note(long second) {
    modeSeconds.merge(mode, 1L, Long::sum);
    lead.addLast(line(second));
    if (lead.size() > LEAD_S) {
      lead.removeFirst();
    }
    List<Violation> all = recorder.violations();
    List<Violation> fresh = List.copyOf(all.subList(found.size(), all.size()));
    for (Violation violation : fresh) {
      List<FaultKind> around =
          task.faults().episodes().stream()
              .filter(e -> e.fromS() <= second && second < e.toS() + 600)
              .map(FaultEpisode::kind)
              .distinct()
              .toList();
      found.add(new ChaosResult.Found(violation, mode, around, List.copyOf(lead)));
    }
    return fresh;
  }

  private static String describe(CycleReport report) {
    StringBuilder text = new StringBuilder(report.doing().english());
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
