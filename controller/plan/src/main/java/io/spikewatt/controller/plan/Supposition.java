package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Difference of a supposed site from the present one; an empty part is as it is.
 *
 * @param price of import
 * @param exportPrice of export
 * @param importLimitW largest import, W, {@code >= 0}
 * @param exportLimitW largest export, W, {@code >= 0}
 * @param reserveSocPct state of charge to keep for outages, percent
 * @param objective of the plan
 * @param car wish of a car that is connected
 */
public record Supposition(
    Optional<PriceStep> price,
    Optional<PriceStep> exportPrice,
    OptionalDouble importLimitW,
    OptionalDouble exportLimitW,
    OptionalDouble reserveSocPct,
    Optional<Site.Objective> objective,
    Optional<CarWish> car) {

  /** The present site. */
  public static final Supposition NONE =
      new Supposition(
          Optional.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty());

  /** With another price of import. */
  public Supposition withPrice(PriceStep step) {
    return new Supposition(
        Optional.of(step), exportPrice, importLimitW, exportLimitW, reserveSocPct, objective, car);
  }

  /** With other limits, W; empty = the present one. */
  public Supposition withLimits(OptionalDouble importW, OptionalDouble exportW) {
    return new Supposition(price, exportPrice, importW, exportW, reserveSocPct, objective, car);
  }

  /** With another state of charge to keep, percent. */
  public Supposition withReserve(double socPct) {
    return new Supposition(
        price, exportPrice, importLimitW, exportLimitW, OptionalDouble.of(socPct), objective, car);
  }

  /** With another objective. */
  public Supposition withObjective(Site.Objective another) {
    return new Supposition(
        price, exportPrice, importLimitW, exportLimitW, reserveSocPct, Optional.of(another), car);
  }

  /** With a wish of a car. */
  public Supposition withCar(CarWish wish) {
    return new Supposition(
        price,
        exportPrice,
        importLimitW,
        exportLimitW,
        reserveSocPct,
        objective,
        Optional.of(wish));
  }

  /**
   * Another price for a time.
   *
   * @param factor of each slot's price; 0 = the price is {@code morePerKwh}
   * @param morePerKwh added to it, currency a kWh; negative = cheaper
   * @param from first moment
   * @param until end, exclusive
   */
  public record PriceStep(double factor, double morePerKwh, Instant from, Instant until) {

    /** A difference in each slot. */
    public PriceStep(double morePerKwh, Instant from, Instant until) {
      this(1, morePerKwh, from, until);
    }

    private double of(double perKwh, Instant at) {
      boolean within = !at.isBefore(from) && at.isBefore(until);
      return within ? factor * perKwh + morePerKwh : perKwh;
    }
  }

  /** Prices of a request's slots with both steps, those of the tariff included. */
  private Prices prices(PlanRequest request, PlanModel model) {
    Prices known = request.prices();
    Instant start = QuarterHour.startOf(request.now().instant());
    int slots = request.load().slots();
    double[] importPerKwh = new double[slots];
    double[] exportPerKwh = new double[slots];
    double[] co2KgPerKwh = new double[slots];
    for (int k = 0; k < slots; k++) {
      Instant at = start.plus(QuarterHour.LENGTH.multipliedBy(k));
      double imported =
          known.importAt(at).orElseGet(() -> model.tariff().importPerKwh(at.atZone(model.zone())));
      importPerKwh[k] = price.map(step -> step.of(imported, at)).orElse(imported);
      exportPerKwh[k] = exportPerKwh(known, model, at);
      co2KgPerKwh[k] = known.co2At(at).orElse(Prices.UNKNOWN);
    }
    return new Prices(start, QuarterHour.LENGTH, importPerKwh, exportPerKwh, co2KgPerKwh);
  }

  /** Unknown where it is as it is and was not published: the tariff's holds. */
  private double exportPerKwh(Prices known, PlanModel model, Instant at) {
    if (exportPrice.isEmpty()) {
      return known.exportAt(at).orElse(Prices.UNKNOWN);
    }
    double paid =
        known.exportAt(at).orElseGet(() -> model.tariff().exportPerKwh(at.atZone(model.zone())));
    return exportPrice.get().of(paid, at);
  }

  /**
   * Another wish of a car.
   *
   * @param id of its charger
   * @param targetPct state of charge at departure, percent
   * @param departure when it leaves
   * @param mode of charging until it leaves
   */
  public record CarWish(
      String id,
      OptionalDouble targetPct,
      Optional<Instant> departure,
      Optional<ChargingMode> mode) {

    /** Charged in the present mode. */
    public CarWish(String id, OptionalDouble targetPct, Optional<Instant> departure) {
      this(id, targetPct, departure, Optional.empty());
    }

    /** Charged in another mode; the rest is as it is. */
    public static CarWish in(String id, ChargingMode mode) {
      return new CarWish(id, OptionalDouble.empty(), Optional.empty(), Optional.of(mode));
    }

    private boolean is(ChargingRequest one) {
      return one.id().equals(id);
    }

    private ChargingRequest of(ChargingRequest one) {
      double target = targetPct.orElse(one.targetPct());
      return new ChargingRequest(
          one.id(),
          one.socPct(),
          target,
          Math.max(target, one.mostPct()),
          one.capacityWh(),
          departure.orElse(one.departure()),
          mode.orElse(one.mode()));
    }
  }

  /** Whether the supposed site needs a planner of its own. */
  boolean changesModel() {
    return reserveSocPct.isPresent() || objective.isPresent();
  }

  PlanModel of(PlanModel model) {
    return model.with(
        objective.orElse(model.objective()),
        reserveSocPct.isPresent()
            ? BackupReserve.always(reserveSocPct.getAsDouble())
            : model.reserve());
  }

  /** Reason why it cannot be supposed of this request; empty = it can. */
  Optional<String> fault(PlanRequest request) {
    return car.filter(wish -> request.charging().stream().noneMatch(one -> wish.is(one)))
        .map(wish -> "no car with a known state of charge is connected to " + wish.id);
  }

  PlanRequest of(PlanRequest request, PlanModel model) {
    return new PlanRequest(
        request.now(),
        request.ahead(),
        request.batterySocPct(),
        request.charging().stream()
            .map(one -> car.filter(wish -> wish.is(one)).map(wish -> wish.of(one)).orElse(one))
            .toList(),
        request.limits().with(importLimitW, exportLimitW),
        request.peak(),
        price.isPresent() || exportPrice.isPresent() ? prices(request, model) : request.prices(),
        request.flexible());
  }
}
