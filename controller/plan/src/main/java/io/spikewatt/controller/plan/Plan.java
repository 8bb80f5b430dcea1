package io.spikewatt.controller.plan;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.setpoint.PlannedUse;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Expected course of the coming day, and the value of stored energy by slot. The values matter more
 * than the powers: dispatch follows the measured net load by them.
 *
 * @param madeAt when it was made
 * @param validUntil when it lapses; control then falls back to rules
 * @param start start of the first slot (the slot that was running), UTC
 * @param slot length of a slot
 * @param schedule expected course
 * @param values value of stored energy by slot and state of charge
 * @param expectedCost bill expected over the whole horizon including wear and what the import's CO2
 *     costs, without stored energy's value, in the tariff's currency
 * @param co2Kg expected emission of the grid for the import over the horizon, kg of CO2; empty =
 *     its emission is not known
 * @param unmet requests that cannot be met, one sentence each
 * @param island when gensets run, while the site is alone and that can be planned
 * @param jobs where jobs are put, by device id, in the configuration's order
 * @param later slots of an hour each after the schedule's; empty = the horizon ends with it
 * @param actionCosts costs of other powers of the batteries; empty without batteries, or if the
 *     plan does not weigh money
 */
public record Plan(
    Moment madeAt,
    Moment validUntil,
    Instant start,
    Duration slot,
    PlanSchedule schedule,
    StorageValues values,
    double expectedCost,
    OptionalDouble co2Kg,
    List<Phrase> unmet,
    Optional<IslandPlan> island,
    Map<String, PlannedJob> jobs,
    Optional<PlanSchedule> later,
    Optional<ActionCosts> actionCosts) {

  /** Mean power of a slot that is a use of the batteries, or a flow into the grid, W. */
  private static final double USE_W = 100;

  public Plan {
    jobs = Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
    unmet = List.copyOf(unmet);
  }

  /** The same with a plan for the time that the site is alone. */
  public Plan with(Optional<IslandPlan> alone) {
    return with(schedule, alone);
  }

  /**
   * The same that stores nothing from the grid above a level of import.
   *
   * @param levelW by slot, W; a level above the plan's own changes nothing
   */
  public Plan storingUpTo(double[] levelW) {
    return with(schedule.storingUpTo(levelW), island);
  }

  private Plan with(PlanSchedule course, Optional<IslandPlan> alone) {
    return new Plan(
        madeAt,
        validUntil,
        start,
        slot,
        course,
        values,
        expectedCost,
        co2Kg,
        unmet,
        alone,
        jobs,
        later,
        actionCosts);
  }

  /**
   * State of charge up to which a stored kWh is worth more than the dearest price ahead, so that it
   * is kept: for outages, as the site's record has them, for a configured reserve, or for the
   * month's peak. Percent of all batteries together; 0 = nothing is kept.
   */
  public double reserveSocPct() {
    double dearest = Arrays.stream(schedule.importPerKwh()).max().orElse(0);
    Map<String, Double> levels = new HashMap<>();
    for (AssetSeries asset : schedule.assets()) {
      if (asset.level().length > 0) {
        levels.put(asset.id(), asset.level()[0]);
      }
    }
    int pct = 100;
    while (pct > 0 && batteryPerKwh(pct, levels) <= dearest) {
      pct--;
    }
    return Math.max(pct, values.keptLevel(AssetSeries.BATTERY));
  }

  private double batteryPerKwh(double socPct, Map<String, Double> levels) {
    levels.put(AssetSeries.BATTERY, socPct);
    return values.perKwh(AssetSeries.BATTERY, madeAt.instant(), levels);
  }

  /**
   * The next slot in which the plan discharges the batteries for at least a price. The running slot
   * does not count. Empty if there is none in the quarter hours planned.
   *
   * @param leastPerKwh currency a kWh at the bus
   */
  public Optional<PlannedUse> nextUse(Instant now, double leastPerKwh) {
    double[] batteryW = schedule.powerW(AssetSeries.BATTERY);
    for (int k = slotAt(now) + 1; k < slots(); k++) {
      boolean feedsIn = schedule.gridW()[k] < -USE_W;
      double perKwh = feedsIn ? schedule.exportPerKwh()[k] : schedule.importPerKwh()[k];
      if (batteryW[k] > USE_W && perKwh >= leastPerKwh) {
        return Optional.of(new PlannedUse(start(k), perKwh, !feedsIn));
      }
    }
    return Optional.empty();
  }

  /** Number of slots. */
  public int slots() {
    return schedule.gridW().length;
  }

  /** Whether the plan is still in force at {@code now}. */
  public boolean valid(Moment now) {
    return now.isBefore(validUntil);
  }

  /** Index of the slot that contains {@code instant}, held within the horizon. */
  public int slotAt(Instant instant) {
    long index = Math.floorDiv(Duration.between(start, instant).toSeconds(), slot.toSeconds());
    return (int) Math.clamp(index, 0, slots() - 1L);
  }

  /** Start of slot {@code index}. */
  public Instant start(int index) {
    return start.plus(slot.multipliedBy(index));
  }
}
