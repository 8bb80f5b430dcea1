package io.spikewatt.controller.page;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the plan promises of the batteries.
 *
 * @param fullAt when they are first full; empty = not within the plan, or full already
 * @param sunrise when the sun begins to deliver after the coming night; empty = not within the plan
 * @param sunriseSocPct state of charge then, percent of all batteries together
 */
record Highlights(
    Optional<Instant> fullAt, Optional<Instant> sunrise, OptionalDouble sunriseSocPct) {

  /** As near to the largest charge as this is full, percent. */
  private static final double NEARLY_PCT = 0.5;

  /** Share of the plan's largest production that counts as sunshine. */
  private static final double SUN = 0.02;

  static final Highlights NONE =
      new Highlights(Optional.empty(), Optional.empty(), OptionalDouble.empty());

  /** Those of a plan. */
  static Highlights of(Site site, Plan plan, Instant now) {
    double[] level =
        plan.schedule().stored(AssetSeries.BATTERY).map(AssetSeries::level).orElse(new double[0]);
    if (level.length == 0) {
      return NONE;
    }
    int first = plan.slotAt(now);
    Optional<Integer> dawn = dawn(plan.schedule().pvW(), first);
    return new Highlights(
        fullAt(plan, level, fullPct(site), first),
        dawn.map(plan::start),
        dawn.isPresent() ? OptionalDouble.of(level[dawn.get()]) : OptionalDouble.empty());
  }

  private static Optional<Instant> fullAt(Plan plan, double[] level, double fullPct, int first) {
    if (level[first] >= fullPct) {
      return Optional.empty();
    }
    for (int k = first + 1; k < level.length; k++) {
      if (level[k] >= fullPct) {
        return Optional.of(plan.start(k));
      }
    }
    return Optional.empty();
  }

  /** Mean largest state of charge of all batteries, by capacity. */
  private static double fullPct(Site site) {
    double energy = 0;
    double capacity = 0;
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery battery) {
        energy += battery.capacityWh() * battery.maxSocPct();
        capacity += battery.capacityWh();
      }
    }
    return (capacity > 0 ? energy / capacity : 100) - NEARLY_PCT;
  }

  /** The first slot with sun after one without. */
  private static Optional<Integer> dawn(double[] sourceW, int first) {
    double most = 0;
    for (double watts : sourceW) {
      most = Math.max(most, watts);
    }
    boolean dark = false;
    for (int k = first; k < sourceW.length; k++) {
      boolean sun = sourceW[k] > SUN * most;
      if (dark && sun) {
        return Optional.of(k);
      }
      dark |= !sun;
    }
    return Optional.empty();
  }
}
