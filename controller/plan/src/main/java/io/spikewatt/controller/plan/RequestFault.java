package io.spikewatt.controller.plan;

import io.spikewatt.inference.forecast.Forecast;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Reason why a request cannot be planned. */
final class RequestFault {

  private RequestFault() {}

  /**
   * In one short sentence; empty if nothing is wrong.
   *
   * @param needsSoc whether the site has a battery
   * @param classes error classes that forecasts must have, if they have any; empty = any number
   */
  static Optional<String> of(PlanRequest request, boolean needsSoc, OptionalInt classes) {
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
    if (malformed(request.load())
        || malformed(request.pv())
        || (classes.isPresent() && malformed(request.ahead(), classes.getAsInt()))) {
      return Optional.of("a forecast is malformed");
    }
    return Optional.empty();
  }

  private static boolean malformed(PlanRequest.Ahead ahead, int classes) {
    return ahead
        .errorsW()
        .filter(
            errors ->
                errors.length != ahead.load().slots()
                    || Arrays.stream(errors).anyMatch(slot -> slot.length != classes))
        .isPresent();
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
