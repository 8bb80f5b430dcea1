package io.spikewatt.controller.loop;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.Wish;
import io.spikewatt.controller.command.Wishes;
import io.spikewatt.controller.dispatch.DeviceRequests;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.controller.mode.OperatorWish;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the commands in force mean for one cycle. */
final class Remote {

  private Remote() {}

  /** Limits at the connection, tightened as asked. */
  static GridLimits limits(Site site, PlantState state, Wishes wishes) {
    return GridLimits.inForce(
        site,
        state,
        watts(wishes.one(Wish.LimitImport.class).map(Wish.LimitImport::watts)),
        watts(wishes.one(Wish.LimitExport.class).map(Wish.LimitExport::watts)));
  }

  /** What is requested of single devices. */
  static DeviceRequests requests(Wishes wishes, DeviceRequests.Scope scope) {
    Map<String, DeviceRequests.Request> requests = new HashMap<>();
    for (Wish.DeviceSetpoint wish : wishes.every(Wish.DeviceSetpoint.class)) {
      requests.put(wish.device(), new DeviceRequests.Request(wish.watts(), wishes.until(wish)));
    }
    for (Wish.ComputeBudget wish : wishes.every(Wish.ComputeBudget.class)) {
      requests.put(wish.device(), new DeviceRequests.Request(wish.watts(), wishes.until(wish)));
    }
    return new DeviceRequests(requests, scope);
  }

  /** The mode that is asked for. */
  static OperatorWish mode(Wishes wishes) {
    return wishes
        .one(Wish.SetMode.class)
        .map(
            wish ->
                switch (wish.mode()) {
                  case AUTO -> OperatorWish.AUTO;
                  case SELF_CONSUMPTION -> OperatorWish.SELF_CONSUMPTION;
                  case HOLD -> OperatorWish.HOLD;
                  case ISLAND_TEST -> OperatorWish.ISLAND_TEST;
                  case ISLAND -> OperatorWish.ISLAND;
                })
        .orElse(OperatorWish.AUTO);
  }

  private static OptionalDouble watts(Optional<Double> commanded) {
    return commanded.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
