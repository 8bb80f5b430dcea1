package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.plan.PlanRequest.EvRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * One car's need in the planner's units.
 *
 * @param fromKwh energy now
 * @param goalKwh energy wanted at departure, more than {@code fromKwh} in a car that only charges
 * @param reserveKwh energy below which it is not discharged
 * @param dischargeKw largest power into the site, 0 = none
 */
record EvPlan(
    String id,
    double fromKwh,
    double goalKwh,
    double capacityKwh,
    Instant departure,
    double minKw,
    double maxKw,
    double efficiency,
    double reserveKwh,
    double dischargeKw,
    double wearPerKwh) {

  /** Those that can serve the site first, then the neediest. */
  static final Comparator<EvPlan> FIRST =
      Comparator.comparing(EvPlan::discharges).thenComparingDouble(EvPlan::missingKwh).reversed();

  /** Whether a wish makes sense. */
  static boolean plannable(EvRequest wish, Role.EvCharger charger, Instant now) {
    return charger.efficiency() > 0
        && wish.capacityWh() > 0
        && wish.capacityWh() < 1e9
        && wish.socPct() >= 0
        && wish.targetPct() <= 100
        && (wish.targetPct() > wish.socPct() || charger.discharges())
        && wish.socPct() <= 100
        && wish.departure().isAfter(now);
  }

  static EvPlan of(EvRequest wish, Role.EvCharger charger) {
    double capacity = wish.capacityWh() / 1000;
    return new EvPlan(
        wish.id(),
        capacity * wish.socPct() / 100,
        capacity * wish.targetPct() / 100,
        capacity,
        wish.departure(),
        charger.minW() / 1000,
        charger.maxW() / 1000,
        charger.efficiency(),
        capacity * charger.reserveSocPct() / 100,
        charger.dischargeW() / 1000,
        charger.wearPerKwh());
  }

  /** Whether it can serve the site, which takes a dimension. */
  boolean discharges() {
    return dischargeKw > 0;
  }

  double missingKwh() {
    return goalKwh - fromKwh;
  }

  /** Energy that full power brings from {@code from} until departure, kWh. */
  double atFullPowerKwh(Instant from) {
    double hours = Math.max(0, Duration.between(from, departure).toMillis() / 3_600_000.0);
    return maxKw * efficiency * hours;
  }

  /**
   * The car as a storage of a plan that is made at {@code now}.
   *
   * @param peakPerKwh what the demand charge can add to a kWh at the bus; a full car goes before it
   */
  Storage store(Instant now, double peakPerKwh) {
    return new Storage(
        dischargeKw > 0 ? Math.min(fromKwh, reserveKwh) : fromKwh,
        Math.max(fromKwh, goalKwh),
        maxKw,
        dischargeKw,
        efficiency,
        dischargeKw > 0 ? efficiency : 1,
        wearPerKwh / 2,
        minKw,
        0,
        fromKwh,
        Duration.between(now, departure).toMillis() / 3_600_000.0,
        goalKwh,
        PenaltyPrices.SHORTAGE + peakPerKwh / efficiency);
  }

  /** The car as work that is spread, whatever it costs. */
  DeferrableLoad work() {
    return new DeferrableLoad(id, missingKwh() / efficiency, maxKw, departure, 0, Double.MAX_VALUE);
  }

  double socPct(double kwh) {
    return 100 * kwh / capacityKwh;
  }
}
