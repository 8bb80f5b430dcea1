package io.spikewatt.controller.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class PlantBoardTest {

  private static final Signal METER = new Signal("meter", Quantity.POWER_W);
  private static final Signal SOC = new Signal("battery", Quantity.SOC_PCT);
  private static final Signal POWER = new Signal("battery", Quantity.POWER_W);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-09T10:00:00Z"));
  private final PlantBoard board = new PlantBoard(ages(), clock.now());
  private final PlantBoard.Place meter = board.place(List.of(METER));
  private final PlantBoard.Place battery = board.place(List.of(SOC, POWER));

  @Test
  void what_was_never_read_is_missing_and_has_its_place() {
    assertEquals(List.of(METER, SOC, POWER), signals());
    assertEquals(Fault.Kind.NEVER_READ, fault(SOC));
  }

  @Test
  void a_device_replaces_its_own_samples_and_no_others() {
    meter.post(List.of(good(METER, 5)));
    battery.post(List.of(good(SOC, 50), good(POWER, 7)));
    battery.post(
        List.of(good(SOC, 51), Sample.missing(POWER, Fault.Kind.REJECTED, "refused", clock.now())));
    assertEquals(5, value(METER));
    assertEquals(51, value(SOC));
    assertEquals(Fault.Kind.REJECTED, fault(POWER));
    assertEquals(List.of(METER, SOC, POWER), signals());
  }

  @Test
  void each_signal_ages_by_its_own_limit() {
    meter.post(List.of(good(METER, 5)));
    battery.post(List.of(good(SOC, 50), good(POWER, 7)));
    clock.advance(Duration.ofSeconds(3));
    assertEquals(Fault.Kind.STALE, fault(METER));
    assertEquals(Fault.Kind.STALE, fault(POWER));
    assertEquals(50, value(SOC));
  }

  @Test
  void a_signal_without_a_device_stays_missing() {
    PlantBoard bare = new PlantBoard(ages(), clock.now());
    PlantBoard.Place place = bare.place(List.of(SOC, POWER));
    place.post(List.of(good(SOC, 50), good(POWER, 7)));
    assertEquals(
        new Sample.Missing(METER, Fault.of(Fault.Kind.NEVER_READ, ""), clock.now()),
        bare.snapshot(clock.now()).get(METER));
  }

  private static SequencedMap<Signal, Duration> ages() {
    SequencedMap<Signal, Duration> ages = new LinkedHashMap<>();
    ages.put(METER, Duration.ofSeconds(2));
    ages.put(SOC, Duration.ofSeconds(30));
    ages.put(POWER, Duration.ofSeconds(2));
    return ages;
  }

  private Sample good(Signal signal, double value) {
    return new Sample.Good(signal, value, clock.now());
  }

  private List<Signal> signals() {
    return board.snapshot(clock.now()).all().stream().map(Sample::signal).toList();
  }

  private double value(Signal signal) {
    return ((Sample.Good) board.snapshot(clock.now()).get(signal)).value();
  }

  private Fault.Kind fault(Signal signal) {
    return ((Sample.Missing) board.snapshot(clock.now()).get(signal)).reason().kind();
  }
}
