package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.ChargingRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * One past session at a charging point.
 *
 * @param slotOfDay of its arrival
 * @param staySlots announced, {@code >= 0}
 * @param socPct on arrival
 * @param targetPct wanted at departure
 * @param mostPct it may be charged to
 */
record PastSession(
    int slotOfDay,
    int staySlots,
    double socPct,
    double targetPct,
    double mostPct,
    double capacityWh) {

  private static final int VALUES = 6;

  static PastSession of(int slotOfDay, int staySlots, ChargingRequest request) {
    return new PastSession(
        slotOfDay,
        staySlots,
        request.socPct(),
        request.targetPct(),
        request.mostPct(),
        request.capacityWh());
  }

  /** A space before each value. */
  static String text(List<PastSession> sessions) {
    StringBuilder text = new StringBuilder();
    for (PastSession s : sessions) {
      text.append(' ').append(s.slotOfDay).append(' ').append(s.staySlots);
      text.append(' ').append(s.socPct).append(' ').append(s.targetPct);
      text.append(' ').append(s.mostPct).append(' ').append(s.capacityWh);
    }
    return text.toString();
  }

  /**
   * The reverse.
   *
   * @param words of the text, after one of another meaning
   * @param slotsPerDay number of valid slots
   * @throws IllegalArgumentException for texts that {@link #text} does not write
   */
  static List<PastSession> parse(String[] words, int slotsPerDay) {
    List<PastSession> sessions = new ArrayList<>();
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
      sessions.add(new PastSession(slot, stay, values[0], values[1], values[2], values[3]));
    }
    return sessions;
  }
}
