package io.spikewatt.controller.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnergyCountersTest {

  private static final Site SITE = DemoSite.usual().site();
  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir private Path directory;

  private final Map<Signal, Double> readings = new HashMap<>();
  private final StateEstimator estimator = new StateEstimator(SITE);
  private Moment now = new Moment(0, START);
  private EnergyCounters counters = EnergyCounters.in(Path.of("/nowhere"), SITE);

  @Test
  void powerIsIntegratedByDirectionAndToldOnceItIsOnTheDisk() {
    start();
    read("meter1", Quantity.POWER_W, -1200);
    read("pv1", Quantity.POWER_W, 3600);
    read("battery1", Quantity.POWER_W, -1800);
    run(Duration.ofMinutes(15), Duration.ofSeconds(1));
    assertEquals(0, site(SiteEnergy.GRID_IMPORT), 1e-9);
    // To ten seconds before the quarter hour's end.
    assertEquals(1200 * 890 / 3600.0, site(SiteEnergy.GRID_EXPORT), 1.5);
    assertEquals(3600 * 890 / 3600.0, site(SiteEnergy.PV_PRODUCTION), 4.5);
    assertEquals(1800 * 890 / 3600.0, site(SiteEnergy.BATTERY_CHARGE), 2.5);
    assertEquals(0, site(SiteEnergy.BATTERY_DISCHARGE), 1e-9);
    assertEquals(
        told(), new EnergyTotals(counters.published().at(), onDisk().published().wh()).wh());
  }

  @Test
  void whatIsUnknownIsNotCountedAndWhatWasNeverKnownIsNotTold() {
    start();
    read("meter1", Quantity.POWER_W, 1000);
    run(Duration.ofMinutes(16), Duration.ofSeconds(1));
    assertFalse(told().containsKey("site/pv_production_wh"), told().toString());
    assertFalse(told().containsKey("device/battery1/import_wh"), told().toString());
    String payload = new String(counters.published().payload(), StandardCharsets.UTF_8);
    assertFalse(payload.contains("pvProductionWh") || payload.contains("battery1"), payload);

    double before = counted(SiteEnergy.GRID_IMPORT);
    lose("meter1", Quantity.POWER_W);
    run(Duration.ofHours(1), Duration.ofSeconds(1));
    assertEquals(before, counted(SiteEnergy.GRID_IMPORT), 1e-9, "a gap stays a gap");
    read("meter1", Quantity.POWER_W, 1000);
    run(Duration.ofSeconds(36), Duration.ofSeconds(1));
    assertEquals(before + 10, counted(SiteEnergy.GRID_IMPORT), 0.5);
    run(Duration.ofMinutes(10), Duration.ofMinutes(10));
    assertEquals(before + 10, counted(SiteEnergy.GRID_IMPORT), 0.5, "no cycle ran for ten minutes");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noToldValueEverFallsThoughTheDaemonIsKilledAtAnyMomentAndClocksJump(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    start();
    Map<String, Double> highest = new HashMap<>();
    double importedWh = 0;
    read("meter1", Quantity.ENERGY_EXPORT_WH, 5e6);
    double exportedWh = 5e6;
    for (int i = 0; i < 8_000; i++) {
      double watts = random.nextDouble(-8000, 8000);
      if (random.nextInt(10) == 0) {
        lose("meter1", Quantity.POWER_W);
        watts = 0;
      } else {
        read("meter1", Quantity.POWER_W, watts);
      }
      int seconds = 1 + random.nextInt(20);
      importedWh += Math.max(0, watts) * seconds / 3600;
      // The register loses its fraction now and then, as after a power cut.
      exportedWh += Math.max(0, -watts) * seconds / 3600;
      boolean rounds = random.nextInt(50) == 0;
      read(
          "meter1",
          Quantity.ENERGY_EXPORT_WH,
          rounds ? Math.floor(exportedWh / 100) * 100 : exportedWh);
      pass(Duration.ofSeconds(seconds));
      if (random.nextInt(200) == 0) {
        now = new Moment(now.nanos(), now.instant().plusSeconds(random.nextLong(-90_000, 90_000)));
      }
      count();
      if (random.nextBoolean()) {
        counters.keep(now);
      }
      if (random.nextInt(300) == 0) {
        // Nothing is written at a kill.
        start();
      }
      told()
          .forEach(
              (name, wh) -> {
                assertTrue(wh >= highest.getOrDefault(name, 0.0), name + " fell to " + wh);
                highest.put(name, wh);
              });
    }
    assertTrue(highest.getOrDefault("site/grid_import_wh", Double.NaN) > 1000, highest.toString());
    assertTrue(
        highest.getOrDefault("site/grid_import_wh", Double.NaN) <= importedWh + 1e-6,
        "more than ever flowed");
    assertTrue(
        highest.getOrDefault("device/meter1/export_wh", Double.NaN) <= exportedWh + 1e-6,
        "more than it counted");
    assertTrue(
        highest.getOrDefault("device/meter1/export_wh", Double.NaN) > exportedWh - 8000,
        "the register is complete");
  }

  @Test
  void aRegisterGoesOnWhereItWasThoughTheDaemonDidNotRun() {
    start();
    read("meter1", Quantity.ENERGY_IMPORT_WH, 1_000_000);
    run(Duration.ofMinutes(1), Duration.ofSeconds(1));
    assertEquals(1_000_000, told().get("device/meter1/import_wh"));
    assertEquals(0, site(SiteEnergy.GRID_IMPORT), "the site's count begins with the daemon");
    counters.close();
    pass(Duration.ofDays(3));
    read("meter1", Quantity.ENERGY_IMPORT_WH, 1_030_000);
    start();
    run(Duration.ofMinutes(20), Duration.ofSeconds(1));
    assertEquals(1_030_000, told().get("device/meter1/import_wh"));
    assertEquals(30_000, site(SiteEnergy.GRID_IMPORT));
  }

  @Test
  void aRegisterThatFallsOrJumpsCountsNothingUntilItStaysThere() {
    start();
    read("meter1", Quantity.ENERGY_IMPORT_WH, 1_000_000);
    run(Duration.ofMinutes(1), Duration.ofSeconds(1));
    read("meter1", Quantity.ENERGY_IMPORT_WH, 0);
    run(Duration.ofMinutes(2), Duration.ofSeconds(1));
    read("meter1", Quantity.ENERGY_IMPORT_WH, 1_000_100);
    run(Duration.ofMinutes(1), Duration.ofSeconds(1));
    assertEquals(1_000_100, counted("device/meter1/import_wh"), "a wrong reading is forgotten");
    read("meter1", Quantity.ENERGY_IMPORT_WH, 4_000_000_000.0);
    run(Duration.ofMinutes(2), Duration.ofSeconds(1));
    assertEquals(1_000_100, counted("device/meter1/import_wh"), "no power makes that in seconds");
    read("meter1", Quantity.ENERGY_IMPORT_WH, 50);
    run(Duration.ofMinutes(11), Duration.ofSeconds(1));
    read("meter1", Quantity.ENERGY_IMPORT_WH, 80);
    run(Duration.ofMinutes(1), Duration.ofSeconds(1));
    assertEquals(
        1_000_130, counted("device/meter1/import_wh"), "a new meter counts from where it is");
  }

  @Test
  void nothingIsToldThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    counters = EnergyCounters.in(file.resolve("below-a-file"), SITE);
    read("meter1", Quantity.POWER_W, 1000);
    run(Duration.ofHours(1), Duration.ofSeconds(1));
    assertEquals(Map.of(), told());
  }

  @Test
  void aDayWritesTheDiskOnceAQuarterHour() throws IOException {
    start();
    read("meter1", Quantity.POWER_W, 1000);
    Set<String> contents = new HashSet<>();
    for (int i = 0; i < 24 * 720; i++) {
      pass(Duration.ofSeconds(5));
      count();
      counters.keep(now);
      Path file = directory.resolve("energy.properties");
      if (Files.exists(file)) {
        contents.add(Files.readString(file));
      }
    }
    assertTrue(contents.size() >= 96 && contents.size() <= 98, contents.size() + " writes");
  }

  private void start() {
    counters = onDisk();
  }

  private EnergyCounters onDisk() {
    return EnergyCounters.in(directory, SITE);
  }

  private void read(String device, Quantity quantity, double value) {
    readings.put(new Signal(device, quantity), value);
  }

  private void lose(String device, Quantity quantity) {
    readings.remove(new Signal(device, quantity));
  }

  private void run(Duration time, Duration step) {
    for (Duration left = time; !left.isZero(); left = left.minus(step)) {
      pass(step);
      count();
      counters.keep(now);
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void count() {
    List<Sample> samples = new ArrayList<>();
    for (String device : List.of("meter1", "pv1", "battery1", "ev1", "compute1", "feeder1")) {
      for (Quantity quantity :
          List.of(Quantity.POWER_W, Quantity.ENERGY_IMPORT_WH, Quantity.ENERGY_EXPORT_WH)) {
        Signal signal = new Signal(device, quantity);
        Double value = readings.get(signal);
        samples.add(
            value == null
                ? Sample.missing(signal, Fault.Kind.TIMEOUT, "", now)
                : new Sample.Good(signal, value, now));
      }
    }
    PlantSnapshot snapshot = new PlantSnapshot(now, samples);
    counters.count(snapshot, estimator.estimate(snapshot));
  }

  private Map<String, Double> told() {
    return counters.published().wh();
  }

  private double site(SiteEnergy energy) {
    OptionalDouble wh = counters.published().site(energy);
    return wh.orElseThrow();
  }

  /** What is counted up to now: an orderly end writes it. */
  private double counted(SiteEnergy energy) {
    counters.close();
    return site(energy);
  }

  private double counted(String name) {
    counters.close();
    return told().getOrDefault(name, Double.NaN);
  }
}
