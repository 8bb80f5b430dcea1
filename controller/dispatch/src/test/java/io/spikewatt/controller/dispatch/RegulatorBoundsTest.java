package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.dispatch.CycleInput.Aim;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.testkit.DemoSite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What bounds the batteries' power, each by itself and against the next stronger one. */
class RegulatorBoundsTest {

  private static final double GUARD_W = 50;

  private double netW = 3000;
  private double aheadW;
  private double peakW = Double.POSITIVE_INFINITY;
  private double storingW = Double.POSITIVE_INFINITY;
  private double requestedW = Double.NaN;
  private double leavingW;
  private double returningW;
  private double soonW;
  private double lastW;
  private double doubtW;
  private RegulatorRange range =
      new RegulatorRange(5000, 5000, 5000, RegulatorRange.KeptFromGrid.NONE, true);
  private StoragePolicy policy = StoragePolicy.byRule(0.95, 0.02);
  private Aim aim = Aim.FOLLOW;

  @Test
  void without_a_bound_the_net_load_is_covered() {
    RegulatorTarget target = target();
    assertEquals(3000, target.powerW());
    assertEquals(Optional.empty(), target.decidedBy());
  }

  @Test
  void a_battery_does_what_it_can() {
    netW = 9000;
    assertDecides(5000, Reason.DEVICE_LIMIT, "at its rating");
    netW = -3000;
    range = new RegulatorRange(0, 5000, 5000, RegulatorRange.KeptFromGrid.NONE, true);
    assertDecides(0, Reason.FULL, "it takes nothing");
    netW = 3000;
    range = new RegulatorRange(5000, 0, 0, RegulatorRange.KeptFromGrid.NONE, true);
    assertDecides(0, Reason.EMPTY, "it gives nothing");
  }

  @Test
  void the_reserve_is_kept_but_for_the_import_limit() {
    range = new RegulatorRange(5000, 0, 5000, RegulatorRange.KeptFromGrid.NONE, true);
    assertDecides(0, Reason.RESERVE, "load is not covered");
    netW = 7000;
    assertDecides(7000 - 5000 + GUARD_W, Reason.IMPORT_LIMIT, "the limit is kept");
  }

  @Test
  void the_peak_moves_what_would_be_kept_but_not_the_reserve() {
    policy = keeps();
    peakW = 2000;
    assertDecides(1000, Reason.PEAK, "above the peak");
    range = new RegulatorRange(5000, 0, 5000, RegulatorRange.KeptFromGrid.NONE, true);
    assertEquals(0, target().powerW(), 0, "the reserve");
  }

  @Test
  void storing_ends_below_the_peak_and_asks_for_nothing_from_the_battery() {
    policy = buys();
    peakW = 4000;
    storingW = 2000;
    netW = 500;
    assertDecides(500 - 2000, Reason.PEAK, "charges up to there");
    netW = 3000;
    assertDecides(0, Reason.PEAK, "neither charges nor discharges");
    netW = 4500;
    assertDecides(500, Reason.PEAK, "above the peak it discharges");
    storingW = Double.POSITIVE_INFINITY;
    netW = 500;
    assertDecides(500 - 4000, Reason.PEAK, "charges up to the peak");
  }

  /** In a wild moment one reading may be too high for the one and too low for the other. */
  @Test
  void the_peak_gives_way_to_the_export_limit() {
    policy = keeps();
    peakW = 500;
    netW = 4000;
    aheadW = -6000;
    RegulatorTarget target = target();
    assertEquals(4000 - 6000 + 3000 - GUARD_W, target.powerW(), 1e-9);
    assertEquals(Reason.EXPORT_LIMIT, target.decidedBy().orElseThrow().reason());
  }

  @Test
  void a_request_goes_before_the_peak_and_behind_the_limits() {
    peakW = 500;
    requestedW = -1000;
    assertDecides(-1000, Reason.REMOTE_REQUEST, "before the peak");
    requestedW = -5000;
    assertDecides(3000 - 5000 + GUARD_W, Reason.IMPORT_LIMIT, "the import limit");
    netW = 0;
    requestedW = 5000;
    assertDecides(3000 - GUARD_W, Reason.EXPORT_LIMIT, "the export limit");
  }

  @Test
  void a_doubtful_net_load_ends_charging_at_the_import_limit_and_asks_for_no_discharge() {
    policy = buys();
    netW = 2000;
    assertDecides(2000 - 5000 + GUARD_W, Reason.IMPORT_LIMIT, "no doubt");
    doubtW = 1000;
    assertDecides(3000 - 5000 + GUARD_W, Reason.IMPORT_LIMIT, "it may be 3 kW");
    doubtW = 9000;
    assertDecides(0, Reason.IMPORT_LIMIT, "or 11 kW");
    netW = 6000;
    assertDecides(6000 - 5000 + GUARD_W, Reason.IMPORT_LIMIT, "beyond the limit");
  }

  @Test
  void what_is_about_to_go_or_to_come_back_is_not_covered_at_the_export_limit() {
    netW = 4000;
    leavingW = 6000;
    assertDecides(4000 - 6000 + 3000 - GUARD_W, Reason.EXPORT_LIMIT, "a car that stops");
    leavingW = 0;
    returningW = 9000;
    assertDecides(0, Reason.EXPORT_LIMIT, "no reason to charge");
  }

  @Test
  void charging_goes_on_for_what_soon_returns_at_the_export_limit() {
    policy = exports();
    netW = -7000;
    lastW = -4500;
    assertDecides(-4000 - GUARD_W, Reason.EXPORT_LIMIT, "nothing returns");
    returningW = 900;
    soonW = 400;
    assertDecides(-4400 - GUARD_W, Reason.EXPORT_LIMIT, "what is back in time");
    lastW = -4100;
    assertDecides(-4100, Reason.EXPORT_LIMIT, "no reason to charge more");
    lastW = 0;
    assertDecides(-4000 - GUARD_W, Reason.EXPORT_LIMIT, "it did not charge");
  }

  @Test
  void charging_ends_where_a_load_takes_the_excess_whatever_seems_to_return() {
    policy = exports();
    netW = 1000;
    returningW = 6000;
    soonW = 6000;
    lastW = -4500;
    assertEquals(0, target().powerW(), 1e-9);
  }

  @Test
  void no_exchange_is_driven_to_0_even_where_the_policy_keeps_its_energy() {
    aim = Aim.ZERO_EXCHANGE;
    policy = keeps();
    assertDecides(3000, Reason.ZERO_EXCHANGE, "load");
  }

  private void assertDecides(double powerW, Reason reason, String what) {
    RegulatorTarget target = target();
    assertEquals(powerW, target.powerW(), 1e-9, what);
    assertEquals(reason, target.decidedBy().orElseThrow().reason(), what);
  }

  private StoragePolicy buys() {
    return new StoragePolicy(
        0.95, 0.02, false, true, false, true, false, new EnergyPrices(0.6, 0.3, 0.01));
  }

  private StoragePolicy exports() {
    return new StoragePolicy(
        0.95, 0.02, false, false, true, false, false, new EnergyPrices(0.3, 0.1, 0.2));
  }

  private StoragePolicy keeps() {
    return new StoragePolicy(
        0.95, 0.02, false, true, false, false, false, new EnergyPrices(0.34, 0.35, 0.08));
  }

  /** With an import limit of 5 kW, an export limit of 3 kW and a guard to each. */
  private RegulatorTarget target() {
    DemoPlant plant = new DemoPlant(DemoSite.usual());
    plant.run(1);
    GridLimits limits =
        new GridLimits(5000, 3000, LimitSource.CONFIGURED, LimitSource.CONFIGURED)
            .keeping(peakW, storingW);
    CycleInput input =
        new CycleInput(
            plant.state.orElseThrow(),
            Optional.empty(),
            limits,
            DeviceRequests.NONE,
            aim,
            plant.now(),
            plant.now());
    ExchangeBand band = band();
    boolean zero = aim == Aim.ZERO_EXCHANGE;
    boolean requested = !Double.isNaN(requestedW);
    ExchangeSituation now =
        new ExchangeSituation(
            new NetLoad(netW, 0, 0, new MeterLag.Devices(0, Set.of(), true), aheadW, aheadW),
            policy,
            zero ? ExchangeBand.zero() : band,
            band,
            range,
            LimitRecovery.NONE,
            Map.of());
    RequestedRegulators batteries =
        requested
            ? new RequestedRegulators(
                Map.of(),
                requestedW,
                new RegulatorRange(0, 0, 0, RegulatorRange.KeptFromGrid.NONE, true))
            : new RequestedRegulators(Map.of(), 0, range);
    Curtailment.Curtailed sources = new Curtailment.Curtailed(List.of(), returningW, soonW, 0);
    return new RegulatorBounds(now, range, batteries, leavingW, sources, lastW, doubtW)
        .target(input, requested);
  }

  private ExchangeBand band() {
    return new ExchangeBand(
        -3000 + GUARD_W,
        5000 - GUARD_W,
        Math.min(5000 - GUARD_W, peakW),
        Math.min(5000 - GUARD_W, storingW),
        configured(Reason.EXPORT_LIMIT),
        configured(Reason.IMPORT_LIMIT));
  }

  private static ExchangeBand.Cause configured(Reason reason) {
    return new ExchangeBand.Cause(
        reason, Optional.of(LimitSource.CONFIGURED), OptionalDouble.empty());
  }
}
