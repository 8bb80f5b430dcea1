package io.spikewatt.controller.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster's energy from own sources, and its work, since midnight. */
class ComputeDayTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final String CLUSTER = "compute1";

  @TempDir Path directory;

  private final Map<Signal, Sample> samples = new LinkedHashMap<>();
  private final StateEstimator estimator = new StateEstimator(DemoSite.usual().site());
  private Moment now = new Moment(0, Instant.parse("2026-06-15T10:00:00Z"));
  private ComputeDay day = new ComputeDay(BERLIN, KeptValues.inMemory());
  private ComputeDay.Reading reading = ComputeDay.Reading.NONE;

  ComputeDayTest() {
    powers(1000, 3000, -800, -1200);
    good("battery1", Quantity.SOC_PCT, 55);
    good("ev1", Quantity.POWER_W, 0);
    good("ev1", Quantity.CONNECTED, 0);
  }

  private void powers(double gridW, double pvW, double batteryW, double clusterW) {
    good("meter1", Quantity.POWER_W, gridW);
    good("pv1", Quantity.POWER_W, pvW);
    good("battery1", Quantity.POWER_W, batteryW);
    good(CLUSTER, Quantity.POWER_W, clusterW);
    good("feeder1", Quantity.POWER_W, -(gridW + pvW + batteryW + clusterW));
  }

  private void good(String device, Quantity quantity, double value) {
    Signal signal = new Signal(device, quantity);
    samples.put(signal, new Sample.Good(signal, value, now));
  }

  private void missing(String device, Quantity quantity) {
    Signal signal = new Signal(device, quantity);
    samples.put(signal, Sample.missing(signal, Fault.Kind.TIMEOUT, "no answer", now));
  }

  private void minutes(int count) {
    for (int i = 0; i < count; i++) {
      now = now.plus(Duration.ofMinutes(1));
      PlantSnapshot snapshot = new PlantSnapshot(now, samples.values());
      reading =
          Objects.requireNonNull(day.update(snapshot, estimator.estimate(snapshot)).get(CLUSTER));
    }
  }

  private double ownPct() {
    return reading.ownPct().ifKnown().orElseThrow();
  }

  @Test
  void allConsumersShareOneMixAndABatterysEnergyIsNotTheSuns() {
    minutes(31);
    assertEquals(75, ownPct(), 1e-9);
    powers(0, 0, 2000, -1200);
    minutes(30);
    assertEquals(37.5, ownPct(), 1e-9);
    powers(-500, 3000, 0, -1200);
    minutes(60);
    assertEquals(68.75, ownPct(), 1e-9);
  }

  @Test
  void whatIsUnknownCountsInNeitherPartAndIsNeverZero() {
    minutes(1);
    assertFalse(reading.ownPct().isKnown(), "before any energy");
    minutes(30);
    missing("pv1", Quantity.POWER_W);
    missing("feeder1", Quantity.POWER_W);
    minutes(30);
    assertEquals(75, ownPct(), 1e-9);
    assertFalse(reading.workPerKwh().isKnown(), "a cluster without an agent");
  }

  @Test
  void workIsThatOfTheEnergyWhoseWorkIsKnown() {
    good(CLUSTER, Quantity.WORK_PER_S, 10);
    minutes(31);
    assertEquals(30_000, reading.workPerKwh().ifKnown().orElseThrow(), 1e-6);
    missing(CLUSTER, Quantity.WORK_PER_S);
    minutes(30);
    assertEquals(30_000, reading.workPerKwh().ifKnown().orElseThrow(), 1e-6);
  }

  @Test
  void itSurvivesARestartAndEndsAtLocalMidnight() {
    day = ComputeDay.in(directory, BERLIN);
    minutes(31);
    day.close();
    day = ComputeDay.in(directory, BERLIN);
    powers(0, 0, 2000, -1200);
    minutes(31);
    assertEquals(37.5, ownPct(), 1e-9);
    day.close();
    now = new Moment(now.nanos(), Instant.parse("2026-06-15T22:00:30Z"));
    day = ComputeDay.in(directory, BERLIN);
    minutes(1);
    assertEquals(Estimate.Unknown.class, reading.ownPct().getClass(), "a new day");
  }

  @Test
  void aDamagedRecordIsNotCounted() throws IOException {
    Files.writeString(
        directory.resolve("compute-day.properties"),
        """
        compute1=2026-06-14T22\\:00\\:00Z 3.6e6 7.2e6 0 0
        a=2026-06-14T22\\:00\\:00Z NaN 0 0 0
        b=yesterday 1 1 1 1
        c=2026-06-14T22\\:00\\:00Z 1
        """);
    day = ComputeDay.in(directory, BERLIN);
    minutes(31);
    assertEquals(75, ownPct(), 1e-9);
  }
}
