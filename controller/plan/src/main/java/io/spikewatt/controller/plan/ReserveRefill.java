package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.SlotProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * When the energy that a reserve lacks is charged: in the cheapest slots of the coming day, from
 * surplus at the price that export pays, else from the grid.
 *
 * @param connection prices and limits by slot
 * @param load net load by slot, of which the mean counts
 */
record ReserveRefill(
    SlotProblem.Connection connection, SlotProblem.NetLoad load, PlanModel.StorageModel storage) {

  /** A later slot is not waited for, hours. */
  private static final double DAY_HOURS = 24;

  private static final double NOTHING_KWH = 1e-9;

  /** Energy that a slot offers at one price. */
  private record Offer(int slot, double kwh, double perKwh) {}

  /**
   * The last of the cheapest slots that together hold the missing energy; of the coming day, if all
   * of them do not; 0 if nothing is missing. At equal prices the earlier slot counts.
   */
  int lastSlot(double lacksKwh) {
    if (lacksKwh <= NOTHING_KWH) {
      return 0;
    }
    double left = lacksKwh;
    int last = 0;
    List<Offer> offers = offers();
    offers.sort(Comparator.comparingDouble(Offer::perKwh).thenComparingInt(Offer::slot));
    for (Offer offer : offers) {
      if (left <= NOTHING_KWH) {
        break;
      }
      left -= offer.kwh;
      last = Math.max(last, offer.slot);
    }
    return last;
  }

  private List<Offer> offers() {
    List<Offer> offers = new ArrayList<>();
    double hours = 0;
    for (int k = 0; k < connection.hours().length && hours < DAY_HOURS; k++) {
      double slotHours = connection.hours()[k];
      hours += slotHours;
      double netKw = Arrays.stream(load.netKw()[k]).average().orElse(0);
      double surplusKw = Math.clamp(-netKw, 0, storage.chargeKw());
      offer(offers, k, surplusKw * slotHours, connection.exportPerKwh()[k]);
      double gridKw =
          Math.min(storage.gridUse().chargeKw(), connection.importKw()[k] - Math.max(0, netKw));
      double boughtKw = Math.clamp(gridKw, 0, storage.chargeKw() - surplusKw);
      if (connection.up()[k]) {
        offer(offers, k, boughtKw * slotHours, connection.importPerKwh()[k]);
      }
    }
    return offers;
  }

  private void offer(List<Offer> offers, int slot, double kwh, double perKwh) {
    if (kwh > 0) {
      offers.add(new Offer(slot, kwh * storage.efficiency(), perKwh));
    }
  }
}
