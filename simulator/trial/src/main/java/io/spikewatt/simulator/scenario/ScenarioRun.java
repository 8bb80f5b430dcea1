package io.spikewatt.simulator.scenario;

import io.spikewatt.controller.cycle.InputStage;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.physics.IslandGear;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.site.ServerName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.eclipse.paho.client.mqttv3.MqttException;

/** Context of a scenario: actions on the site, observations and criteria. */
final class ScenarioRun implements AutoCloseable {

  /** A goal on which the rest of the scenario depends was missed. */
  static final class Missed extends Exception {
    private static final long serialVersionUID = 1L;

    Missed(String message) {
      super(message);
    }
  }

  private static final Duration AGAIN = Duration.ofSeconds(30);

  /**
   * Sessions with the PLC and the broker come back in real time, which a hurried simulated time
   * would leave behind.
   */
  private static final Duration REAL_PAUSE = Duration.ofMillis(8);

  private final Clock realTime = new SystemClock();
  private final LiveSite live;
  private final IslandObserver watch;
  private final OperatorClient operator;
  private Optional<Moment> insisted = Optional.empty();
  private String lastTrouble = "";
  private final List<Criterion> criteria = new ArrayList<>();

  ScenarioRun(SiteParameters parameters, Instant start, Path directory, boolean pastCharge)
      throws IOException, MqttException {
    this.live = LiveSite.start(parameters, start, directory, pastCharge, UnaryOperator.identity());
    this.watch = new IslandObserver(parameters);
    live.plant().plant().change(plant -> plant.observe(watch));
    this.operator = new OperatorClient(live.broker(), live.prefix());
  }

  /**
   * Waits until all devices are read, the plan is in force and commands are received. A broker that
   * has just started may drop the gateway, and commands without a subscriber are lost.
   */
  void ready() throws InterruptedException, Missed {
    await("ready: mode auto", Duration.ofMinutes(20), report -> mode(report, "auto"));
    await(
        "ready: online at the broker",
        Duration.ofMinutes(20),
        report -> operator.newest("status").orElse("").contains("\"online\""));
  }

  /**
   * Waits for a cycle and keeps how long it took as a criterion.
   *
   * @throws Missed if there is none within {@code within} of simulated time
   */
  CycleReport await(String what, Duration within, Predicate<CycleReport> wanted)
      throws InterruptedException, Missed {
    Moment begun = live.now();
    Moment deadline = begun.plus(within);
    CycleReport report = next();
    while (!wanted.test(report)) {
      if (!live.now().isBefore(deadline)) {
        judge(
            new Criterion(
                what + ", s",
                "never (%s: %s%s)"
                    .formatted(report.mode().name(), report.mode().reason(), lastTrouble),
                "<= " + within.toSeconds(),
                false));
        throw new Missed(what + ": not within " + within);
      }
      realTime.sleepUntil(realTime.now().plus(REAL_PAUSE));
      report = next();
    }
    double tookS = live.now().since(begun).toMillis() / 1000.0;
    atMost(what + ", s", tookS, (double) within.toSeconds());
    return report;
  }

  /** Waits without a criterion. */
  void pass(Duration length, Consumer<CycleReport> look) throws InterruptedException {
    Moment end = live.now().plus(length);
    while (live.now().isBefore(end)) {
      look.accept(next());
    }
  }

  private CycleReport next() throws InterruptedException {
    while (true) {
      var report = live.next();
      if (report.isPresent()) {
        return report.get();
      }
    }
  }

  void judge(Criterion criterion) {
    criteria.add(criterion);
  }

  void atMost(String what, double measured, double most) {
    judge(new Criterion(what, number(measured), "<= " + number(most), measured <= most));
  }

  void atLeast(String what, double measured, double least) {
    judge(new Criterion(what, number(measured), ">= " + number(least), measured >= least));
  }

  void is(String what, String measured, String wanted) {
    judge(new Criterion(what, measured, wanted, measured.equals(wanted)));
  }

  /** Compares a setpoint, which is "none" where there is none. */
  void is(String what, OptionalDouble setpoint, String wanted) {
    String measured =
        setpoint.isEmpty() ? "none" : String.format(Locale.ROOT, "%.0f", setpoint.getAsDouble());
    is(what, measured, wanted);
  }

  void holds(String what, boolean holds) {
    judge(new Criterion(what, holds ? "yes" : "no", "yes", holds));
  }

  /** A figure without a goal. */
  void informative(String what, double measured) {
    judge(new Criterion(what, number(measured), "told", !Double.isNaN(measured)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.1f" : "%.0f", value);
  }

  List<Criterion> criteria() {
    return List.copyOf(criteria);
  }

  /** What holds in every scenario. */
  void finish() {
    atMost("exceptions in loops", live.bugs().size(), 0);
    atMost("cycles missed", (double) live.gateway().missedCycles(), 0);
    atMost("accusations of the grid meter", (double) events(InputStage.METER_ALARM, ""), 0);
    live.plant()
        .record()
        .violations()
        .forEach(
            (kind, kept) -> {
              if (kept.episodes() > 0) {
                String limit = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                atMost(
                    limit + " limit passed at a stretch, s",
                    kept.longest().toMillis() / 1000.0,
                    LiveSite.ALLOWANCE.toMillis() / 1000.0);
              }
            });
  }

  void grid(boolean up) {
    live.plant().plant().change(plant -> plant.setGridUp(up));
  }

  void change(Consumer<SimulatedPlant> change) {
    live.plant().plant().change(change);
  }

  void gear(Consumer<IslandGear> change) {
    change(plant -> plant.gear().ifPresent(change));
  }

  void lose(ServerName server) {
    live.plant().stop(server);
  }

  void bringBack(ServerName server) throws IOException {
    live.plant().restart(server);
  }

  void holdKey(boolean closed) {
    live.gpio().drive(22, closed);
  }

  void command(String name, String value) throws MqttException {
    operator.command(name, value, live.now().instant());
  }

  /** Publishes a command that must arrive: repeated by further calls, every half a minute. */
  void insist(String name, String value) {
    if (insisted.isEmpty() || since(insisted.get()).compareTo(AGAIN) >= 0) {
      insisted = Optional.of(now());
      try {
        command(name, value);
      } catch (MqttException e) {
        // The broker is not back yet: the next call tries again.
        lastTrouble = "; " + e;
      }
    }
  }

  OperatorClient operator() {
    return operator;
  }

  PlantTruth truth() {
    return live.plant().truth();
  }

  IslandObserver watch() {
    // Brings the physics up to the present first.
    var _ = truth();
    return watch;
  }

  long events(String code, String text) {
    return live.events().stream()
        .filter(event -> event.code().equals(code) && event.text().contains(text))
        .count();
  }

  Duration since(Moment then) {
    return live.now().since(then);
  }

  Moment now() {
    return live.now();
  }

  static boolean mode(CycleReport report, String name) {
    return report.mode().name().equals(name);
  }

  /** Whether every one of these devices is read. */
  static boolean reads(CycleReport report, List<String> devices) {
    return devices.stream()
        .allMatch(
            id ->
                report.snapshot().all().stream()
                    .anyMatch(s -> s.signal().deviceId().equals(id) && s instanceof Sample.Good));
  }

  @Override
  public void close() throws MqttException {
    operator.close();
    live.close();
  }
}
