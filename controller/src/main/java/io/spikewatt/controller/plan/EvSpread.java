package io.spikewatt.controller.plan;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Charges the cars that have no dimension of their own: at full power in the cheapest slots before
 * departure, the earlier first. The recursion then sees them as load.
 */
final class EvSpread {

  private EvSpread() {}

  static void fill(Horizon horizon, List<EvPlan> cars) {
    for (EvPlan car : cars) {
      List<Integer> slots =
          IntStream.range(0, horizon.slots)
              .filter(k -> horizon.shareBefore(k, car.departure()) > 0)
              .boxed()
              .sorted(Comparator.comparingDouble(k -> horizon.outlook.importPerKwh[k]))
              .toList();
      double missing = car.missingKwh();
      for (int k : slots) {
        double share = horizon.shareBefore(k, car.departure());
        double most = car.maxKw() * car.efficiency() * share * horizon.outlook.hours[k];
        double kwh = Math.min(missing, most);
        horizon.otherEvKw[k] += kwh / (car.efficiency() * horizon.outlook.hours[k]);
        missing -= kwh;
      }
    }
  }
}
