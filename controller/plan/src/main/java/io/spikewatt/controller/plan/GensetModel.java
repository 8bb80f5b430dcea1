package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.asset.PlanCapability.Generator;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.optimise.SupplyOptions;
import io.spikewatt.controller.optimise.UnitCommitment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The site's gensets whose fuel has a price, as one set that starts and stops as a whole.
 *
 * @param minKw smallest power, kW
 * @param maxKw nameplate power, kW
 * @param perKwh price of a kWh with its CO2, weighted by power, currency
 * @param startCost of a start of all, currency
 * @param minRun the longest of them
 * @param startSocPct charge below which one of them starts whatever is planned, percent
 */
record GensetModel(
    double minKw,
    double maxKw,
    double perKwh,
    double startCost,
    Duration minRun,
    double startSocPct) {

  /** Longer runs count as this long, because each slot of it is a state. */
  private static final int MOST_RUN_SLOTS = 16;

  static final GensetModel NONE = new GensetModel(0, 0, 0, 0, Duration.ZERO, 0);

  /** Empty without a genset that has a fuel price. */
  static Optional<GensetModel> of(Tariff tariff, List<SiteDevice> devices) {
    GensetModel all = NONE;
    double perKg = tariff.co2().perKg();
    for (SiteDevice device : devices) {
      if (device.plan().orElse(null) instanceof Generator set && set.fuelPerKwh().isPresent()) {
        all = all.and(set, set.fuelPerKwh().get() + perKg * set.co2KgPerKwh());
      }
    }
    return all.maxKw > 0 ? Optional.of(all) : Optional.empty();
  }

  private GensetModel and(Generator set, double setPerKwh) {
    double max = maxKw + set.ratedW() / 1000;
    return new GensetModel(
        minKw + set.minW() / 1000,
        max,
        (perKwh * maxKw + setPerKwh * set.ratedW() / 1000) / max,
        startCost + set.startCost(),
        minRun.compareTo(set.minRun()) > 0 ? minRun : set.minRun(),
        Math.max(startSocPct, set.startSocPct()));
  }

  /** For the recursion; a run counts in whole slots. */
  SupplyOptions.Genset supply() {
    int slots = (int) Math.ceilDiv(minRun.toMillis(), SlotGrid.QUARTER_HOURS.slot().toMillis());
    UnitCommitment unitCommitment =
        new UnitCommitment(startCost, Math.clamp(slots, 1, MOST_RUN_SLOTS), 1);
    return new SupplyOptions.Genset(minKw, maxKw, perKwh, unitCommitment);
  }

  /**
   * Slots, the running one included, in which a set that runs since {@code runs} must go on. A run
   * that began within a slot may reach into one slot more than the recursion distinguishes; the
   * next plan corrects that.
   */
  int bound(Duration runs, double slotLeftHours) {
    double left = minRun.minus(runs).toMillis() / 3_600_000.0;
    if (left <= 0) {
      return 0;
    }
    return 1 + (int) Math.ceil(Math.max(0, left - slotLeftHours) / SlotGrid.QUARTER_HOURS.hours());
  }
}
