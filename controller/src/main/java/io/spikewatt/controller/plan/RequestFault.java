package io.spikewatt.controller.plan;

import io.spikewatt.inference.forecast.Forecast;
import java.util.Optional;

/** Why there cannot be a plan of a request. */
final class RequestFault {

  private RequestFault() {}

  /**
   * In one short sentence; empty if nothing is wrong.
   *
   * @param needsSoc whether the site has a battery
   */
  static Optional<String> of(PlanRequest request, boolean needsSoc) {
    if (!(request.importLimitW() >= 0) || !(request.exportLimitW() >= 0)) {
      return Optional.of("the grid limits are not numbers >= 0");
    }
    if (request.batterySocPct().isPresent()
        && !(request.batterySocPct().getAsDouble() >= 0
            && request.batterySocPct().getAsDouble() <= 100)) {
      return Optional.of("the battery's state of charge is not within 0..100 %");
    }
    if (needsSoc && request.batterySocPct().isEmpty()) {
      return Optional.of("the battery's state of charge is unknown");
    }
    if (malformed(request.load()) || malformed(request.pv())) {
      return Optional.of("a forecast is malformed");
    }
    return Optional.empty();
  }

  private static boolean malformed(Forecast forecast) {
    int n = forecast.slots();
    return n == 0
        || forecast.slot().isNegative()
        || forecast.slot().toMillis() == 0
        || forecast.mean().length != n
        || forecast.p10().length != n
        || forecast.p90().length != n;
  }
}
