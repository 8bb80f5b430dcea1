package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.optimise.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * The stay of a storage at a charging point, in the planner's units: a car's, for example.
 *
 * @param id the charging point's
 * @param charger ability of the charging point
 * @param comes when it is expected; empty = it is connected
 * @param fromKwh energy now, or that it brings
 * @param goalKwh energy requested at departure, more than {@code fromKwh} in a storage that only
 *     charges
 * @param mostKwh energy to which it may be charged meanwhile
 */
record ChargingSession(
    String id,
    ChargingPoint charger,
    Optional<Instant> comes,
    double fromKwh,
    double goalKwh,
    double mostKwh,
    double capacityKwh,
    Instant departure) {

  /** By how much stored surplus is worth more than sold surplus, currency a kWh. */
  private static final double LITTLE = 0.001;

  /** Order of importance: first those that can discharge for the site, then by need. */
  static final Comparator<ChargingSession> FIRST =
      Comparator.comparing(ChargingSession::discharges)
          .thenComparingDouble(ChargingSession::missingKwh)
          .reversed();

  /** Whether a request can be planned. */
  static boolean plannable(ChargingRequest request, ChargingPoint charger, Instant now) {
    return charger.efficiency() > 0
        && request.capacityWh() > 0
        && request.capacityWh() < 1e9
        && request.socPct() >= 0
        && request.targetPct() <= 100
        && request.mostPct() <= 100
        && (request.targetPct() > request.socPct()
            || charger.discharges()
            || charger.worthPerKwh() > 0)
        && request.socPct() <= 100
        && request.departure().isAfter(now);
  }

  static ChargingSession of(ChargingRequest request, ChargingPoint charger) {
    return of(request, charger, Optional.empty());
  }

  static ChargingSession of(
      ChargingRequest request, ChargingPoint charger, Optional<Instant> comes) {
    double capacity = request.capacityWh() / 1000;
    return new ChargingSession(
        request.id(),
        charger,
        comes,
        capacity * request.socPct() / 100,
        capacity * request.targetPct() / 100,
        charger.worthPerKwh() > 0
            ? capacity
            : capacity * Math.max(request.mostPct(), request.targetPct()) / 100,
        capacity,
        request.departure());
  }

  /**
   * A session that takes surplus alone, and perhaps the charger's smallest power. Its energy is
   * worth a little more than sold energy, so that the plan gives it what would be sold.
   *
   * @param exportPerKwh highest price of export within the horizon
   */
  static ChargingSession fromSurplus(
      ChargingRequest request, ChargingPoint charger, Instant now, double exportPerKwh) {
    double fromKwh = request.capacityWh() / 1000 * request.socPct() / 100;
    double worthPerKwh =
        (Math.max(0, exportPerKwh) + charger.wearPerKwh() / 2) / charger.efficiency() + LITTLE;
    ChargingSession planned = of(request, charger);
    double mostKwh = Math.max(fromKwh, planned.mostKwh);
    double minKwh =
        request.mode() == ChargingMode.MINIMUM_SURPLUS
            ? charger.minW() / 1000 * charger.efficiency() * hours(now, request.departure())
            : 0;
    return new ChargingSession(
        planned.id,
        charger.fromSurplus(worthPerKwh),
        planned.comes,
        fromKwh,
        Math.max(fromKwh, Math.min(planned.goalKwh, fromKwh + minKwh)),
        mostKwh,
        planned.capacityKwh,
        planned.departure);
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

  /** The same as a storage of a plan that is made at {@code now}. */
  PlannedStorages.Planned planned(
      Instant now, double peakPerKwh, PlannerSettings.Penalties penalties) {
    return new PlannedStorages.Planned(
        id, AssetSeries.EV, store(now, peakPerKwh, penalties), fromKwh, capacityKwh);
  }

  /**
   * The same as a storage of the recursion.
   *
   * @param peakPerKwh largest surcharge of the demand charge on a kWh at the bus; the goal has
   *     priority over it
   */
  private Storage store(Instant now, double peakPerKwh, PlannerSettings.Penalties penalties) {
    double reserveKwh = capacityKwh * charger.reserveSocPct() / 100;
    return new Storage(
        discharges() ? Math.min(fromKwh, reserveKwh) : fromKwh,
        Math.max(fromKwh, discharges() || charger.worthPerKwh() > 0 ? mostKwh : goalKwh),
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
            penalties.chargeShort() + peakPerKwh / efficiency(),
            penalties.chargeWaitHour(),
            charger.worthPerKwh()),
        Storage.Thermal.NONE);
  }

  /** The same as a deferrable load, without regard to cost. */
  DeferrableLoad work() {
    double lacksKwh = Math.max(0, missingKwh()) / efficiency();
    return new DeferrableLoad(id, lacksKwh, maxKw(), departure, 0, Double.MAX_VALUE);
  }

  double socPct(double kwh) {
    return 100 * kwh / capacityKwh;
  }
}
