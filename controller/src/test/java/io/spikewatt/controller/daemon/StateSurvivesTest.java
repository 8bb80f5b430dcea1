package io.spikewatt.controller.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
