package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.scenario.LiveSite;
import io.spikewatt.simulator.site.SimulatedSite;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The live demo site as tests see it: what does not come in time, or is missing, fails them. */
final class TestSite implements AutoCloseable {

  static final Duration CYCLE = LiveSite.CYCLE;

  /**
   * Sessions with the PLC, the broker and the utility meter come back in real time, which a hurried
   * simulated time would leave behind.
   */
  private static final Duration REAL_PAUSE = Duration.ofMillis(10);

  private final Clock realTime = new SystemClock();
  private final LiveSite live;

  private TestSite(LiveSite live) {
    this.live = live;
  }

  /** Starts the servers, the gateway, then time. */
  static TestSite start(Instant start, Path directory) throws IOException, SQLException {
    return start(SiteParameters.demo(7), start, directory);
  }

  private static TestSite start(SiteParameters parameters, Instant start, Path directory)
      throws IOException {
    return new TestSite(
        LiveSite.start(parameters, start, directory, false, UnaryOperator.identity()));
  }

  /** The same site with a heat pump. */
  static TestSite heated(SiteParameters.Heating heating, Instant start, Path directory)
      throws IOException, SQLException {
    return start(SiteParameters.demo(7).with(heating), start, directory);
  }

  /**
   * The same site with a full battery and little room for export; its PV inverter is declared as a
   * wind turbine's.
   */
  static TestSite windy(Instant start, Path directory) throws IOException, SQLException {
    SiteParameters demo = SiteParameters.demo(7);
    SiteParameters.Devices devices = demo.devices();
    SiteParameters.Battery battery = devices.battery();
    SiteParameters windy =
        new SiteParameters(
            demo.seed(),
            demo.place(),
            new SiteParameters.Devices(
                devices.pvRatedW(),
                battery.startingAt(battery.maxSocPct()),
                devices.ev(),
                devices.compute(),
                devices.shedLoadW(),
                devices.island(),
                devices.heatPump()),
            new SiteParameters.Limits(
                demo.limits().importW(),
                500,
                demo.limits().contactImportW(),
                demo.limits().contactExportW(),
                demo.limits().contactWindows()),
            demo.tariff());
    return new TestSite(
        LiveSite.start(
            windy,
            start,
            directory,
            false,
            yaml -> yaml.replace(" pv: {", " wind: {").replace("id: pv1", "id: wind1")));
  }

  SimulatedSite plant() {
    return live.plant();
  }

  /** Topic prefix of the site. */
  String prefix() {
    return live.prefix();
  }

  String broker() {
    return live.broker();
  }

  /** How often an event of this kind and code happened. */
  long events(Event.Kind kind, String code) {
    return live.events().stream().filter(e -> e.kind() == kind && e.code().equals(code)).count();
  }

  Moment now() {
    return live.now();
  }

  /** The next control cycle, once it has been decided and written. */
  CycleReport next() throws InterruptedException {
    return live.next().orElseThrow(() -> new AssertionError("no cycle yet: " + live.bugs()));
  }

  /** The first cycle that is as wanted; fails if none is in {@code within} of simulated time. */
  CycleReport await(String what, Duration within, Predicate<CycleReport> wanted)
      throws InterruptedException {
    Moment deadline = live.now().plus(within);
    CycleReport report = next();
    while (!wanted.test(report)) {
      if (!live.now().isBefore(deadline)) {
        fail(what + ": not within " + within + "\n" + tell(report));
      }
      realTime.sleepUntil(realTime.now().plus(REAL_PAUSE));
      report = next();
    }
    return report;
  }

  /** Looks at every cycle of {@code length} and fails if one is missing. */
  void everyCycle(Duration length, Consumer<CycleReport> look) throws InterruptedException {
    long missed = live.gateway().missedCycles();
    Moment end = live.now().plus(length);
    Moment last = live.now();
    while (live.now().isBefore(end)) {
      CycleReport report = next();
      assertTrue(report.snapshot().at().isAfter(last), "a cycle was left out");
      last = report.snapshot().at();
      try {
        look.accept(report);
      } catch (AssertionError wrong) {
        throw new AssertionError(wrong.getMessage() + "\n" + tell(report), wrong);
      }
    }
    assertEquals(missed, live.gateway().missedCycles(), "cycles were missed");
  }

  /** Waits until the plan is in force and every device is read. */
  CycleReport awaitWell(Duration within) throws InterruptedException {
    return await(
        "mode auto and all signals good",
        within,
        report -> report.mode().name().equals("auto") && Signals.missing(report).isEmpty());
  }

  private String tell(CycleReport report) {
    return "%s %s, missing %s%n%s%nsetpoints %s%nalarms %s%nreceipts %s%ntruth %s%nbugs %s%nevents %s"
        .formatted(
            report.snapshot().at().instant(),
            report.mode(),
            Signals.missing(report),
            report.doing().english(),
            report.verdicts(),
            report.dispatch().alarms(),
            report.receipts(),
            live.plant().truth(),
            live.bugs(),
            live.events());
  }

  @Override
  public void close() {
    live.close();
    assertEquals(List.of(), live.bugs());
  }
}
