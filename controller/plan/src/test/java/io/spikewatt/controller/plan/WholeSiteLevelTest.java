package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.asset.ThermalStorage;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The import level of a site whose parts have to share it. A load of .5 kW; a car that needs 20 kWh
 * from the bus within ten hours; a pump that needs 9 kWh in that time, and has room for 7 more. The
 * mean of these ten hours, 3.4 kW, is the least level, and with 8 a kW no higher one pays.
 */
class WholeSiteLevelTest {

  private static final int SLOTS = 96;
  private static final double LEAST_W = 3400;
  private static final double BAND_KWH = 24;
  private static final Actuator.Power ANY = new Actuator.Modulating(0, 5000);
  private static final Actuator.Power STATES = new Actuator.Levels(new double[] {1500, 3000});

  static Stream<Arguments> sites() {
    return Stream.of(
        Arguments.of(ANY, false, 0, 1.01),
        Arguments.of(ANY, true, 0, 1.01),
        Arguments.of(ANY, true, 0.2, 1.1),
        Arguments.of(STATES, false, 0, 1.06),
        Arguments.of(STATES, true, 0, 1.06));
  }

  @ParameterizedTest
  @MethodSource("sites")
  void theLevelIsJudgedWithEverythingThatRunsBelowIt(
      Actuator.Power power, boolean battery, double spread, double most) {
    PlanResult result = new Planner(model(battery)).plan(request(power, battery, spread));
    PlanSchedule schedule = Days.made(result).schedule();
    double peakW = Arrays.stream(schedule.gridW()).max().orElseThrow();
    assertTrue(peakW < most * LEAST_W, "peak " + peakW);
    assertTrue(schedule.importLevelW()[0] < most * LEAST_W, "level " + schedule.importLevelW()[0]);
    assertEquals(66, schedule.asset("ev1").orElseThrow().level()[40], 1);
    double[] heat = schedule.asset("pump1").orElseThrow().level();
    double coldest = Arrays.stream(heat).min().orElseThrow();
    assertTrue(coldest > -0.05 * BAND_KWH, "coldest " + coldest);
  }

  private static PlanModel model(boolean battery) {
    Tariff tariff = Days.tariff(0.2, 0.35, 0.07);
    return Days.model(
        new Tariff(tariff.imports(), tariff.exportRange().most(), 8, Tariff.Co2.NONE, "EUR"),
        battery ? Days.storage(10, 5) : PlanModel.StorageModel.NONE,
        Map.of("ev1", new ChargingPoint(0, 11_000, 0.9, 0, 0, 0, 0)));
  }

  private static PlanRequest request(Actuator.Power power, boolean battery, double spread) {
    double[] load = new double[SLOTS];
    Arrays.fill(load, 500);
    Forecast ahead = Days.spread(Days.START, load, spread);
    Actuator.Activity idle = new Actuator.Activity(false, Duration.ofHours(9));
    Actuator drive = new Actuator(power, new double[] {3}, 0, Duration.ZERO, Duration.ZERO, idle);
    HeatRequest heat =
        new HeatRequest(
            "pump1", new ThermalStorage(3, 0, BAND_KWH, 0, new double[] {3}, 0.7), drive);
    return new PlanRequest(
        new Moment(0, Days.START),
        new PlanRequest.Ahead(ahead, Days.sure(Days.START, new double[SLOTS])),
        battery ? OptionalDouble.of(10) : OptionalDouble.empty(),
        List.of(new ChargingRequest("ev1", 30, 66, 50_000, Days.START.plus(Duration.ofHours(10)))),
        new PlanRequest.Limits(20_000, 9000),
        PlanRequest.Peak.NONE,
        Prices.NONE,
        new PlanRequest.FlexibleLoads(List.of(), List.of(heat)));
  }
}
