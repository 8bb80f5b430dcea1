package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Cars of one day that lack a quarter of their charge and stay long enough.
 *
 * @param chargers by id
 * @param wishes one a charger
 */
record RandomCars(Map<String, ChargingPoint> chargers, List<ChargingRequest> wishes) {

  static RandomCars of(Random random, int cars) {
    Map<String, ChargingPoint> chargers = new HashMap<>();
    List<ChargingRequest> wishes = new ArrayList<>();
    for (int i = 0; i < cars; i++) {
      String id = "ev" + i;
      chargers.put(id, new ChargingPoint(0, 7000 + 4000 * random.nextDouble(), 0.9, 0, 0, 0, 0));
      Duration stays = Duration.ofMinutes(15L * (24 + random.nextInt(60)));
      double soc = 20 + 40 * random.nextDouble();
      wishes.add(new ChargingRequest(id, soc, soc + 25, 50_000, Days.START.plus(stays)));
    }
    return new RandomCars(chargers, wishes);
  }

  /** As the planner sees them. */
  List<ChargingSession> needs() {
    return wishes.stream()
        .map(wish -> ChargingSession.of(wish, Objects.requireNonNull(chargers.get(wish.id()))))
        .toList();
  }

  /** What their energy costs at one price. */
  double bill(double perKwh) {
    return needs().stream().mapToDouble(car -> car.missingKwh() / car.efficiency() * perKwh).sum();
  }
}
