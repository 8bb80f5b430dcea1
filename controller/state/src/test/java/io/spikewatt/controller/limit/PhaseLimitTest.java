package io.spikewatt.controller.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseLimitTest {

  private static final GridLimits WIDE =
      new GridLimits(30_000, 30_000, LimitSource.CONFIGURED, LimitSource.CONFIGURED);

  private final PhaseLimit limit = new PhaseLimit(site(Optional.of(5000.0)));
  private int second;

  @Test
  void evenPhasesLeaveThreeTimesTheirLimit() {
    GridLimits limits = apply(1000, 1000, 1000);
    assertEquals(15_000, limits.importW(), 1e-9);
    assertEquals(15_000, limits.exportW(), 1e-9);
  }

  @Test
  void aPhaseThatIsAheadTakesFromAll() {
    GridLimits limits = apply(4000, 1000, 1000);
    assertEquals(15_000 - 3 * 2000, limits.importW(), 1e-9);
    assertEquals(15_000 - 3 * 1000, limits.exportW(), 1e-9);
  }

  @Test
  void aTighterLimitStaysAsItIsAndKeepsItsSource() {
    GridLimits operator =
        new GridLimits(4200, 0, LimitSource.GRID_OPERATOR, LimitSource.GRID_OPERATOR);
    assertEquals(operator, limit.apply(operator, snapshot(0, 0, 0)));
  }

  @Test
  void aPhaseThatFellBackIsForgottenSlowly() {
    apply(4000, 1000, 1000);
    assertTrue(apply(1000, 1000, 1000).importW() < 9200);
    for (int i = 0; i < 600; i++) {
      apply(1000, 1000, 1000);
    }
    assertEquals(15_000, apply(1000, 1000, 1000).importW(), 1);
  }

  @Test
  void phasesThatCannotBeReadMayBeOne() {
    apply(2000, 1000, 0);
    second += 8;
    assertEquals(12_000, limit.apply(WIDE, nothing()).importW(), 1e-9, "for a moment as before");
    second += 5;
    assertEquals(5000, limit.apply(WIDE, nothing()).importW(), 0);
    assertEquals(5000, limit.apply(WIDE, nothing()).exportW(), 0);
  }

  @Test
  void withoutALimitNothingChanges() {
    assertSame(WIDE, new PhaseLimit(site(Optional.empty())).apply(WIDE, nothing()));
  }

  @Test
  void whatIsSeenBetweenTwoCyclesTightensAndIsForgotten() {
    GridLimits inForce = apply(1000, 1000, 1000);
    GridLimits between = limit.between(inForce, glance(4000, 1000, 1000));
    assertEquals(15_000 - 3 * 2000, between.importW(), 1e-9);
    assertEquals(15_000 - 3 * 1000, between.exportW(), 1e-9);
    GridLimits ahead = apply(4000, 1000, 1000);
    assertEquals(ahead, limit.between(ahead, glance(1000, 1000, 1000)), "no room at once");
    assertSame(inForce, limit.between(inForce, glance(4000, 1000, 1000).subList(0, 2)));
    PhaseLimit fresh = new PhaseLimit(site(Optional.of(5000.0)));
    GridLimits even = fresh.apply(WIDE, snapshot(1000, 1000, 1000));
    GridLimits seen = fresh.between(even, glance(4000, 1000, 1000));
    assertTrue(seen.importW() < even.importW());
    second++;
    assertEquals(even, fresh.apply(WIDE, snapshot(1000, 1000, 1000)), "not remembered");
  }

  /** What is controlled is spread over all phases: no phase passes its limit within the total. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void withinTheTotalNoPhasePassesItsOwn(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      double[] phase = new double[3];
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        phase[k] = 8000 * random.nextDouble() - 4000;
        sum += phase[k];
      }
      GridLimits limits = apply(phase[0], phase[1], phase[2]);
      for (double total : new double[] {limits.importW(), -limits.exportW()}) {
        for (double one : phase) {
          double then = one + (total - sum) / 3;
          boolean atAll = total > 0 ? limits.importW() > 0 : limits.exportW() > 0;
          assertTrue(!atAll || (total > 0 ? then <= 5000.001 : then >= -5000.001), "at " + then);
        }
      }
    }
  }

  private GridLimits apply(double l1, double l2, double l3) {
    second++;
    return limit.apply(WIDE, snapshot(l1, l2, l3));
  }

  private PlantSnapshot snapshot(double l1, double l2, double l3) {
    return new PlantSnapshot(
        now(),
        List.of(
            phase(Quantity.POWER_L1_W, l1),
            phase(Quantity.POWER_L2_W, l2),
            phase(Quantity.POWER_L3_W, l3)));
  }

  private List<Sample.Good> glance(double l1, double l2, double l3) {
    return snapshot(l1, l2, l3).all().stream().map(Sample.Good.class::cast).toList();
  }

  private PlantSnapshot nothing() {
    return new PlantSnapshot(now(), List.of());
  }

  private Sample phase(Quantity quantity, double watts) {
    return new Sample.Good(new Signal("meter1", quantity), watts, now());
  }

  private Moment now() {
    return new Moment(second * 1_000_000_000L, Instant.EPOCH.plusSeconds(second));
  }

  private static Site site(Optional<Double> phaseLimitW) {
    Site demo = DemoSite.usual().site();
    return new Site(
        demo.name(),
        demo.zone(),
        demo.position(),
        new Site.Grid(30_000, 30_000, phaseLimitW),
        demo.devices(),
        demo.tariff(),
        demo.mqtt(),
        demo.control(),
        demo.storage(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }
}
