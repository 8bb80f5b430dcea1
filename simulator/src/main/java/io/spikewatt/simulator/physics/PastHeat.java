package io.spikewatt.simulator.physics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The heat pump under its own thermostat before a time, quarter hour by quarter hour. */
public final class PastHeat {

  private static final int STEP_S = 30;

  /**
   * @param start of the slot, on a full quarter hour UTC
   * @param powerW mean electrical power, W, positive
   * @param temperatureC mean temperature of the store, °C
   * @param outdoorC mean outdoor temperature, °C
   */
  public record Slot(Instant start, double powerW, double temperatureC, double outdoorC) {}

  private PastHeat() {}

  /** The {@code days} before {@code end}, oldest first; nothing at a site without a heat pump. */
  public static List<Slot> before(Instant end, int days, SiteParameters site) {
    return site.devices().heatPump().map(h -> before(end, days, site, h.make())).orElse(List.of());
  }

  private static List<Slot> before(
      Instant end, int days, SiteParameters site, HeatPumpDevice pump) {
    SiteEnvironment environment = new SiteEnvironment(site);
    long slotS = PastHistory.SLOT.toSeconds();
    long endS = Math.floorDiv(end.getEpochSecond(), slotS) * slotS;
    List<Slot> slots = new ArrayList<>();
    for (long from = endS - days * 86_400L; from < endS; from += slotS) {
      double powerW = 0;
      double temperatureC = 0;
      double outdoorC = 0;
      for (long second = from; second < from + slotS; second += STEP_S) {
        HeatConditions now = environment.at(second).heat();
        pump.served(pump.demandW(second * 1_000_000_000L, STEP_S), now, STEP_S);
        powerW += pump.powerW() * STEP_S / slotS;
        temperatureC += pump.temperatureC() * STEP_S / slotS;
        outdoorC += now.outdoorC() * STEP_S / slotS;
      }
      slots.add(new Slot(Instant.ofEpochSecond(from), powerW, temperatureC, outdoorC));
    }
    return slots;
  }
}
