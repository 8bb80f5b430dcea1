package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Random and hand-made days for the planner's tests. */
final class Days {

  static final Instant START = Instant.parse("2026-06-15T22:00:00Z");
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final PlanModel.Flexible NO_COMPUTE = new PlanModel.Flexible(0, 0, 0);
  static final ChargingPoint CHARGER = new ChargingPoint(1400, 11_000, 0.9, 0, 0, 0, 0);

  private Days() {}

  static Tariff tariff(double night, double day, double export) {
    return new Tariff(
        List.of(
            new Tariff.Band(LocalTime.of(22, 0), LocalTime.of(6, 0), night),
            new Tariff.Band(LocalTime.of(6, 0), LocalTime.of(22, 0), day)),
        export,
        0,
        Tariff.Co2.NONE,
        "EUR");
  }

  static PlanModel.StorageModel storage(double capacityKwh, double kw) {
    return new PlanModel.StorageModel(capacityKwh, kw, kw, 10, 95, 0.95, 0.02);
  }

  static PlanModel model(
      Tariff tariff, PlanModel.StorageModel storageModel, PlanModel.Flexible compute) {
    return model(tariff, storageModel, Map.of("ev1", CHARGER, "ev2", CHARGER), compute);
  }

  static PlanModel model(
      Tariff tariff, PlanModel.StorageModel storageModel, Map<String, ChargingPoint> chargers) {
    return model(tariff, storageModel, chargers, NO_COMPUTE);
  }

  private static PlanModel model(
      Tariff tariff,
      PlanModel.StorageModel storageModel,
      Map<String, ChargingPoint> chargers,
      PlanModel.Flexible compute) {
    return new PlanModel(
        BERLIN,
        tariff,
        Site.Objective.COST,
        storageModel,
        0,
        chargers,
        compute,
        Duration.ofHours(1));
  }

  /** A forecast that is sure of itself. */
  static Forecast sure(Instant origin, double[] watts) {
    return new Forecast(origin, Duration.ofMinutes(15), watts, watts, watts, watts, "test");
  }

  /** A forecast with a spread of {@code share} of its value. */
  static Forecast spread(Instant origin, double[] watts, double share) {
    double[] low = new double[watts.length];
    double[] high = new double[watts.length];
    for (int i = 0; i < watts.length; i++) {
      low[i] = watts[i] * (1 - share);
      high[i] = watts[i] * (1 + share);
    }
    return new Forecast(origin, Duration.ofMinutes(15), low, watts, high, watts, "test");
  }

  static double[] load(Random random, int slots) {
    double[] watts = new double[slots];
    double level = 400 + 800 * random.nextDouble();
    for (int k = 0; k < slots; k++) {
      double evening = Math.exp(-Math.pow(k % 96 - 76.0, 2) / 60);
      watts[k] = level * (0.5 + random.nextDouble()) + 2500 * evening * random.nextDouble();
    }
    return watts;
  }

  /** PV from 6 to 20 local time (slots are counted from local midnight). */
  static double[] pv(Random random, int slots, double peakW) {
    double[] watts = new double[slots];
    for (int k = 0; k < slots; k++) {
      double sun = Math.sin(Math.PI * (k % 96 - 24) / 56.0);
      boolean day = k % 96 > 24 && k % 96 < 80;
      watts[k] = day ? peakW * sun * (0.3 + 0.7 * random.nextDouble()) : 0;
    }
    return watts;
  }

  static PlanRequest request(
      Instant now,
      Forecast load,
      Forecast pv,
      double socPct,
      List<ChargingRequest> evs,
      double importW,
      double exportW) {
    return new PlanRequest(
        new Moment(0, now),
        new PlanRequest.Ahead(load, pv),
        OptionalDouble.of(socPct),
        evs,
        new PlanRequest.Limits(importW, exportW),
        PlanRequest.Peak.NONE,
        Prices.NONE,
        PlanRequest.FlexibleLoads.NONE);
  }

  /** The plan of a day that is known for sure, from a battery at 50 %. */
  static Plan plan(
      Planner planner,
      double[] load,
      double[] pv,
      List<ChargingRequest> cars,
      double importW,
      double exportW) {
    return made(
        planner.plan(
            request(START, sure(START, load), sure(START, pv), 50, cars, importW, exportW)));
  }

  /** What a day's import costs without a storage. */
  static double bill(Plan plan, double[] loadW, double[] pvW) {
    double bill = 0;
    double[] prices = all(plan, PlanSchedule::importPerKwh);
    for (int k = 0; k < loadW.length; k++) {
      double kw = Math.max(0, (loadW[k] - pvW[k]) / 1000);
      bill += kw * prices[k] * (k < plan.slots() ? 0.25 : 1);
    }
    return bill;
  }

  /** What a plan costs, less what is left in the battery. */
  static double cost(Plan plan, PlanModel model, double terminal) {
    double[] soc =
        plan.later().orElse(plan.schedule()).stored(AssetSeries.BATTERY).orElseThrow().level();
    return plan.expectedCost()
        - terminal * soc[soc.length - 1] / 100 * model.storage().capacityKwh();
  }

  /** Values of all slots, the later ones too. */
  static double[] all(Plan plan, Function<PlanSchedule, double[]> values) {
    return DoubleStream.concat(
            Arrays.stream(values.apply(plan.schedule())),
            plan.later().stream().flatMapToDouble(later -> Arrays.stream(values.apply(later))))
        .toArray();
  }

  /** A day that is known, from its start on, of a site with one battery. */
  static PlanRequest request(double[] load, double[] pv, double socPct, Prices prices) {
    return new PlanRequest(
        new Moment(0, START),
        new PlanRequest.Ahead(sure(START, load), sure(START, pv)),
        OptionalDouble.of(socPct),
        List.of(),
        new PlanRequest.Limits(9000, 5000),
        PlanRequest.Peak.NONE,
        prices,
        PlanRequest.FlexibleLoads.NONE);
  }

  static Plan made(PlanResult result) {
    return switch (result) {
      case PlanResult.Made made -> made.plan();
      case PlanResult.Failed failed -> throw new AssertionError(failed.reason());
    };
  }
}
