package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A car that comes at 18:00 UTC each day, stays twelve hours, brings 40 % and wants 80 %. */
class SessionForecasterTest {

  private static final Instant FIRST = Instant.parse("2026-06-01T18:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final SessionForecaster forecaster = SessionForecaster.inMemory(Days.BERLIN);

  private static ChargingRequest car(Instant comes) {
    return new ChargingRequest("ev1", 40, 80, 60_000, comes.plus(Duration.ofHours(12)));
  }

  private static Moment at(Instant instant) {
    return new Moment(Duration.between(FIRST, instant).toNanos(), instant);
  }

  private void live(int days) {
    live(forecaster, days);
  }

  private static void live(SessionForecaster forecaster, int days) {
    for (int day = 0; day < days; day++) {
      Instant comes = FIRST.plus(DAY.multipliedBy(day));
      forecaster.observe(at(comes), List.of(car(comes)));
      forecaster.observe(at(comes.plus(Duration.ofHours(12))), List.of());
    }
  }

  @Test
  void fourVisitsAreNoHabit() {
    live(4);
    assertTrue(forecaster.next("ev1", FIRST.plus(DAY.multipliedBy(4))).isEmpty());
  }

  @Test
  void theNextCarComesWhenTheLastOnesDid() {
    live(5);
    Instant noon = Instant.parse("2026-06-06T12:10:00Z");
    SessionForecaster.Expected next = forecaster.next("ev1", noon).orElseThrow();
    assertEquals(Instant.parse("2026-06-06T18:00:00Z"), next.comes());
    assertEquals(car(next.comes()), next.request());
    assertTrue(forecaster.next("ev2", noon).isEmpty(), "each charging point has its own past");
  }

  @Test
  void aCarWhoseStateWasUnknownForAWhileHasNotComeAnew() {
    live(4);
    Instant comes = FIRST.plus(DAY.multipliedBy(4));
    forecaster.observe(at(comes), List.of(car(comes)));
    for (int hour = 1; hour < 6; hour++) {
      forecaster.observe(at(comes.plus(Duration.ofHours(hour))), List.of());
      forecaster.observe(at(comes.plus(Duration.ofHours(hour))), List.of(car(comes)));
    }
    Instant next = forecaster.next("ev1", comes.plus(Duration.ofHours(12))).orElseThrow().comes();
    assertEquals(comes.plus(DAY), next);
  }

  @Test
  void theCarsSurviveARestart(@TempDir Path directory) {
    live(SessionForecaster.in(directory, Days.BERLIN), 5);
    live(5);
    Instant noon = Instant.parse("2026-06-06T12:10:00Z");
    SessionForecaster restarted = SessionForecaster.in(directory, Days.BERLIN);
    assertTrue(forecaster.next("ev1", noon).isPresent());
    assertEquals(forecaster.next("ev1", noon), restarted.next("ev1", noon));
  }

  @Test
  void aCarThatStoodThereAtARestartHasNotComeAnew(@TempDir Path directory) {
    live(SessionForecaster.in(directory, Days.BERLIN), 4);
    for (int hour = 0; hour < 6; hour++) {
      Instant comes = FIRST.plus(DAY.multipliedBy(4));
      SessionForecaster restarted = SessionForecaster.in(directory, Days.BERLIN);
      restarted.observe(at(comes.plus(Duration.ofHours(hour))), List.of(car(comes)));
      Instant later = comes.plus(Duration.ofHours(12));
      assertEquals(comes.plus(DAY), restarted.next("ev1", later).orElseThrow().comes());
    }
  }

  @Test
  void whatIsNotUnderstoodIsForgotten(@TempDir Path directory) throws IOException {
    live(SessionForecaster.in(directory, Days.BERLIN), 5);
    Path file = directory.resolve("ev-visits.properties");
    Instant noon = Instant.parse("2026-06-06T12:10:00Z");
    assertTrue(SessionForecaster.in(directory, Days.BERLIN).next("ev1", noon).isPresent());
    for (String damage : List.of("NaN", "-40.0", "much")) {
      String text = Files.readString(file);
      Files.writeString(file, text.replaceFirst(" 40.0 ", " " + damage + " "));
      assertTrue(SessionForecaster.in(directory, Days.BERLIN).next("ev1", noon).isEmpty(), damage);
      Files.writeString(file, text);
    }
  }
}
