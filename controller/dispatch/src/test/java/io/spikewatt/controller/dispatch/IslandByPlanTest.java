package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.plan.IslandPlan;
import io.spikewatt.controller.plan.IslandPlanner;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.testkit.DemoSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Outages of a made-up house, lived through twice: the genset run by the battery's charge alone,
 * and by plans, made each quarter hour from forecasts that are wrong. The set loads itself as its
 * own controller would: the load, and the battery up to 85 % of its rating.
 */
class IslandByPlanTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-06-15T22:00:00Z");
  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final double MINUTE = 1 / 60.0;
  private static final double COMPUTE_KW = 0.3;
  private static final double UNSERVED_PER_KWH = 10;
  private static final double LEFT_PER_KWH = 0.27;
  private static final double MEAN_HOURS = 8;
  private static final int OUTAGES = 60;

  private static final double FUEL_PER_KWH = 0.6;

  /** What an outage costs, all told. */
  private record Bill(double fuelKwh, int starts, double unservedKwh, double leftKwh) {
    static final Bill NOTHING = new Bill(0, 0, 0, 0);

    Bill and(Bill other) {
      return new Bill(
          fuelKwh + other.fuelKwh,
          starts + other.starts,
          unservedKwh + other.unservedKwh,
          leftKwh + other.leftKwh);
    }

    double cost(double startCost) {
      return FUEL_PER_KWH * fuelKwh
          + startCost * starts
          + UNSERVED_PER_KWH * unservedKwh
          - LEFT_PER_KWH * leftKwh;
    }
  }

  /** One outage of a day that begins with a midnight. */
  private static final class Outage {
    final Random random;
    final double[] load = new double[4 * 96];
    final double[] pv = new double[4 * 96];
    final int firstMinute;
    final int minutes;
    final double[] loadKw;
    final double[] pvKw;

    Outage(long seed) {
      random = new Random(seed * 0x9E3779B97F4A7C15L);
      double level = 0.4 + 0.6 * random.nextDouble();
      double sun = 8 * random.nextDouble();
      for (int k = 0; k < load.length; k++) {
        double hour = k % 96 / 4.0;
        load[k] = level + 1.5 * Math.exp(-Math.pow(hour - 19, 2) / 4);
        pv[k] = sun * Math.max(0, Math.sin(Math.PI * (hour - 5) / 16));
      }
      firstMinute = random.nextInt(24 * 60);
      double hours = -MEAN_HOURS * Math.log(1 - random.nextDouble());
      minutes = (int) Math.clamp(60 * hours, 30, 48 * 60);
      loadKw = new double[minutes];
      pvKw = new double[minutes];
      double loadError = 0;
      double pvError = 0;
      for (int m = 0; m < minutes; m++) {
        // Errors of a quarter of the value that last for about two hours.
        double keep = Math.exp(-1 / 120.0);
        double fresh = 0.25 * Math.sqrt(1 - keep * keep);
        loadError = keep * loadError + fresh * random.nextGaussian();
        pvError = keep * pvError + fresh * random.nextGaussian();
        int slot = (firstMinute + m) / 15;
        loadKw[m] = load[slot] * Math.max(0.2, 1 + loadError);
        pvKw[m] = pv[slot] * Math.max(0, 1 + pvError);
      }
    }

    Forecast forecast(double[] kw, Instant from) {
      int first = (int) (Duration.between(MIDNIGHT, from).toMinutes() / 15);
      int n = Math.min(144, kw.length - first);
      double[] mean = new double[n];
      double[] low = new double[n];
      double[] high = new double[n];
      for (int k = 0; k < n; k++) {
        mean[k] = 1000 * kw[first + k];
        low[k] = 0.68 * mean[k];
        high[k] = 1.32 * mean[k];
      }
      return new Forecast(
          MIDNIGHT.plus(SLOT.multipliedBy(first)), SLOT, low, mean, high, mean, "test");
    }
  }

  private static Bill live(
      Role.Genset set, Outage outage, Optional<IslandPlanner> planner, double socAtStart) {
    DemoSite demo = DemoSite.usual();
    Gensets gensets =
        new Assets(
                demo.siteWith(set),
                demo.outputsWithGenset(),
                _ -> Optional.empty(),
                ShedRelayStore.inMemory())
            .gensets;
    Role.Battery battery = DemoSite.BATTERY;
    double capacity = battery.capacityWh() / 1000;
    double stored = capacity * socAtStart / 100;
    double least = capacity * battery.minSocPct() / 100;
    double most = capacity * battery.maxSocPct() / 100;
    Optional<IslandPlan> plan = Optional.empty();
    boolean before = false;
    Bill bill = Bill.NOTHING;
    for (int m = 0; m < outage.minutes; m++) {
      int minute = outage.firstMinute + m;
      Instant instant = MIDNIGHT.plus(Duration.ofMinutes(minute));
      Moment now = new Moment(60_000_000_000L * minute, instant);
      double soc = 100 * stored / capacity;
      if (planner.isPresent() && (m == 0 || minute % 15 == 0)) {
        PlanRequest request =
            new PlanRequest(
                now,
                new PlanRequest.Ahead(
                    outage.forecast(outage.load, instant), outage.forecast(outage.pv, instant)),
                OptionalDouble.of(soc),
                List.of(),
                new PlanRequest.Limits(12_000, 5_000),
                PlanRequest.Peak.NONE,
                Prices.NONE,
                PlanRequest.FlexibleLoads.NONE);
        plan = planner.get().plan(request, new IslandPlan.Island(MEAN_HOURS, gensets.runFor(now)));
        assertTrue(plan.isPresent());
      }
      // Gensets are asked each second; what was not renewed for ten would count as unheard.
      for (int s = 0; s < 60; s += 5) {
        Moment at = now.plus(Duration.ofSeconds(s));
        gensets.meet(List.of(), now);
        gensets.island(
            new Gensets.Need(
                OptionalDouble.of(soc),
                false,
                plan.flatMap(p -> p.gensetRequest(at)),
                battery.maxSocPct(),
                false),
            at);
      }
      boolean runs = gensets.setpoints(Reason.ISLAND).getFirst().value() > 0;
      double pv = outage.pvKw[m];
      double load = outage.loadKw[m] + COMPUTE_KW;
      double needed = Math.max(0, load - pv);
      double room = Math.min(5, (most - stored) / 0.95 / MINUTE);
      double rated = set.ratedW() / 1000;
      double genset = 0;
      if (runs) {
        double economic = Math.min(needed + Math.max(0, room), 0.85 * rated);
        genset = Math.min(rated, Math.max(needed, economic));
      }
      double surplus = pv + genset - load;
      double in = Math.clamp(surplus, 0, Math.max(0, room));
      double out = Math.clamp(-surplus, 0, Math.min(5, (stored - least) * 0.95 / MINUTE));
      stored += (0.95 * in - out / 0.95) * MINUTE;
      bill =
          bill.and(
              new Bill(
                  genset * MINUTE,
                  runs && !before ? 1 : 0,
                  Math.max(0, -surplus - out) * MINUTE,
                  0));
      before = runs;
    }
    return bill.and(new Bill(0, 0, 0, stored - capacity * socAtStart / 100));
  }

  /** Seen: 4.9 % less; over 150 outages 8.3 %, with a standard error of 3.3 %. */
  @Test
  void plansCostLessThanTheChargeAlone() {
    double startCost = 3;
    Role.Genset set =
        new Role.Genset(
            6_000,
            30,
            70,
            Duration.ofMinutes(60),
            Duration.ofMinutes(2),
            1_800,
            Optional.of(FUEL_PER_KWH),
            startCost,
            0);
    IslandPlanner planner = IslandPlanner.of(DemoSite.usual().siteWith(set)).orElseThrow();
    Bill rule = Bill.NOTHING;
    Bill planned = Bill.NOTHING;
    for (int seed = 1; seed <= OUTAGES; seed++) {
      Outage outage = new Outage(seed);
      double soc = 30 + 65 * new Random(seed).nextDouble();
      Bill byCharge = live(set, outage, Optional.empty(), soc);
      Bill byPlan = live(set, outage, Optional.of(planner), soc);
      rule = rule.and(byCharge);
      planned = planned.and(byPlan);
    }
    assertTrue(planned.unservedKwh() <= rule.unservedKwh() + 0.1, planned + " / " + rule);
    assertTrue(planned.cost(startCost) < 0.98 * rule.cost(startCost), planned + " / " + rule);
  }
}
