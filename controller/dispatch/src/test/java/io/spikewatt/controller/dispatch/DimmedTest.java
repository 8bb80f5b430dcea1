package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.limit.PhaseLimit;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.DeviceRequest;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The grid operator's contact dims an ordered heat pump, whichever limit is the tightest. */
class DimmedTest {

  private static final String SITE =
      """
      site: { name: dim, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      grid: { import-limit-w: 11000, export-limit-w: 11000MORE }
      tariff: { currency: EUR, import: [ { from: "00:00", to: "24:00", per-kwh: 0.3 } ], export-per-kwh: 0.08 }
      storage: { directory: state }
      devices:
        - id: meter1
          profile: eastron-sdm630
          connection: { modbus-rtu-tcp: 127.0.0.1, port: 23022, unit: 2 }
          grid-meter: {}
        - id: dso
          profile: gpio-contact
          connection: { gpio: 17 }
          limit-contact: { import-limit-w: 4200 }
        - id: pump
          profile: sg-ready
          connection: { gpio: [23, 24] }
          sg-ready: {}
      """;

  private static final OptionalDouble NO_COMMAND = OptionalDouble.empty();

  private static final double CLOSED = 1;
  private static final double OPEN = 0;

  @Test
  void theContactAloneDims() {
    assertEquals(Role.SgReady.NORMAL, ordered(site(""), CLOSED, NO_COMMAND, 1000), 0);
    assertEquals(Role.SgReady.ORDERED, ordered(site(""), OPEN, NO_COMMAND, 1000), 0);
  }

  @Test
  void aStricterCommandDoesNotLiftTheDimming() {
    assertEquals(Role.SgReady.NORMAL, ordered(site(""), CLOSED, OptionalDouble.of(4000), 1000), 0);
    assertEquals(Role.SgReady.ORDERED, ordered(site(""), OPEN, OptionalDouble.of(4000), 1000), 0);
  }

  @Test
  void aStricterPhaseLimitDoesNotLiftTheDimming() {
    Site phases = site(", phase-limit-w: 4600");
    assertEquals(Role.SgReady.NORMAL, ordered(phases, CLOSED, NO_COMMAND, 5000), 0);
  }

  @Test
  void thePhasesBetweenTwoCyclesDoNotLiftTheDimming() {
    Site phases = site(", phase-limit-w: 4600");
    GridLimits limits =
        GridLimits.inForce(phases, state(phases, CLOSED, 5000), NO_COMMAND, NO_COMMAND);
    List<Sample.Good> glanced =
        snapshot(CLOSED, 5000).all().stream()
            .filter(sample -> sample instanceof Sample.Good)
            .map(sample -> (Sample.Good) sample)
            .toList();
    GridLimits between = new PhaseLimit(phases).between(limits, glanced);
    assertTrue(between.importW() < limits.importW());
    assertTrue(between.dimmed());
  }

  /** SG-Ready state that the pump is set to while a command orders it to run. */
  private static double ordered(Site site, double contact, OptionalDouble commandW, double l1W) {
    PlantState state = state(site, contact, l1W);
    GridLimits limits =
        new PhaseLimit(site)
            .apply(GridLimits.inForce(site, state, commandW, NO_COMMAND), snapshot(contact, l1W));
    Mode mode = new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, Optional.empty());
    DeviceRequests requests =
        new DeviceRequests(
            Map.of("pump", new DeviceRequest(Role.SgReady.ORDERED, Optional.empty())),
            DeviceRequests.Scope.of(mode, false));
    return new Dispatcher(
            site, OutputSpecs.of(site), _ -> Optional.empty(), ShedRelayStore.inMemory())
        .dispatch(state, Optional.empty(), limits, requests, mode, state.at())
        .explanation(new Signal("pump", Quantity.SG_READY_STATE))
        .orElseThrow()
        .value();
  }

  private static PlantState state(Site site, double contact, double l1W) {
    return new StateEstimator(site).estimate(snapshot(contact, l1W), Map.of());
  }

  private static PlantSnapshot snapshot(double contact, double l1W) {
    Moment now = new Moment(0, Instant.parse("2026-01-15T18:00:00Z"));
    List<Sample> samples = new ArrayList<>();
    Map<Quantity, Double> meter =
        Map.of(
            Quantity.POWER_W, l1W + 200,
            Quantity.POWER_L1_W, l1W,
            Quantity.POWER_L2_W, 100.0,
            Quantity.POWER_L3_W, 100.0,
            Quantity.VOLTAGE_L1_V, 230.0,
            Quantity.VOLTAGE_L2_V, 230.0,
            Quantity.VOLTAGE_L3_V, 230.0);
    meter.forEach(
        (quantity, value) ->
            samples.add(new Sample.Good(new Signal("meter1", quantity), value, now)));
    samples.add(new Sample.Good(new Signal("dso", Quantity.CONTACT), contact, now));
    return new PlantSnapshot(now, samples);
  }

  private static Site site(String more) {
    return switch (ConfigLoader.load(SITE.replace("MORE", more), "dim.yaml")) {
      case LoadedSite.Ok ok -> ok.site();
      case LoadedSite other -> throw new AssertionError(other);
    };
  }
}
