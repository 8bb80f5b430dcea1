package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.plan.PlanRequest.EvRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * One car's need in the planner's units.
 *
 * @param id the charger's
 * @param charger what the charger can do
 * @param comes when it is expected; empty = it is plugged in
 * @param fromKwh energy now, or that it brings
 * @param goalKwh energy requested at departure, more than {@code fromKwh} in a car that only
 *     charges
 * @param mostKwh energy to which it may be charged meanwhile
 */
record EvPlan(
    String id,
    ChargingPoint charger,
    Optional<Instant> comes,
    double fromKwh,
    double goalKwh,
    double mostKwh,
    double capacityKwh,
    Instant departure) {

  /** Order of importance: first the cars that can discharge for the site, then by need. */
  static final Comparator<EvPlan> FIRST =
      Comparator.comparing(EvPlan::discharges).thenComparingDouble(EvPlan::missingKwh).reversed();

  /** Whether a request can be planned. */
  static boolean plannable(EvRequest request, ChargingPoint charger, Instant now) {
    return charger.efficiency() > 0
        && request.capacityWh() > 0
        && request.capacityWh() < 1e9
        && request.socPct() >= 0
        && request.targetPct() <= 100
        && request.mostPct() <= 100
        && (request.targetPct() > request.socPct() || charger.discharges())
        && request.socPct() <= 100
        && request.departure().isAfter(now);
  }

  static EvPlan of(EvRequest request, ChargingPoint charger) {
    return of(request, charger, Optional.empty());
  }

  static EvPlan of(EvRequest request, ChargingPoint charger, Optional<Instant> comes) {
    double capacity = request.capacityWh() / 1000;
    return new EvPlan(
        request.id(),
        charger,
        comes,
        capacity * request.socPct() / 100,
        capacity * request.targetPct() / 100,
        capacity * Math.max(request.mostPct(), request.targetPct()) / 100,
        capacity,
        request.departure());
  }

  /** Whether it can discharge for the site, which takes levels of its own. */
  boolean discharges() {
    return charger.discharges();
  }

  double maxKw() {
    return charger.maxW() / 1000;
  }

  double efficiency() {
    return charger.efficiency();
  }

  double missingKwh() {
    return goalKwh - fromKwh;
  }

  /** Energy that full power charges from {@code from} until departure, kWh. */
  double atFullPowerKwh(Instant from) {
    return maxKw() * efficiency() * Math.max(0, hours(from, departure));
  }

  private static double hours(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 3_600_000.0;
  }

  /** The car as a storage of a plan that is made at {@code now}. */
  PlannedStorages.Planned planned(
      Instant now, double peakPerKwh, PlannerSettings.Penalties penalties) {
    return new PlannedStorages.Planned(
        id, AssetSeries.EV, store(now, peakPerKwh, penalties), fromKwh, capacityKwh);
  }

  /**
   * The car as a storage of the recursion.
   *
   * @param peakPerKwh largest surcharge of the demand charge on a kWh at the bus; a full car has
   *     priority over it
   */
  private Storage store(Instant now, double peakPerKwh, PlannerSettings.Penalties penalties) {
    double reserveKwh = capacityKwh * charger.reserveSocPct() / 100;
    return new Storage(
        discharges() ? Math.min(fromKwh, reserveKwh) : fromKwh,
        Math.max(fromKwh, discharges() ? mostKwh : goalKwh),
        new Storage.Converter(
            maxKw(),
            charger.dischargeW() / 1000,
            efficiency(),
            discharges() ? efficiency() : 1,
            charger.wearPerKwh() / 2,
            charger.minW() / 1000),
        new Storage.Visit(
            comes.map(at -> hours(now, at)).orElse(0.0),
            fromKwh,
            hours(now, departure),
            goalKwh,
            penalties.carShort() + peakPerKwh / efficiency(),
            penalties.carWaitHour()),
        Storage.Thermal.NONE);
  }

  /** The car as a deferrable load, whatever it costs. */
  DeferrableLoad work() {
    double lacksKwh = Math.max(0, missingKwh()) / efficiency();
    return new DeferrableLoad(id, lacksKwh, maxKw(), departure, 0, Double.MAX_VALUE);
  }

  double socPct(double kwh) {
    return 100 * kwh / capacityKwh;
  }
}
