package io.spikewatt.controller.page;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.ModeMachine;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.GridReading;
import io.spikewatt.controller.report.OutputWrites;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.status.SiteStatus.DeviceAge;
import io.spikewatt.controller.status.SiteStatus.Health;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.controller.view.SiteView;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A site that a test moves by hand. A reading sees all of a move, or nothing of it. */
public final class FakeSite implements SiteView {

  static final Instant START = Instant.parse("2026-06-09T10:00:00Z");

  final List<String> submitted = new CopyOnWriteArrayList<>();
  private final Site site = DemoSite.usual().site();
  private final HistoryAnswers answers = new HistoryAnswers();
  private volatile Optional<Site> recorded = Optional.empty();
  private volatile Moment now = new Moment(0, START);
  private volatile double pvW = 2500.4;
  private volatile OptionalDouble socPct = OptionalDouble.of(55);
  private volatile Health health = Health.WELL;
  private volatile Map<String, Phrase> alarms = Map.of();

  /** Time passes, and the sun gives another power. */
  synchronized void pass(long seconds, double newPvW) {
    now = now.plus(Duration.ofSeconds(seconds));
    pvW = newPvW;
  }

  synchronized void batteryFails() {
    socPct = OptionalDouble.empty();
    alarms =
        Map.of(
            "device/battery1",
            AlarmTexts.device("battery1", Fault.of(Fault.Kind.UNREACHABLE, "test")));
  }

  /** The state is large, and another one for each number. */
  synchronized void floods(int number) {
    alarms = Map.of("flood", AlarmTexts.stateDirectory(number + "x".repeat(1 << 20)));
  }

  synchronized void stops() {
    health = Health.NOT_CONTROLLING;
  }

  @Override
  public synchronized SiteReading reading() {
    return new SiteReading(
        new SiteStatus.Daemon(site, new ServiceStatus("1.2.3", "", now), now, 7, Optional.empty()),
        health,
        Optional.of(report()),
        alarms,
        List.of(
            new DeviceAge("pv1", Optional.of(now.plus(Duration.ofMillis(-1400))), Optional.empty()),
            new DeviceAge("battery1", Optional.empty(), Optional.of("power_w unreachable"))),
        Optional.empty(),
        ActiveCommands.NONE,
        Optional.empty());
  }

  private CycleReport report() {
    Moment at = now;
    List<Sample> samples = new ArrayList<>();
    samples.add(good("meter1", Quantity.POWER_W, -800.3, at));
    samples.add(good("pv1", Quantity.POWER_W, pvW, at));
    if (socPct.isPresent()) {
      samples.add(good("battery1", Quantity.POWER_W, -700, at));
      samples.add(good("battery1", Quantity.SOC_PCT, socPct.getAsDouble(), at));
    } else {
      samples.add(
          new Sample.Missing(
              new Signal("battery1", Quantity.POWER_W),
              Fault.of(Fault.Kind.UNREACHABLE, "test"),
              at));
    }
    samples.add(good("ev1", Quantity.POWER_W, 0, at));
    samples.add(good("compute1", Quantity.POWER_W, -500, at));
    PlantBoard board = new PlantBoard(new LinkedHashMap<>(), at);
    board.place(List.of()).post(samples);
    PlantSnapshot snapshot = board.snapshot(at);
    PlantState state = new StateEstimator(site).estimate(snapshot, Map.of());
    return new CycleReport(
        snapshot,
        state,
        ModeMachine.start(at, false),
        GridLimits.inForce(site, state, OptionalDouble.empty(), OptionalDouble.empty()),
        new Dispatch(List.of(), at, new SiteActivity.LeftAlone(), List.of(), List.of()),
        List.of(),
        GridReading.NONE,
        new OutputWrites(
            List.of(),
            List.of(
                new WriteTally(new Signal("battery1", Quantity.POWER_W), 12, Optional.empty()))));
  }

  private static Sample good(String device, Quantity quantity, double value, Moment at) {
    return new Sample.Good(new Signal(device, quantity), value, at);
  }

  @Override
  public String ahead() {
    return "{\"forecasts\":{}}";
  }

  @Override
  public String lastDay(List<Language> languages) {
    return "{\"series\":[],\"decisions\":[]}";
  }

  @Override
  public String lastMonth() {
    return "{\"month\":\"2026-05\",\"knownSlots\":0,\"askedSlots\":2976}";
  }

  /** Shows what a site recorded. */
  void records(Site of) {
    recorded = Optional.of(of);
  }

  @Override
  public PeriodHistory history(HistoryRequest request) throws IOException {
    return answers.of(
        recorded.orElseThrow(() -> new IOException("history.db is not there")), request, now);
  }

  @Override
  public String why(String asked) {
    return "{\"error\":\"nothing at " + asked + "\"}";
  }

  @Override
  public CompletableFuture<CommandResult> submit(String command, byte[] payload) {
    String text = new String(payload, StandardCharsets.UTF_8);
    submitted.add(command + " " + text);
    return CompletableFuture.completedFuture(
        text.contains("expired")
            ? new CommandResult.Refused(command, "x", "expired")
            : new CommandResult.Accepted(command, "x", "", "", START));
  }
}
