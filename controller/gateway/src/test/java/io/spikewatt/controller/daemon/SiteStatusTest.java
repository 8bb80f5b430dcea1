package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.status.StatusText;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteStatusTest {

  @TempDir private Path directory;

  private SiteStatus.Broker broker =
      new SiteStatus.Broker(Optional.empty(), new StoreAndForward.Standing(0, 0));

  private Optional<SiteStatus.Page> page =
      Optional.of(new SiteStatus.Page.Served("https://localhost:8420/"));

  @BeforeEach
  void record() throws Exception {
    Files.write(directory.resolve(KeptState.HISTORY), KeptState.file(KeptState.HISTORY));
  }

  /** The status some time after a few cycles of a site with one of every role. */
  private SiteStatus status(Duration after, int cycles, List<String> alarms, List<String> kept) {
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      Optional<CycleReport> report = Optional.empty();
      for (int i = 0; i < cycles; i++) {
        report = Optional.of(site.cycle());
      }
      Optional<Plan> plan = site.plan();
      Moment start = site.moment();
      return new SiteStatus(
          new SiteStatus.Daemon(
              WholeSite.site(),
              new ServiceStatus("1.2.3", "abc", start),
              start.plus(after),
              2,
              site.waitsFor()),
          report,
          alarms,
          SiteStatus.DeviceAge.of(report, Map.of("meter1", start, "pv1", start)),
          site.forecasts(),
          plan,
          kept,
          new SiteStatus.Outside(
              Optional.of(broker), page, Optional.empty(), List.of(), List.of(), Optional.empty()));
    }
  }

  private SiteStatus running(List<String> alarms, List<String> kept) {
    return status(Duration.ofSeconds(3), 30, alarms, kept);
  }

  @Test
  void itIsWellWithoutAlarmsAndProblems() {
    assertEquals(SiteStatus.Health.WELL, running(List.of(), List.of()).health());
    assertEquals(SiteStatus.Health.ALARMS, running(List.of("a"), List.of()).health());
    assertEquals(SiteStatus.Health.ALARMS, running(List.of(), List.of("b")).health());
  }

  @Test
  void itDoesNotControlBeforeTheFirstCycleWhileItWaitsAndWithoutCycles() {
    Duration soon = Duration.ofSeconds(1);
    List<String> none = List.of();
    assertEquals(SiteStatus.Health.NOT_CONTROLLING, status(soon, 0, none, none).health());
    assertEquals(
        SiteStatus.Health.NOT_CONTROLLING, status(Duration.ofSeconds(11), 30, none, none).health());
    assertEquals(SiteStatus.Health.WELL, status(Duration.ofSeconds(9), 30, none, none).health());
  }

  @Test
  void peopleReadTheMostImportantInTwentyLines() {
    List<String> many = IntStream.range(0, 50).mapToObj(i -> "problem " + i).toList();
    List<String> lines = StatusText.lines(running(many, many));
    String text = String.join("\n", lines);
    assertTrue(lines.size() <= 20, text);
    for (String part :
        List.of(
            "site      fuzz: alarms",
            "daemon    version 1.2.3, configuration abc, for 3 s",
            "cycle     3 s ago, 2 missed",
            "doing     ",
            "power     grid 400 W, pv 3000 W, wind 500 W, battery 0 W",
            "charge    battery1 50 %",
            "grid      up, import up to ",
            "alarm     problem 4",
            "alarm     and 45 more",
            "broker    connected\n",
            "page      https://localhost:8420/\n",
            "forecasts load 33 s, pv 33 s, wind 33 s",
            "plan      3 s old, valid until ",
            ", next at 12:15",
            "devices   meter1 3 s, pv1 3 s, wind1 never",
            "state     and 49 more")) {
      assertTrue(text.contains(part), () -> part + " is not in\n" + text);
    }
  }

  @Test
  void machinesReadTheSameWithTheTopicsState() {
    String json = running(List.of("a"), List.of("b")).json();
    for (String part :
        List.of(
            "{\"health\":\"alarms\",",
            "\"alarms\":[\"a\"]",
            "\"state\":{\"at\":",
            "\"importBy\":",
            "{\"id\":\"meter1\",\"lastGoodAgeMs\":3000,\"quality\":\"good\"}",
            "{\"id\":\"wind1\",\"quality\":\"good\"}",
            "{\"series\":\"load\",\"origin\":\"2026-06-15T10:00:00Z\",\"model\":",
            "\"valid\":true,\"next\":\"2026-06-15T10:15:00Z\"",
            "\"keptState\":[\"b\"]")) {
      assertTrue(json.contains(part), () -> part + " is not in\n" + json);
    }
    assertFalse(json.contains("\n"), json);
  }

  @Test
  void howManyMessagesWaitForABrokerThatIsAwayIsSaid() {
    broker =
        new SiteStatus.Broker(
            Optional.of("tcp://b:1883: refused"), new StoreAndForward.Standing(12, 3));
    SiteStatus away = running(List.of(), List.of());
    String line =
        "broker    not reached (tcp://b:1883: refused), 12 promised messages wait, 3 were dropped";
    assertTrue(StatusText.lines(away).contains(line), () -> "" + StatusText.lines(away));
    String part =
        "\"broker\":{\"connected\":false,\"waiting\":12,\"dropped\":3,"
            + "\"problem\":\"tcp://b:1883: refused\"}";
    assertTrue(away.json().contains(part), away::json);
  }

  @Test
  void aPageThatIsNotThereIsSaidWithItsReason() {
    SiteStatus served = running(List.of(), List.of());
    assertTrue(
        served
            .json()
            .contains("\"page\":{\"served\":true,\"address\":\"https://localhost:8420/\"}"),
        served::json);
    page = Optional.empty();
    assertFalse(running(List.of(), List.of()).json().contains("\"page\""));
    page = Optional.of(new SiteStatus.Page.Missing("127.0.0.1:8420: in use"));
    List<String> many = IntStream.range(0, 50).mapToObj(i -> "problem " + i).toList();
    SiteStatus missing = running(many, many);
    List<String> lines = StatusText.lines(missing);
    assertTrue(lines.contains("page      not there (127.0.0.1:8420: in use)"), lines::toString);
    assertTrue(lines.size() <= 20, lines::toString);
    assertTrue(
        missing
            .json()
            .contains("\"page\":{\"served\":false,\"problem\":\"127.0.0.1:8420: in use\"}"),
        missing::json);
  }

  @Test
  void agesAreShownInTheLargestUnitThatFits() {
    assertEquals("0 s", StatusText.age(Duration.ofMillis(900)));
    assertEquals("119 s", StatusText.age(Duration.ofSeconds(119)));
    assertEquals("2 min", StatusText.age(Duration.ofSeconds(179)));
    assertEquals("2 h", StatusText.age(Duration.ofHours(2)));
    assertEquals("2 d 1 h", StatusText.age(Duration.ofHours(49).plusMinutes(59)));
  }
}
