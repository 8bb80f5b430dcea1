package io.spikewatt.controller.plan;

import io.spikewatt.controller.plan.PlanRequest.EvRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * One car that came to a charger.
 *
 * @param slotOfDay of its arrival
 * @param staySlots announced, {@code >= 0}
 * @param socPct on arrival
 * @param targetPct wanted at departure
 * @param mostPct it may be charged to
 */
record EvVisit(
    int slotOfDay,
    int staySlots,
    double socPct,
    double targetPct,
    double mostPct,
    double capacityWh) {

  private static final int VALUES = 6;

  static EvVisit of(int slotOfDay, int staySlots, EvRequest request) {
    return new EvVisit(
        slotOfDay,
        staySlots,
        request.socPct(),
        request.targetPct(),
        request.mostPct(),
        request.capacityWh());
  }

  /** A space before each value. */
  static String text(List<EvVisit> visits) {
    StringBuilder text = new StringBuilder();
    for (EvVisit v : visits) {
      text.append(' ').append(v.slotOfDay).append(' ').append(v.staySlots);
      text.append(' ').append(v.socPct).append(' ').append(v.targetPct);
      text.append(' ').append(v.mostPct).append(' ').append(v.capacityWh);
    }
    return text.toString();
  }

  /**
   * The reverse.
   *
   * @param words of the text, after one of another meaning
   * @param slotsPerDay number of valid slots
   * @throws IllegalArgumentException for what {@link #text} does not write
   */
  static List<EvVisit> parse(String[] words, int slotsPerDay) {
    List<EvVisit> visits = new ArrayList<>();
    if (words.length % VALUES != 1) {
      throw new IllegalArgumentException(words.length - 1 + " values");
    }
    for (int i = 1; i < words.length; i += VALUES) {
      int slot = Integer.parseInt(words[i]);
      int stay = Integer.parseInt(words[i + 1]);
      double[] values = new double[VALUES - 2];
      for (int k = 0; k < values.length; k++) {
        values[k] = Double.parseDouble(words[i + 2 + k]);
        if (!(values[k] >= 0 && values[k] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException("value " + values[k]);
        }
      }
      if (slot < 0 || slot >= slotsPerDay || stay < 0) {
        throw new IllegalArgumentException("slots " + slot + " and " + stay);
      }
      visits.add(new EvVisit(slot, stay, values[0], values[1], values[2], values[3]));
    }
    return visits;
  }
}
