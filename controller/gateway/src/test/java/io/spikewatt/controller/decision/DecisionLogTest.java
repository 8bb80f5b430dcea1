package io.spikewatt.controller.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.fixture.SunnySite;
import io.spikewatt.controller.forecast.PlanAndForecasts;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionLogTest {

  /** The second slot: the first one begins with the start of control. */
  private static final Instant SLOT = SunnySite.START.plus(QuarterHour.LENGTH);

  private static final Instant END = SLOT.plus(QuarterHour.LENGTH);

  @TempDir Path directory;

  @Test
  void aSlotWithoutAChangeHasOneRowAsSoonAsItsPlanIsThere() throws Exception {
    try (SunnySite site = new SunnySite(directory)) {
      run(site, END);
    }
    assertEquals(1, number("SELECT count(*) FROM decision WHERE at >= " + SLOT.toEpochMilli()));
    assertEquals(
        SLOT.plusSeconds(5).toEpochMilli(),
        number("SELECT at FROM decision WHERE at >= " + SLOT.toEpochMilli()));
  }

  @Test
  void changesBeyondTheEighthAreCountedInTheLastRow() throws Exception {
    int changes = 0;
    try (SunnySite site = new SunnySite(directory)) {
      run(site, SLOT.plusSeconds(30));
      while (site.now().isBefore(END.minusSeconds(10))) {
        site.command("mode", changes % 2 == 0 ? "\"hold\"" : "\"self-consumption\"");
        site.cycle();
        changes++;
      }
      assertTrue(changes > 100, "cycles with another mode: " + changes);
      String answer = site.why("");
      assertTrue(answer.contains("\"unlogged\":" + (changes - 8) + ","), answer);
    }
    assertEquals(1 + 8, number("SELECT count(*) FROM decision WHERE at >= " + SLOT.toEpochMilli()));
    assertEquals(changes - 8, number("SELECT sum(unlogged) FROM decision"));
    assertTrue(number("SELECT max(length(document)) FROM decision") < 400);
  }

  @Test
  void aModeInWhichNoPlanDecidesSaysWhyThereAreNoCosts() throws Exception {
    try (SunnySite site = new SunnySite(directory)) {
      run(site, SLOT.plusSeconds(30));
      site.command("mode", "\"hold\"");
      site.cycle();
      String answer = site.why("");
      assertTrue(answer.contains("\"mode\":\"hold\""), answer);
      assertTrue(answer.contains("\"noCosts\":\"no plan decides in the mode hold\""), answer);
    }
  }

  @Test
  void aRequestShowsAsChosenWhatItAsksFor() throws Exception {
    try (SunnySite site = new SunnySite(directory)) {
      run(site, SLOT.plusSeconds(30));
      site.command("setpoint/battery1", "-2500");
      site.cycle();
      String answer = site.why("");
      assertTrue(answer.contains("\"chosen\":{\"powerW\":-2500,"), answer);
      assertTrue(answer.contains("remote request"), answer);
    }
  }

  @Test
  void aCommandHasARowThatNamesItWhateverDecidesASetpoint() throws Exception {
    try (SunnySite site = new SunnySite(directory)) {
      run(site, SLOT.plusSeconds(30));
      long at = command(site);
      site.cycle();
      // A repeated command ends later, and nothing else.
      assertEquals(command(site), at);
    }
  }

  /** Gives a command; when the decision in force was logged. */
  private static long command(SunnySite site) throws Exception {
    site.command("reserve-soc", "25");
    site.cycle();
    site.cycle();
    String answer = site.why("");
    assertTrue(
        answer.contains("\"commands\":[{\"command\":\"reserve-soc\",\"value\":\"25 %\",\"until\":"),
        answer);
    assertTrue(answer.contains("\"unlogged\":0,"), answer);
    return Instant.parse(JsonTree.of(answer).text("at")).toEpochMilli();
  }

  @Test
  void aPowerThatIsNotKnownIsAReasonAndNotZero() throws Exception {
    try (SunnySite site = new SunnySite(directory)) {
      run(site, SLOT.plusSeconds(30));
      site.loseBattery();
      for (int i = 0; i < 24; i++) {
        site.cycle();
      }
      String answer = site.why("");
      assertTrue(answer.contains("\"batteryW\":\"unknown: "), answer);
      assertTrue(answer.contains("\"noCosts\":\""), answer);
    }
  }

  @Test
  void aFaultThatIsWordedAnewDecidesNothingAnew() throws Exception {
    try (SunnySite site = new SunnySite(directory)) {
      run(site, SLOT.plusSeconds(30));
      site.loseMeter();
      run(site, END.minusSeconds(5));
      String answer = site.why("");
      assertTrue(answer.contains("\"mode\":\"hold\""), answer);
      assertTrue(answer.contains("\"unlogged\":0,"), answer);
    }
    long rows = number("SELECT count(*) FROM decision WHERE at >= " + SLOT.toEpochMilli());
    assertTrue(rows <= 4, "rows: " + rows);
  }

  @Test
  void aRowOfAHugeSiteIsBounded() throws Exception {
    CycleReport usual;
    try (SunnySite site = new SunnySite(directory)) {
      usual = site.cycle();
    }
    Signal output = new Signal("device", Quantity.POWER_W);
    Setpoint request =
        new Setpoint(output, 0, usual.snapshot().at(), "test", "", Setpoint.Purpose.ROUTINE);
    Verdict refused = new Verdict.Refused(request, "much ".repeat(1000));
    CycleReport huge =
        new CycleReport(
            usual.snapshot(),
            usual.state(),
            usual.mode(),
            usual.limits(),
            usual.dispatch(),
            Collections.nCopies(500, refused),
            usual.grid(),
            usual.outputs());
    String document =
        new DecisionDocument(SunnySite.site()).of(huge, ActiveCommands.NONE, PlanAndForecasts.NONE);
    assertTrue(document.length() < 16_000, "characters: " + document.length());
    assertTrue(document.contains("\"moreSetpoints\":476"), document);
  }

  @Test
  void aTimeWithoutAnAnswerSaysWhy() throws Exception {
    try (SunnySite site = new SunnySite(directory)) {
      assertEquals("{\"error\":\"no decision is logged yet\"}", site.why(""));
      run(site, SunnySite.START.plusSeconds(600));
      assertEquals(
          "{\"error\":\"2026-06-15 12:00 is before the log, which begins at 2026-06-16 00:00\"}",
          site.why("12:00"));
      assertEquals(
          "{\"error\":\"2026-06-17 03:00 is still to come; it is 2026-06-16 00:10\"}",
          site.why("2026-06-17 03:00"));
      assertTrue(site.why("soon").contains("expected a time such as 03:00, "), site.why("soon"));
      assertTrue(site.why("soon").endsWith(", found \\\"soon\\\"\"}"), site.why("soon"));
      site.pause(Duration.ofHours(2));
      site.cycle();
      assertEquals(
          "{\"error\":\"no decision is logged for the quarter hour of 2026-06-16 01:00:"
              + " control did not run then, or could not write\"}",
          site.why("01:00"));
    }
  }

  private static void run(SunnySite site, Instant until) {
    while (site.now().isBefore(until.minusSeconds(5))) {
      site.cycle();
    }
    site.cycle();
  }

  private long number(String sql) throws SQLException {
    try (Connection history =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
        Statement statement = history.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.getLong(1);
    }
  }
}
