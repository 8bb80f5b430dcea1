package io.spikewatt.simulator.physics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** History that the gateway would have recorded before the simulation began. */
public final class PastHistory {

  public static final Duration SLOT = Duration.ofMinutes(15);

  /** Samples in a slot; clouds and kettles last longer than their spacing. */
  private static final int SAMPLE_SECONDS = 30;

  /**
   * @param start of the slot, on a full quarter hour UTC
   * @param loadW mean uncontrolled consumption with the heater, without car, servers and battery,
   *     W, positive
   * @param pvW mean available power of the array, W, positive
   */
  public record Slot(Instant start, double loadW, double pvW) {}

  private PastHistory() {}

  /** The {@code days} before {@code end}, oldest first; {@code end} is rounded down to a slot. */
  public static List<Slot> before(Instant end, int days, SiteParameters site) {
    SiteEnvironment environment = new SiteEnvironment(site);
    long slotS = SLOT.toSeconds();
    long endS = Math.floorDiv(end.getEpochSecond(), slotS) * slotS;
    List<Slot> slots = new ArrayList<>();
    for (long from = endS - days * 86_400L; from < endS; from += slotS) {
      double load = 0;
      double pv = 0;
      for (long second = from; second < from + slotS; second += SAMPLE_SECONDS) {
        SiteConditions now = environment.at(second);
        load += now.loadW() + now.heaterW();
        pv += now.pvAvailableW();
      }
      double samples = slotS / (double) SAMPLE_SECONDS;
      slots.add(new Slot(Instant.ofEpochSecond(from), load / samples, pv / samples));
    }
    return slots;
  }
}
