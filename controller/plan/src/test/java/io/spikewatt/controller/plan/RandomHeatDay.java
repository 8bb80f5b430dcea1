package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.ThermalStorage;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * A random cold day of a site with a heat pump, as a plan's request and as a linear program, which
 * may run the pump at any power up to its largest in any slot.
 */
final class RandomHeatDay {

  static final int SLOTS = 96;
  private static final double HOURS = 0.25;
  private static final double OUTSIDE_PER_KWH_HOUR = 0.3;

  final PlanModel model;
  final PlanRequest request;
  private final HeatRequest heat;
  private final double outsidePerKwhHour;
  private final double[] importPerKwh = new double[SLOTS];
  private final double[] exportPerKwh = new double[SLOTS];
  private final double[] loadKw = new double[SLOTS];
  private final double[] pvKw = new double[SLOTS];
  private final double[] demandKw = new double[SLOTS];
  private final double[] heatPerKwh = new double[SLOTS];
  private final double storedKwh;

  /** How the pump can be set. */
  enum Pump {
    MODULATING,
    MODULATING_FROM_30_PCT,
    SG_READY;

    Actuator of(double ratedW, double[] heatPerKwh) {
      Actuator.Power power =
          switch (this) {
            case MODULATING -> new Actuator.Modulating(0, ratedW);
            case MODULATING_FROM_30_PCT -> new Actuator.Modulating(0.3 * ratedW, ratedW);
            case SG_READY -> new Actuator.Levels(new double[] {0.6 * ratedW, ratedW});
          };
      Duration minRun = this == MODULATING ? Duration.ZERO : Duration.ofMinutes(30);
      Actuator.Activity idle = new Actuator.Activity(false, Duration.ofHours(1));
      return new Actuator(power, heatPerKwh, 0, minRun, Duration.ofMinutes(15), idle);
    }
  }

  /** With a price of heat outside the band at which leaving it may pay. */
  RandomHeatDay(long seed, boolean battery, Pump pump) {
    this(seed, battery, pump, OptionalDouble.of(OUTSIDE_PER_KWH_HOUR));
  }

  /** {@code outside}: price of an hour with a kWh outside the band; empty = as the daemon's. */
  RandomHeatDay(long seed, boolean battery, Pump pump, OptionalDouble outside) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    fill(random);
    double dearest = Arrays.stream(importPerKwh).max().orElseThrow();
    outsidePerKwhHour = outside.orElse(2 * dearest);
    boolean tank = random.nextBoolean();
    double bandKwh = tank ? 4 + 6 * random.nextDouble() : 12 + 18 * random.nextDouble();
    double lossPerHour = 0.005 + 0.01 * random.nextDouble();
    double meanHeat = Arrays.stream(heatPerKwh).average().orElseThrow();
    double mostKw = Arrays.stream(demandKw).max().orElseThrow();
    double ratedW = 1000 * (1.1 + 0.6 * random.nextDouble()) * mostKw / meanHeat;
    double socPct = 10 + 80 * random.nextDouble();
    ThermalStorage store =
        new ThermalStorage(
            bandKwh * random.nextDouble(), 0, bandKwh, lossPerHour, demandKw, outsidePerKwhHour);
    heat = new HeatRequest("pump1", store, pump.of(ratedW, heatPerKwh));
    PlanModel.StorageModel storageModel =
        battery
            ? new PlanModel.StorageModel(10, 5, 5, 10, 100, 0.95, 0.02)
            : PlanModel.StorageModel.NONE;
    model =
        new PlanModel(
            ZoneId.of("Europe/Berlin"),
            new Tariff(
                List.of(new Tariff.Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, 0.3)),
                0.07,
                0,
                Tariff.Co2.NONE,
                "EUR"),
            Site.Objective.COST,
            storageModel,
            0,
            Map.of(),
            new PlanModel.Flexible(0, 0, 0),
            Duration.ofHours(1));
    storedKwh = battery ? storageModel.capacityKwh() * socPct / 100 : 0;
    request =
        new PlanRequest(
            new Moment(0, Days.START),
            new PlanRequest.Ahead(
                Days.sure(Days.START, watts(loadKw)), Days.sure(Days.START, watts(pvKw))),
            battery ? OptionalDouble.of(socPct) : OptionalDouble.empty(),
            List.of(),
            new PlanRequest.Limits(12_000, 8000),
            PlanRequest.Peak.NONE,
            new Prices(Days.START, Duration.ofMinutes(15), importPerKwh, exportPerKwh),
            new PlanRequest.FlexibleLoads(List.of(), List.of(heat)));
  }

  private void fill(Random random) {
    double price = 0.2 + 0.1 * random.nextDouble();
    double swing = 0.15 * random.nextDouble();
    double sun = 8 * random.nextDouble();
    double meanC = -8 + 18 * random.nextDouble();
    double noise = 0;
    for (int k = 0; k < SLOTS; k++) {
      double hour = k * HOURS;
      noise = k % 4 == 0 ? 0.05 * random.nextGaussian() : noise;
      double wave = Math.cos(2 * Math.PI * (hour - 19) / 12);
      importPerKwh[k] = Math.max(0.02, price + swing * wave + noise);
      exportPerKwh[k] = Math.min(0.07, importPerKwh[k]);
      loadKw[k] = 0.3 + 1.2 * random.nextDouble();
      double shine = Math.max(0, Math.sin(Math.PI * (hour - 7) / 10));
      pvKw[k] = sun * shine * (0.4 + 0.6 * random.nextDouble());
      double airC = meanC + 4 * Math.sin(2 * Math.PI * (hour - 9) / 24);
      heatPerKwh[k] = Math.clamp(3.3 + 0.09 * airC, 2, 5);
      demandKw[k] = 0.22 * (20 - airC) * (0.8 + 0.4 * random.nextDouble());
    }
  }

  private static double[] watts(double[] kw) {
    return Arrays.stream(kw).map(value -> 1000 * value).toArray();
  }

  private double cheapestPerKwh() {
    return Arrays.stream(importPerKwh).min().orElseThrow();
  }

  /** What a kWh in the battery is worth to a first plan at the horizon's end. */
  private double leftPerKwh() {
    double dearest = Arrays.stream(importPerKwh).max().orElseThrow();
    return Math.min(cheapestPerKwh(), 0.97 * model.storage().efficiency() * dearest);
  }

  /** What a kWh of heat is worth then. */
  private double heatLeftPerKwh() {
    return cheapestPerKwh() / heatPerKwh[SLOTS - 1];
  }

  /** Heat at each slot's start and at the end, if the pump draws these powers, kWh. */
  double[] stored(double[] powerW) {
    double[] stored = new double[SLOTS + 1];
    stored[0] = heat.storage().storedKwh();
    double keeps = Math.exp(-heat.storage().lossPerHour() * HOURS);
    for (int k = 0; k < SLOTS; k++) {
      double heated = -powerW[k] / 1000 * HOURS * heatPerKwh[k];
      stored[k + 1] = (stored[k] + heated) * keeps - demandKw[k] * HOURS;
    }
    return stored;
  }

  /**
   * Most heat outside the band at a slot's end, as a share of the band, if the pump draws these.
   */
  double outsideShare(double[] powerW) {
    double bandKwh = heat.storage().bandKwh();
    double most = 0;
    for (double kwh : Arrays.stream(stored(powerW)).skip(1).toArray()) {
      most = Math.max(most, Math.max(-kwh, kwh - bandKwh) / bandKwh);
    }
    return most;
  }

  /** Full power from 10 % of the band up to 40 %, in runs of half an hour at least. */
  double[] thermostatW() {
    double bandKwh = heat.storage().bandKwh();
    double[] powerW = new double[SLOTS];
    int runs = 0;
    for (int k = 0; k < SLOTS; k++) {
      double kwh = stored(powerW)[k];
      boolean on = runs == 1 || kwh < (runs > 0 ? 0.4 : 0.1) * bandKwh;
      runs = on ? runs + 1 : 0;
      powerW[k] = on ? -heat.actuator().power().mostW() : 0;
    }
    return powerW;
  }

  /** What a plan's course costs, with the price of leaving the band, less what is left. */
  double cost(Plan plan) {
    double[] stored = stored(plan.schedule().asset("pump1").orElseThrow().powerW());
    double outside = 0;
    for (int k = 1; k <= SLOTS; k++) {
      outside += Math.max(0, Math.max(-stored[k], stored[k] - heat.storage().bandKwh()));
    }
    double battery = 0;
    if (model.storage().usable()) {
      double[] soc = plan.schedule().asset(AssetSeries.BATTERY).orElseThrow().level();
      battery = soc[SLOTS] / 100 * model.storage().capacityKwh();
    }
    return plan.expectedCost()
        + outside * HOURS * outsidePerKwhHour
        - stored[SLOTS] * heatLeftPerKwh()
        - battery * leftPerKwh();
  }

  /** The least such cost. */
  double optimum() {
    ExpressionsBasedModel lp = new ExpressionsBasedModel();
    PlanModel.StorageModel battery = model.storage();
    double wear = battery.wearPerKwh() / 2 * HOURS;
    double keeps = Math.exp(-heat.storage().lossPerHour() * HOURS);
    Variable charge = null;
    Variable warmth = null;
    for (int k = 0; k < SLOTS; k++) {
      boolean last = k == SLOTS - 1;
      Expression bus = lp.addExpression("bus" + k).level(loadKw[k] - pvKw[k]);
      term(lp, bus, 1, "import" + k, 12, importPerKwh[k] * HOURS);
      term(lp, bus, -1, "export" + k, 8, -exportPerKwh[k] * HOURS);
      term(lp, bus, -1, "curtail" + k, pvKw[k], 0);
      Variable in = term(lp, bus, -1, "in" + k, battery.chargeKw(), wear);
      Variable out = term(lp, bus, 1, "out" + k, battery.dischargeKw(), wear);
      Variable energy =
          lp.addVariable("energy" + k)
              .lower(battery.capacityKwh() * battery.minSocPct() / 100)
              .upper(battery.capacityKwh() * battery.maxSocPct() / 100)
              .weight(last ? -leftPerKwh() : 0);
      Expression store = next(lp, "store" + k, energy, charge, 1, storedKwh);
      store.set(in, -battery.efficiency() * HOURS).set(out, HOURS / battery.efficiency());
      charge = energy;
      double mostKw = heat.actuator().power().mostW() / 1000;
      Variable pump = term(lp, bus, -1, "pump" + k, mostKw, 0);
      Variable heatKwh = lp.addVariable("heat" + k).weight(last ? -heatLeftPerKwh() : 0);
      Expression tank = next(lp, "tank" + k, heatKwh, warmth, keeps, heat.storage().storedKwh());
      tank.level(tank.getLowerLimit().doubleValue() - demandKw[k] * HOURS);
      tank.set(pump, -heatPerKwh[k] * HOURS * keeps);
      Expression cold = lp.addExpression("cold" + k).lower(0).set(heatKwh, 1);
      term(lp, cold, 1, "below" + k, 1e3, outsidePerKwhHour * HOURS);
      Expression hot = lp.addExpression("hot" + k).upper(heat.storage().bandKwh()).set(heatKwh, 1);
      term(lp, hot, -1, "above" + k, 1e3, outsidePerKwhHour * HOURS);
      warmth = heatKwh;
    }
    Optimisation.Result result = lp.minimise();
    if (!result.getState().isOptimal()) {
      throw new AssertionError("the oracle found no optimum: " + result.getState());
    }
    return result.getValue();
  }

  /** A row: {@code now} − {@code keeps} × {@code before} − what flows in = 0. */
  private static Expression next(
      ExpressionsBasedModel lp,
      String name,
      Variable now,
      @Nullable Variable before,
      double keeps,
      double start) {
    Expression row = lp.addExpression(name).level(before == null ? keeps * start : 0).set(now, 1);
    return before == null ? row : row.set(before, -keeps);
  }

  private static Variable term(
      ExpressionsBasedModel lp, Expression row, int sign, String name, double most, double cost) {
    Variable variable = lp.addVariable(name).lower(0).upper(most).weight(cost);
    row.set(variable, sign);
    return variable;
  }
}
