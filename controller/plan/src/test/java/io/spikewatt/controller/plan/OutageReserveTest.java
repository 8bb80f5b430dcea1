package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.KnownSlots;
import io.spikewatt.controller.optimise.SlotProblem;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyOptions;
import io.spikewatt.controller.optimise.UnitCommitment;
import io.spikewatt.controller.optimise.Values;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What is kept for outages follows from how often the grid fails, how long, and what that costs;
 * beside the recursion that carries the grid's state with it, as it stands in the textbook.
 */
class OutageReserveTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-06-14T22:00:00Z");
  private static final int DAYS = 30;
  private static final int SLOTS = 96 * (DAYS + 2);
  private static final double UNSERVED_PER_KWH = 10;
  private static final double FAILS_PER_HOUR = 1 / 72.0;
  private static final double AWAY_HOURS = 3;
  private static final OutageRates OUTAGES = new OutageRates.Expected(FAILS_PER_HOUR, AWAY_HOURS);

  private final PlanModel model = PlanModel.of(DemoSite.usual().site());
  private final Planner planner = new Planner(model, 1);
  private final double[] loadKw = new double[SLOTS];
  private final double[] pvKw = new double[SLOTS];
  private final boolean[] up = new boolean[SLOTS];

  /** What the battery does in a slot with the grid up, kW, discharge positive. */
  private interface Policy {
    double batteryKw(int slot, double storedKwh);
  }

  private record Bill(double energy, double unservedKwh) {
    double cost() {
      return energy + UNSERVED_PER_KWH * unservedKwh;
    }
  }

  @Test
  void aRiskLowersCostsNearlyAsFarAsTheTextbookDoes() {
    life(new Random(7));
    Bill without = live((k, kwh) -> first(k, kwh, OutageRates.NONE));
    Bill with = live((k, kwh) -> first(k, kwh, OUTAGES));
    Exact exact = new Exact();
    Bill textbook = live(exact::batteryKw);
    String all = "without %s, with %s, textbook %s".formatted(without, with, textbook);
    assertTrue(without.unservedKwh > 5, all);
    assertTrue(with.unservedKwh < 0.5 * without.unservedKwh, all);
    assertTrue(with.cost() < 1.01 * textbook.cost(), all);
    assertTrue(with.energy < 1.2 * without.energy, all);
  }

  @Test
  void whoHasSeenNoOutageKeepsNothing() {
    life(new Random(1));
    Plan usual = Days.made(planner.plan(request(40, 5)));
    Plan same =
        Days.made(new Planner(model, 1).plan(request(40, 5), new OutageRates.Expected(0, 8)));
    assertArrayEquals(
        usual.schedule().powerW(AssetSeries.BATTERY), same.schedule().powerW(AssetSeries.BATTERY));
  }

  @Test
  void moreOrLongerOutagesAreNeverAnsweredWithLess() {
    life(new Random(3));
    double[] hazards = {0, 0.0003, 0.001, 0.003, 0.01, 0.03};
    double before = 0;
    for (double fails : hazards) {
      double least = leastSoc(fails, 4);
      assertTrue(least >= before - 1, fails + " an hour: " + least + " after " + before);
      before = least;
    }
    assertTrue(before > leastSoc(0, 4) + 20, "at last much is kept: " + before);
    assertTrue(leastSoc(0.003, 12) >= leastSoc(0.003, 1) - 1);
    assertTrue(leastSoc(0.003, 12) > leastSoc(0.003, 1) + 5);
  }

  /** The lowest charge of a planned night, percent. */
  private double leastSoc(double failsPerHour, double hours) {
    Plan plan = night(failsPerHour, hours);
    return Arrays.stream(plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level())
        .min()
        .orElseThrow();
  }

  private Plan night(double failsPerHour, double hours) {
    return night(model, new OutageRates.Expected(failsPerHour, hours));
  }

  @Test
  void aSiteWithoutABatteryIsPlannedAllTheSame() {
    life(new Random(3));
    PlanModel without =
        Days.model(model.tariff(), PlanModel.StorageModel.NONE, new PlanModel.Flexible(0, 0, 0));
    Plan plan = night(without, new OutageRates.Expected(0.01, 4));
    assertEquals(144, plan.slots());
    assertEquals(0, plan.reserveSocPct());
  }

  @Test
  void whatAGensetCarriesNeedNotBeKept() {
    life(new Random(3));
    Role.Genset set =
        new Role.Genset(5_000, 15, 70, Duration.ZERO, Duration.ZERO, 1_000, Optional.of(0.6), 0, 0);
    PlanModel withSet = PlanModel.of(DemoSite.usual().siteWith(set));
    double less = night(withSet, new OutageRates.Expected(0.01, 4)).reserveSocPct();
    double kept = night(0.01, 4).reserveSocPct();
    assertTrue(less < kept - 10, "keeps " + less + " with a genset, " + kept + " without");
  }

  private Plan night(PlanModel of, OutageRates outageRates) {
    return Days.made(new Planner(of, 1).plan(request(72, 9), outageRates));
  }

  @Test
  void thePlanSaysWhatItKeeps() {
    life(new Random(3));
    assertEquals(0, night(0, 4).reserveSocPct());
    double kept = night(0.01, 4).reserveSocPct();
    assertTrue(kept > 15, "keeps " + kept);
    Site usual = DemoSite.usual().site();
    Site cheap =
        new Site(
            usual.name(),
            usual.zone(),
            usual.position(),
            usual.grid(),
            usual.devices(),
            usual.tariff(),
            usual.mqtt(),
            new Site.Control(
                Duration.ofSeconds(1),
                Duration.ofMinutes(15),
                Site.Objective.COST,
                0,
                0.5,
                false,
                Site.ForecasterChoice.BEST,
                Site.Control.USUAL_HORIZON,
                Site.NowcastChoice.LOAD_AND_PV,
                Site.NegativePrices.STORE),
            usual.storage(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());
    double less = night(PlanModel.of(cheap), new OutageRates.Expected(0.01, 4)).reserveSocPct();
    assertTrue(less < kept - 5, "where lacking costs little less is kept: " + less);
  }

  private void life(Random random) {
    boolean isUp = true;
    for (int k = 0; k < SLOTS; k++) {
      double hour = k % 96 / 4.0;
      loadKw[k] = 0.4 + 0.4 * random.nextDouble() + 1.5 * Math.exp(-Math.pow(hour - 19, 2) / 4);
      pvKw[k] = 3.5 * Math.max(0, Math.sin(Math.PI * (hour - 6) / 14)) * random.nextDouble();
      double changes = isUp ? FAILS_PER_HOUR : 1 / AWAY_HOURS;
      isUp ^= random.nextDouble() < -Math.expm1(-changes / 4);
      up[k] = isUp;
    }
  }

  private Bill live(Policy policy) {
    PlanModel.StorageModel s = model.storage();
    double least = s.capacityKwh() * s.minSocPct() / 100;
    double most = s.capacityKwh() * s.maxSocPct() / 100;
    double stored = (least + most) / 2;
    double energy = 0;
    double unserved = 0;
    for (int k = 0; k < 96 * DAYS; k++) {
      double net = loadKw[k] - pvKw[k] + model.flexible().minKw();
      double wanted = up[k] ? policy.batteryKw(k, stored) : net;
      double give = 4 * (stored - least) * s.efficiency();
      double take = 4 * (most - stored) / s.efficiency();
      double battery =
          Math.clamp(wanted, -Math.min(take, s.chargeKw()), Math.min(give, s.dischargeKw()));
      stored -= (battery > 0 ? battery / s.efficiency() : battery * s.efficiency()) / 4;
      energy += s.wearPerKwh() / 2 * Math.abs(battery) / 4;
      double rest = net - battery;
      if (up[k]) {
        energy += (rest > 0 ? price(k) : model.tariff().exportRange().most()) * rest / 4;
      } else {
        unserved += Math.max(0, rest) / 4;
      }
    }
    return new Bill(energy - 0.2 * stored, unserved);
  }

  private double first(int k, double storedKwh, OutageRates outageRates) {
    return Days.made(planner.plan(request(k, storedKwh), outageRates))
            .schedule()
            .powerW(AssetSeries.BATTERY)[0]
        / 1000;
  }

  private PlanRequest request(int k, double storedKwh) {
    int n = Math.min(SLOTS - k, 144);
    Instant now = MIDNIGHT.plus(Duration.ofMinutes(15L * k));
    return Days.request(
        now,
        Days.sure(now, watts(loadKw, k, n)),
        Days.sure(now, watts(pvKw, k, n)),
        100 * storedKwh / model.storage().capacityKwh(),
        List.of(),
        100_000,
        100_000);
  }

  private static double[] watts(double[] kw, int from, int n) {
    return Arrays.stream(kw, from, from + n).map(x -> 1000 * x).toArray();
  }

  private double price(int k) {
    return model
        .tariff()
        .importPerKwh(MIDNIGHT.plus(Duration.ofMinutes(15L * k)).atZone(model.zone()));
  }

  /** The grid's state is a state of the recursion. */
  private final class Exact {
    private final SupplyOptions supplyOptions =
        new SupplyOptions(SupplyOptions.Genset.NONE, List.of(), UNSERVED_PER_KWH, 0);
    private final BackwardPass backwardPass =
        new BackwardPass(
            supplyOptions, 1, new GridResolution(14, 81, 251, 2, 2, 2, 2, 1), 144, 96, true);
    private final BestAction bestAction =
        new BestAction(supplyOptions, BestAction.Equals.EXCHANGE_LEAST);
    private final GridMarkovChain chain =
        GridMarkovChain.unannounced(
            -Math.expm1(-FAILS_PER_HOUR / 4), 1, 0, -Math.expm1(-0.25 / AWAY_HOURS));
    private final Storage[] stores = {model.storage().store()};

    double batteryKw(int k, double storedKwh) {
      int n = Math.min(SLOTS - k, 144);
      double[] prices = new double[n];
      Arrays.setAll(prices, i -> price(k + i));
      double[] netKw = new double[n];
      Arrays.setAll(netKw, i -> loadKw[k + i] - pvKw[k + i] + model.flexible().minKw());
      boolean[] isUp = new boolean[n];
      Arrays.fill(isUp, true);
      PlanModel.Flexible flexible = model.flexible();
      double[] flexKw = KnownSlots.all(n, flexible.maxKw() - flexible.minKw());
      SlotProblem problem =
          new KnownSlots(prices, new double[n], netKw, Arrays.copyOfRange(pvKw, k, k + n), isUp)
              .problem(
                  0.25,
                  model.tariff().exportRange().most(),
                  100,
                  100,
                  new SlotProblem.Flexible(flexKw, flexible.demand()),
                  new SlotProblem.End(false, 0.97 * model.storage().efficiency() * 0.2, 0));
      Values values = backwardPass.run(problem, stores, chain, 0, k);
      double[] stored = {storedKwh};
      return bestAction.choose(values, 0, UnitCommitment.OFF, netKw[0], pvKw[k], stored).kw()[0];
    }
  }
}
