package io.spikewatt.controller.asset.heatpump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.Actuator;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class HeatDemandTest {

  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final Role.HeatPump PUMP =
      new Role.HeatPump(
          2_500,
          2_500,
          new Role.Cop(3, 7, 0),
          new Role.HeatStore(10_000, 0, 20, 22),
          Duration.ZERO,
          Duration.ZERO);

  private final HeatDemand demand = new HeatDemand(PUMP, ZoneOffset.UTC, SLOT);
  private double storeC = 21;

  /** 200 W/K below 17 °C, and 600 W more at seven o'clock. */
  private static double neededW(int slot) {
    return 200 * (17 - outdoorC(slot)) + (hour(slot) == 7 ? 600 : 0);
  }

  private static double outdoorC(int slot) {
    return 4 * Math.sin(slot / 300.0) + 3 * Math.sin(2 * Math.PI * (hour(slot) - 9) / 24.0);
  }

  private static int hour(int slot) {
    return slot / 4 % 24;
  }

  /** A pump that heats every other two hours. */
  private void live(int from, int to, boolean outdoorKnown) {
    live(from, to, outdoorKnown, Double.NaN);
  }

  /** {@code offsetK}: predictions above the truth; NaN = there are none. */
  private void live(int from, int to, boolean outdoorKnown, double offsetK) {
    for (int k = from; k < to; k++) {
      double powerW = k / 8 % 2 == 0 ? 2_300 : 0;
      double beforeC = storeC;
      storeC += (3 * powerW - neededW(k)) / 4 / 10_000;
      demand.learn(
          START.plus(SLOT.multipliedBy(k)),
          Optional.of(
              new HeatDemand.Slot(
                  -powerW,
                  (beforeC + storeC) / 2,
                  outdoorKnown ? OptionalDouble.of(outdoorC(k)) : OptionalDouble.empty(),
                  Double.isNaN(offsetK)
                      ? OptionalDouble.empty()
                      : OptionalDouble.of(outdoorC(k) + offsetK))));
    }
  }

  /** A floor of 8 kWh/K under rooms of 2 kWh/K, which follow it with a lag of two hours. */
  private final class House {
    final int periodSlots;
    double floorC = 24;
    int slot;
    boolean isSummer;

    House(int periodSlots) {
      this.periodSlots = periodSlots;
    }

    /** The pump heats for a good third of each period, unless it is off. */
    void live(int slots, boolean off) {
      for (int end = slot + slots; slot < end; slot++) {
        double powerW = !off && slot % periodSlots < 0.35 * periodSlots ? 2_300 : 0;
        double neededW = isSummer ? 1_500 * Math.sin(2 * Math.PI * slot / 96) : 2_400;
        double sumC = 0;
        for (int i = 0; i < 15; i++) {
          double upW = 800 * (floorC - storeC);
          floorC += (3 * powerW - upW) / 60 / 8_000;
          storeC += (upW - neededW) / 60 / 2_000;
          sumC += storeC / 15;
        }
        demand.learn(
            START.plus(SLOT.multipliedBy(slot)),
            Optional.of(new HeatDemand.Slot(-powerW, sumC, OptionalDouble.of(5))));
      }
    }
  }

  @Test
  void heatInTheFloorIsExpectedInTheRoomsWhenItGetsThere() {
    House house = new House(44);
    house.live(44 * 30 + 16, false);
    double stopsC = storeC;
    HeatForecast forecast = forecast(house.slot);
    double withoutC = stopsC + forecast.arrivingKwh() / 10;
    for (int k = 0; k < 12; k++) {
      withoutC -= forecast.demandW()[k] / 4 / 10_000;
    }
    house.live(12, true);
    assertTrue(storeC > stopsC - 0.2, "the floor keeps the rooms warm for three hours");
    // The forecast is that of some half an hour later, in which the rooms lose 0.15 K.
    assertEquals(storeC, withoutC, 0.3);
  }

  /** Eight kelvins colder from noon on, by a prediction that is always two kelvins too warm. */
  private double[] coldNoon(int from, double offsetK) {
    double[] predictedC = new double[96];
    for (int k = 0; k < predictedC.length; k++) {
      predictedC[k] = outdoorC(from + k) + offsetK - (k < 48 ? 0 : 8);
    }
    return predictedC;
  }

  @Test
  void aPredictedColdFrontIsExpectedAndTheSensorSaysHowFarPredictionsAreOff() {
    int now = 30 * 96;
    live(0, now, true, 2);
    assertFrontIsExpected(now);
    double[] gap = coldNoon(now, 2);
    gap[72] = Double.NaN;
    assertEquals(forecast(now).demandW()[72], predicted(now, gap)[72], "not predicted: as before");
  }

  @Test
  void predictionsTakeThePlaceOfASensorThatIsNotThere() {
    int now = 30 * 96;
    live(0, now, false, 2);
    assertFrontIsExpected(now);
  }

  private void assertFrontIsExpected(int now) {
    double[] demandW = predicted(now, coldNoon(now, 2));
    assertEquals(neededW(now + 40), demandW[40], 250, "the morning");
    assertEquals(neededW(now + 72) + 8 * 200, demandW[72], 250, "the evening");
  }

  private double[] predicted(int slot, double[] outdoorC) {
    return demand
        .forecast(START.plus(SLOT.multipliedBy(slot)), 96, storeC, outdoorC)
        .orElseThrow()
        .demandW();
  }

  /** A cloudy morning is expected to last for hours, and not until tomorrow. */
  @Test
  void aPresentDeviationFades() {
    live(0, 30 * 96, true);
    double usualW = forecast(30 * 96).demandW()[4];
    double[] powersW = {0, 2_300};
    for (int k = 30 * 96; k < 30 * 96 + 16; k++) {
      double powerW = powersW[k / 8 % 2];
      double beforeC = storeC;
      storeC += (3 * powerW - neededW(k) - 1_000) / 4 / 10_000;
      demand.learn(
          START.plus(SLOT.multipliedBy(k)),
          Optional.of(
              new HeatDemand.Slot(
                  -powerW, (beforeC + storeC) / 2, OptionalDouble.of(outdoorC(k)))));
    }
    double[] demandW = forecast(30 * 96 + 16).demandW();
    double soonW = demandW[1] - neededW(30 * 96 + 17);
    double laterW = demandW[80] - neededW(30 * 96 + 96);
    assertTrue(soonW > 500, () -> "an hour ahead " + soonW + " W more than usual");
    assertTrue(Math.abs(laterW) < 400, () -> "tomorrow " + laterW + " W more, of " + usualW);
  }

  /** Sun warms the rooms every other day: a full store would be too warm on those days. */
  @Test
  void thePlannedBandLeavesTheSunItsRoomAndInWinterNone() {
    assertEquals(20, plannedBandKwh(2_400, 0), 0.01, "a steady demand in winter");
    assertEquals(20, plannedBandKwh(2_400, 1_500), 0.01, "sun that only lowers the demand");
    double sunny = plannedBandKwh(400, 2_000);
    assertTrue(sunny < 17 && sunny >= 10, () -> "a band of " + sunny + " kWh in spring");
  }

  /** The band that is planned after weeks of that demand, less the sun of every other noon. */
  private static double plannedBandKwh(double usualW, double sunW) {
    HeatDemand learnt = new HeatDemand(PUMP, ZoneOffset.UTC, SLOT);
    double warmC = 21;
    int slots = 30 * 96;
    for (int k = 0; k < slots; k++) {
      boolean shines = hour(k) >= 10 && hour(k) < 16 && k / 96 % 2 == 0;
      double demandW = usualW - (shines ? sunW : 0);
      double powerW = warmC < 21 ? 2_300 : 0;
      double beforeC = warmC;
      warmC += (3 * powerW - demandW) / 4 / 10_000;
      learnt.learn(
          START.plus(SLOT.multipliedBy(k)),
          Optional.of(new HeatDemand.Slot(-powerW, (beforeC + warmC) / 2, OptionalDouble.of(10))));
    }
    HeatForecast ahead =
        learnt.forecast(START.plus(SLOT.multipliedBy(slots)), 144, warmC).orElseThrow();
    Actuator.Activity rests = new Actuator.Activity(false, Duration.ofHours(1));
    return HeatPlanning.request("pump", PUMP, false, warmC, ahead, rests, 0.3).storage().bandKwh();
  }

  @Test
  void theDemandDoesNotFollowThePumpsHours() {
    House house = new House(96);
    house.live(96 * 30 + 34, false);
    double[] demandW = forecast(house.slot).demandW();
    for (int k = 48; k < 96; k++) {
      assertEquals(2_400, demandW[k], 1_000, "slot " + k);
    }
  }

  @Test
  void aSummerWithoutHeatTeachesNothingOfTheStoresShape() {
    House house = new House(44);
    house.live(44 * 30, false);
    house.isSummer = true;
    house.live(96 * 40, true);
    assertTrue(forecast(house.slot).arrivingKwh() != 0, "the floor is still known");
  }

  @Test
  void aTankIsOneNode() {
    live(0, 96 * 14, true);
    assertEquals(0, forecast(96 * 14).arrivingKwh());
  }

  private HeatForecast forecast(int slot) {
    return demand.forecast(START.plus(SLOT.multipliedBy(slot)), 96, storeC).orElseThrow();
  }

  private double meanError(int slot) {
    HeatForecast forecast = forecast(slot);
    double error = 0;
    for (int k = 0; k < 96; k++) {
      error += Math.abs(forecast.demandW()[k] - neededW(slot + k)) / 96;
    }
    return error;
  }

  @Test
  void aHeatingCurveIsLearntFromTheStoreAndTheWeather() {
    live(0, 96 * 14, true);
    // The need is 2 to 4 kW; what is left is the error of yesterday's weather.
    assertTrue(meanError(96 * 14) < 350, () -> "" + meanError(96 * 14));
  }

  @Test
  void withoutTheWeatherTheOwnHistorySpeaks() {
    live(0, 96 * 14, false);
    assertTrue(meanError(96 * 14) < 600, () -> "" + meanError(96 * 14));
    assertEquals(3, forecast(96 * 14).cop()[0]);
  }

  @Test
  void beforeADayNothingIsKnown() {
    live(0, 90, true);
    assertEquals(Optional.empty(), demand.forecast(START, 96, storeC));
  }

  @Test
  void anUnknownSlotTeachesNothing() {
    live(0, 96 * 14, true);
    HeatForecast before = forecast(96 * 14);
    demand.learn(START.plus(SLOT.multipliedBy(96 * 14)), Optional.empty());
    assertEquals(before.demandW()[95], forecast(96 * 14 + 1).demandW()[94], 250);
  }
}
