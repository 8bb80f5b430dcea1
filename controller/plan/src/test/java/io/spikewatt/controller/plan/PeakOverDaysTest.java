package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * Days of a month, planned anew each quarter hour with the peak so far, against a linear program
 * that sees all of them at once. With the true future; see bench/results for longer runs and for
 * forecasts that are wrong.
 */
class PeakOverDaysTest {

  private static final int SLOTS = 4 * 96;
  private static final double PER_KW = 2;
  private static final double LEFT_PER_KWH = 0.25;
  private static final double HOURS = 0.25;
  private static final Tariff TARIFF = Days.tariff(0.2, 0.35, 0.08);

  /** Local midnight of the first. */
  private static final Instant START = Instant.parse("2026-05-31T22:00:00Z");

  private final double[] load = new double[SLOTS + 144];

  @Test
  void planningForTheChargeSavesMostOfWhatCanBeSaved() {
    Random random = new Random(7);
    for (int k = 0; k < load.length; k++) {
      double evening = Math.exp(-Math.pow(k % 96 - 76.0, 2) / 60);
      load[k] = 700 * (0.6 + 0.8 * random.nextDouble()) + 3000 * evening * random.nextDouble();
    }
    double blind = run(0);
    double planned = run(PER_KW);
    double optimum = optimum();
    assertTrue(planned > optimum - 0.01, "beats the optimum, so the oracle is wrong");
    assertTrue(planned < 1.015 * optimum, planned + " of " + optimum);
    assertTrue(
        blind - planned > 0.8 * (blind - optimum),
        "saves " + (blind - planned) + " of " + (blind - optimum));
  }

  /** What it costs, charge included, if plans see a charge of {@code perKw}. */
  private double run(double perKw) {
    Tariff tariff =
        new Tariff(TARIFF.imports(), TARIFF.exportRange().most(), perKw, Tariff.Co2.NONE, "EUR");
    Planner planner = new Planner(Days.model(tariff, Days.storage(8, 4), Days.NO_COMPUTE), 1);
    double stored = 4;
    double peak = 0;
    double bill = 0;
    for (int k = 0; k < SLOTS; k++) {
      Instant now = START.plus(Duration.ofMinutes(15L * k));
      Plan plan =
          Days.made(
              planner.plan(
                  new PlanRequest(
                      new Moment(0, now),
                      new PlanRequest.Ahead(
                          Days.sure(now, Arrays.copyOfRange(load, k, k + 144)),
                          Days.sure(now, new double[144])),
                      OptionalDouble.of(100 * stored / 8),
                      List.of(),
                      new PlanRequest.Limits(9000, 9000),
                      new PlanRequest.Peak(1000 * peak, OptionalDouble.empty()),
                      Prices.NONE,
                      PlanRequest.FlexibleLoads.NONE)));
      double battery = plan.schedule().powerW(AssetSeries.BATTERY)[0] / 1000;
      stored = Math.clamp(stored + charged(battery), 0.8, 7.6);
      double grid = load[k] / 1000 - battery;
      peak = Math.max(peak, grid);
      double price = grid > 0 ? plan.schedule().importPerKwh()[0] : TARIFF.exportRange().most();
      bill += HOURS * (price * grid + 0.01 * Math.abs(battery));
    }
    return bill + PER_KW * peak - LEFT_PER_KWH * stored;
  }

  private static double charged(double battery) {
    return HOURS * (battery > 0 ? -battery / 0.95 : -battery * 0.95);
  }

  private double optimum() {
    ExpressionsBasedModel lp = new ExpressionsBasedModel();
    Variable peak = lp.addVariable("peak").lower(0).weight(PER_KW);
    @Nullable Variable before = null;
    for (int k = 0; k < SLOTS; k++) {
      Instant at = START.plus(Duration.ofMinutes(15L * k));
      double price = TARIFF.importPerKwh(at.atZone(Days.BERLIN));
      Variable imports = lp.addVariable("i" + k).lower(0).upper(9).weight(HOURS * price);
      Variable exports = lp.addVariable("x" + k).lower(0).upper(9).weight(-HOURS * 0.08);
      Variable in = lp.addVariable("c" + k).lower(0).upper(4).weight(HOURS * 0.01);
      Variable out = lp.addVariable("d" + k).lower(0).upper(4).weight(HOURS * 0.01);
      Variable held = lp.addVariable("e" + k).lower(0.8).upper(7.6);
      held.weight(k == SLOTS - 1 ? -LEFT_PER_KWH : 0);
      Expression bus = lp.addExpression("bus" + k).level(load[k] / 1000);
      bus.set(imports, 1).set(exports, -1).set(out, 1).set(in, -1);
      lp.addExpression("peak" + k).upper(0).set(imports, 1).set(peak, -1);
      Expression law = lp.addExpression("law" + k).level(before == null ? 4 : 0);
      law.set(held, 1).set(in, -0.95 * HOURS).set(out, HOURS / 0.95);
      if (before != null) {
        law.set(before, -1);
      }
      before = held;
    }
    Optimisation.Result result = lp.minimise();
    assertEquals(Optimisation.State.OPTIMAL, result.getState());
    return result.getValue();
  }
}
