package io.spikewatt.controller.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a site knows, after an orderly end and after a kill, which closes nothing. */
final class StateSurvivesTest {

  enum End {
    ORDERLY,
    KILLED
  }

  private static final Signal FEED_IN = new Signal("dso", Quantity.FEED_IN_LIMIT_PCT);

  /** The switch has opened, the grid is dead, and an almost empty battery feeds the site. */
  private static final Map<Signal, Double> OUTAGE =
      Map.of(
          new Signal("meter1", Quantity.POWER_W), 0.0,
          new Signal("meter1", Quantity.VOLTAGE_L1_V), 0.0,
          new Signal("meter1", Quantity.FREQUENCY_HZ), 0.0,
          new Signal("tie1", Quantity.CONTACT), 1.0,
          new Signal("tie1", Quantity.VOLTAGE_L1_V), 230.0,
          new Signal("pv1", Quantity.POWER_W), 0.0,
          new Signal("battery1", Quantity.POWER_W), 3_900.0,
          new Signal("battery1", Quantity.SOC_PCT), 6.0);

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void everySendersLimitAndTheReserveHold(End end) {
    List<String> before;
    try (Life life = new Life(directory, WholeSite.START, end)) {
      life.command("limit-import", "{'id': 'a1', 'validForS': 7200, 'value': 3000}");
      life.command("from/ems/limit-import", "{'id': 'b1', 'validForS': 7200, 'value': 5000}");
      life.command("reserve-soc", "{'id': 'c1', 'validForS': 7200, 'value': 70}");
      life.command("ev/ev1", "{'id': 'd1', 'validForS': 7200, 'value': {'energyWh': 9000}}");
      assertEquals(3000, life.site.cycle().limits().importW());
      before = life.inForce();
      assertEquals(4, before.size(), before::toString);
    }
    try (Life life = new Life(directory, WholeSite.START.plusSeconds(60), end)) {
      CycleReport first = life.site.cycle();
      assertEquals(3000, first.limits().importW(), "from the first cycle on");
      assertEquals(before, life.inForce());
      assertEquals(58, target(first), "40 % and 9 of 50 kWh, as it was on the first day");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRunningQuarterHoursImportHolds(End end) {
    try (Life life = new Life(directory, WholeSite.START, end)) {
      life.run(480);
      life.site.state.connection().importPeak().keep(life.site.moment());
    }
    try (Life life = new Life(directory, WholeSite.START.plusSeconds(490), end)) {
      assertEquals(400, life.site.state.connection().importPeak().runningW().orElse(0), 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCarThatStaysIsOneVisit(End end) {
    for (int restart = 0; restart < 3; restart++) {
      try (Life life = new Life(directory, WholeSite.START.plusSeconds(900L * restart), end)) {
        life.run(150);
        assertTrue(life.site.plan().isPresent());
      }
    }
    String visits =
        KeptValues.in(directory.resolve("ev-visits.properties"), "", text -> {})
            .get("ev1")
            .orElse("");
    assertEquals(1 + 6, visits.split(" ").length, visits);
  }

  @ParameterizedTest
  @EnumSource
  void theFeedInOrderHoldsWhileItsContactsAreNotRead(End end) {
    double orderedW;
    try (Life life = new Life(directory, WholeSite.START, end)) {
      life.site.changed = Map.of(FEED_IN, 20.0);
      life.run(20);
      orderedW = life.site.cycle().limits().exportW();
      assertEquals(3_000, orderedW, 1e-6, "a fifth of 15 kW");
    }
    try (Life life = new Life(directory, WholeSite.START.plusSeconds(60), end)) {
      life.site.silent = Set.of(FEED_IN);
      assertEquals(orderedW, life.site.cycle().limits().exportW(), 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterAnOutageTheRampAndTheShedLoadHold(End end) {
    try (Life life = new Life(directory, WholeSite.START, end)) {
      life.run(20);
      assertEquals(0, life.shed(), "with the grid nothing is shed");
      life.site.changed = OUTAGE;
      life.run(20);
      assertInstanceOf(Mode.Islanded.class, life.site.cycle().mode());
      assertEquals(1, life.shed());
    }
    // The grid is back, and the switch has closed, before the new process runs.
    try (Life life = new Life(directory, WholeSite.START.plusSeconds(60), end)) {
      for (int second = 0; second < 55; second++) {
        Mode mode = life.site.cycle().mode();
        assertTrue(mode.returns(), () -> "ramp after the outage, not " + mode);
        assertEquals(1, life.shed(), "loads return after the ramp");
      }
      life.run(60);
      assertEquals(0, life.shed());
    }
  }

  private static double target(CycleReport report) {
    return report.state().evs().getFirst().targetPct().ifKnown().orElse(Double.NaN);
  }

  /** One life of the process. */
  private record Life(WholeSite site, End end) implements AutoCloseable {

    Life(Path directory, Instant start, End end) {
      this(new WholeSite(directory, start), end);
    }

    void command(String name, String payload) {
      String issued = payload.replace("{'id'", "{'issuedAt': '" + site.now() + "', 'id'");
      site.command(name, issued.replace('\'', '"').getBytes(UTF_8));
    }

    void run(int seconds) {
      for (int second = 0; second < seconds; second++) {
        site.cycle();
        if (second % 5 == 0) {
          site.plan();
        }
      }
    }

    /** 1 if the relay sheds its load. */
    double shed() {
      return site.inForce("shed", Quantity.CONTACT).orElse(Double.NaN);
    }

    List<String> inForce() {
      TreeSet<String> voices = new TreeSet<>();
      for (ActiveCommand voice : site.commandsInForce().voices()) {
        voices.add(voice.sender() + " " + voice.command() + " " + voice.until());
      }
      return List.copyOf(voices);
    }

    @Override
    public void close() {
      if (end == End.ORDERLY) {
        site.close();
      }
    }
  }
}
