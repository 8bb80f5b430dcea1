package io.spikewatt.controller.resilience;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Simulates outages that begin at recorded moments: recorded load and sun, the stored energy of
 * then, and an energy balance. Gives the share of the starts survived, as REopt's resilience
 * analysis does. Assumes no shedding, no genset, no charging car, and slot means. A record with
 * gaps in the hours after a start gives no result for it. Has no side effects.
 */
public final class OutageSurvival {

  /** The reported outages. */
  public static final List<Integer> HOURS = List.of(1, 4, 8, 24);

  /** With fewer complete starts a share has no meaning. */
  static final int LEAST_STARTS = 20;

  private OutageSurvival() {}

  /**
   * The probabilities.
   *
   * @param most largest number of starts; a random sample if there are more
   * @param seed of that sample
   */
  public static List<SurvivalProbability> of(
      RecordedSlots record, IslandSupply supply, int most, long seed) {
    return HOURS.stream().map(hours -> survival(record, supply, hours, most, seed)).toList();
  }

  private static SurvivalProbability survival(
      RecordedSlots record, IslandSupply supply, int hours, int most, long seed) {
    int slots = (int) Math.ceilDiv(hours * 3600L, record.step().toSeconds());
    List<Integer> starts = complete(record, slots);
    if (starts.size() > most) {
      Collections.shuffle(starts, new Random(seed));
      starts = starts.subList(0, most);
    }
    if (starts.size() < LEAST_STARTS) {
      return new SurvivalProbability(hours, OptionalDouble.empty(), starts.size());
    }
    long survived = starts.stream().filter(start -> survives(record, supply, start, slots)).count();
    return new SurvivalProbability(
        hours, OptionalDouble.of((double) survived / starts.size()), starts.size());
  }

  /** Starts with a complete record of their outage. */
  private static List<Integer> complete(RecordedSlots record, int slots) {
    List<Integer> starts = new ArrayList<>();
    int known = 0;
    for (int end = 0; end < record.length(); end++) {
      boolean here = Double.isFinite(record.loadW()[end]) && Double.isFinite(record.pvW()[end]);
      known = here ? known + 1 : 0;
      int start = end + 1 - slots;
      if (known >= slots && Double.isFinite(record.usableWh()[start])) {
        starts.add(start);
      }
    }
    return starts;
  }

  private static boolean survives(RecordedSlots record, IslandSupply supply, int start, int slots) {
    double hours = record.step().toSeconds() / 3600.0;
    double stored = Math.max(0, record.usableWh()[start]);
    // A battery that was charged above its limit may stay there.
    double most = Math.max(stored, supply.usableWh());
    for (int k = start; k < start + slots; k++) {
      double net = record.loadW()[k] - record.pvW()[k];
      if (net > supply.dischargeW()) {
        return false;
      }
      stored -=
          net > 0
              ? net / supply.efficiency() * hours
              : Math.max(net, -supply.chargeW()) * supply.efficiency() * hours;
      if (stored < 0) {
        return false;
      }
      stored = Math.min(stored, most);
    }
    return true;
  }
}
