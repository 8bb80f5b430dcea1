package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One car, plugged in once, whose charger tells the remaining time in whole seconds. */
final class NewVisitTest {

  private static final Instant COMES = Instant.parse("2026-06-01T18:00:00Z");
  private static final Duration SLOT = Duration.ofMinutes(15);

  private final KeptValues kept = KeptValues.inMemory();
  private SessionForecaster forecaster = forecaster();
  private int writes;
  private String written = "";

  @Test
  void aMissingReadingAndARestartAreNoNewVisitsAndNoPlanWritesAFile() {
    for (int slot = 0; slot < 12; slot++) {
      // The slow loop's tick jitters, and so does the announced departure.
      Instant now = at(slot).plusMillis(700 * (slot % 2) + 100);
      if (slot == 9) {
        forecaster = forecaster();
      }
      observe(now, slot == 5 ? List.of() : requests(now.minusMillis(250), Duration.ofHours(12)));
    }
    assertEquals(1, visits());
    assertEquals(1, writes);
  }

  @Test
  void aChargerThatAlwaysAnnouncesTheSameTimeIsOneVisit() {
    for (int slot = 0; slot < 40; slot++) {
      Instant now = at(slot);
      observe(now, slot % 10 == 5 ? List.of() : requests(now, Duration.ofHours(12), now));
    }
    assertEquals(1, visits());
    assertEquals(10, writes, "once an hour, so that a restart knows the car");
  }

  private Instant at(int slot) {
    return COMES.plus(SLOT.multipliedBy(slot));
  }

  private SessionForecaster forecaster() {
    return new SessionForecaster(PlannerSettings.DAEMON.slots(), ZoneId.of("UTC"), kept);
  }

  private void observe(Instant now, List<ChargingRequest> requests) {
    long nanos = Duration.between(COMES, now).toNanos();
    forecaster.observe(new Moment(nanos, now), requests);
    String text = kept.get("ev1").orElse("");
    writes += text.equals(written) ? 0 : 1;
    written = text;
  }

  private int visits() {
    return (kept.get("ev1").orElse("").split(" ").length - 1) / 6;
  }

  private static List<ChargingRequest> requests(Instant readAt, Duration stay) {
    return requests(readAt, stay, COMES);
  }

  /** A request as it is read; the departure is announced as whole seconds from the reading on. */
  private static List<ChargingRequest> requests(Instant readAt, Duration stay, Instant since) {
    Moment read = new Moment(0, readAt);
    double leftS = Duration.between(readAt, since.plus(stay)).toSeconds();
    return new EvState(
            "ev1",
            known(0, read),
            EvState.Presence.PLUGGED_IN,
            known(30, read),
            known(80, read),
            known(leftS, read),
            known(50_000, read),
            ChargingMode.PLANNED)
        .charging(readAt).stream().toList();
  }

  private static Estimate known(double value, Moment at) {
    return new Estimate.Known(value, Estimate.How.MEASURED, at);
  }

  @Test
  void aClockThatIsSetMakesNoVisit() {
    observe(at(0), requests(at(0), Duration.ofHours(12)));
    Instant ahead = at(1).plus(Duration.ofDays(3));
    Moment jumped = new Moment(SLOT.toNanos(), ahead);
    forecaster.observe(jumped, List.of());
    forecaster.observe(jumped.plus(SLOT), requests(ahead, Duration.ofHours(84)));
    assertEquals(1, visits());
  }
}
