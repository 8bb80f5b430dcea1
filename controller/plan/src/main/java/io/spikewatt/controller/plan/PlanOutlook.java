package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Effect of a plan on the batteries in the coming day, for people.
 *
 * @param fullAt when they reach their upper charge limit; empty = not within a day, or full already
 * @param dawn their charge when the sun comes up next; empty without sun in the plan
 * @param saves saving by the plan's use of the batteries within a day against plain
 *     self-consumption, in the tariff's currency; negative where it keeps energy for an outage or a
 *     peak; empty where the plan does not weigh money
 */
public record PlanOutlook(Optional<Instant> fullAt, Optional<Dawn> dawn, OptionalDouble saves) {

  private static final Duration DAY = Duration.ofDays(1);

  /** Percent by which charge may lack to count as full. */
  private static final double NEARLY_PCT = 1;

  /** Share of the largest production that makes a dawn. */
  private static final double DAWN_SHARE = 0.01;

  /**
   * @param at start of the first slot with sun
   * @param socPct expected state of charge, percent
   */
  public record Dawn(Instant at, double socPct) {}

  /**
   * All batteries as one, with the energies that control keeps them between.
   *
   * @param model its powers, efficiency and wear
   */
  private record Store(PlanModel.StorageModel model, double floorKwh, double ceilingKwh) {

    static Store of(Site site, PlanModel.StorageModel model) {
      double floorPct = Math.max(model.minSocPct(), site.control().reserveSocPct());
      return new Store(
          model,
          model.capacityKwh() * floorPct / 100,
          model.capacityKwh() * model.maxSocPct() / 100);
    }

    /** Power of self-consumption, kW into the bus, for a net load. */
    double coverKw(double netKw, double kwh, double hours) {
      return netKw < 0
          ? -Math.min(
              Math.min(-netKw, model.chargeKw()),
              Math.max(0, ceilingKwh - kwh) / model.efficiency() / hours)
          : Math.min(
              Math.min(netKw, model.dischargeKw()),
              Math.max(0, kwh - floorKwh) * model.efficiency() / hours);
    }

    double after(double kwh, double kw, double hours) {
      return kwh - hours * (kw > 0 ? kw / model.efficiency() : kw * model.efficiency());
    }

    /** Of a power, an hour. */
    double wear(double kw) {
      return model.wearPerKwh() / 2 * Math.abs(kw);
    }
  }

  /**
   * The outlook of a plan; empty for a site without a planned battery.
   *
   * @param from when it begins; the saving counts from the plan's first slot
   */
  public static Optional<PlanOutlook> of(Plan plan, Site site, Instant from) {
    PlanModel.StorageModel model = PlanModel.of(site).storage();
    return plan.schedule()
        .stored(AssetSeries.BATTERY)
        .filter(battery -> model.usable() && battery.level().length > 1)
        .map(
            battery ->
                new PlanOutlook(
                    fullAt(plan, battery, model, plan.slotAt(from)),
                    dawn(plan, battery, plan.slotAt(from)),
                    plan.actionCosts().isPresent()
                        ? OptionalDouble.of(saves(plan, battery, site))
                        : OptionalDouble.empty()));
  }

  private static int slotsOfDay(Plan plan) {
    return (int) Math.min(plan.slots(), DAY.dividedBy(plan.slot()));
  }

  private static Optional<Instant> fullAt(
      Plan plan, AssetSeries battery, PlanModel.StorageModel model, int first) {
    double fullPct = model.maxSocPct() - NEARLY_PCT;
    int last = Math.min(plan.slots(), first + slotsOfDay(plan));
    for (int k = first; k <= last; k++) {
      if (battery.level()[k] >= fullPct) {
        return k == first ? Optional.empty() : Optional.of(plan.start(k));
      }
    }
    return Optional.empty();
  }

  private static Optional<Dawn> dawn(Plan plan, AssetSeries battery, int first) {
    double[] pv = plan.schedule().pvW();
    double light = DAWN_SHARE * Arrays.stream(pv).max().orElse(0);
    for (int k = first + 1; k < pv.length && light > 0; k++) {
      if (pv[k] > light && pv[k - 1] <= light) {
        return Optional.of(new Dawn(plan.start(k), battery.level()[k]));
      }
    }
    return Optional.empty();
  }

  /** Both with the plan's other devices; energy left at the end counts at the plan's value. */
  static double saves(Plan plan, AssetSeries battery, Site site) {
    PlanSchedule schedule = plan.schedule();
    PlanModel.StorageModel model = PlanModel.of(site).storage();
    Store store = Store.of(site, model);
    double exportLimitKw = site.grid().exportLimitW() / 1000;
    double hours = plan.slot().toSeconds() / 3600.0;
    double capacityKwh = model.capacityKwh();
    double kwh = capacityKwh * battery.level()[0] / 100;
    double saved = 0;
    int slots = slotsOfDay(plan);
    for (int k = 0; k < slots; k++) {
      double plannedKw = battery.powerW()[k] / 1000;
      double gridKw = schedule.gridW()[k] / 1000;
      double curtailedKw = schedule.curtailedW()[k] / 1000;
      double netKw = gridKw + plannedKw - curtailedKw;
      double coverKw = store.coverKw(netKw, kwh, hours);
      kwh = store.after(kwh, coverKw, hours);
      double otherKw = netKw - coverKw;
      boolean pays = schedule.exportPerKwh()[k] >= 0;
      double sourceKw = schedule.pvW()[k] / 1000;
      double leastKw = Math.max(otherKw, pays ? -exportLimitKw : 0);
      otherKw = Math.min(leastKw, otherKw + sourceKw);
      saved +=
          hours
              * (bill(schedule, k, otherKw)
                  + store.wear(coverKw)
                  - bill(schedule, k, gridKw)
                  - store.wear(plannedKw));
    }
    double leftKwh = capacityKwh * battery.level()[slots] / 100 - kwh;
    return saved + leftKwh * battery.perKwh()[slots - 1];
  }

  /** An hour's bill of a power at the grid connection. */
  private static double bill(PlanSchedule schedule, int k, double gridKw) {
    return gridKw * (gridKw > 0 ? schedule.importPerKwh()[k] : schedule.exportPerKwh()[k]);
  }
}
