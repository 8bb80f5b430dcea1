package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.nowcast.Nowcast;
import java.util.Optional;

/**
 * One nowcast and what came of it.
 *
 * @param actual mean of each window; NaN = too little of it was measured
 * @param mean15 mean of the last 15 minutes
 * @param daylight whether it is scored: always but for PV at night
 * @param product at slot starts, the product's forecast of the next quarter hours
 */
public record MinuteOutcome(
    Nowcast nowcast,
    double[] actual,
    double last,
    double mean15,
    boolean daylight,
    Optional<Forecast> product) {

  /** Whether it was issued where a quarter hour begins. */
  public boolean slotStart() {
    return nowcast.issuedAt().getEpochSecond() % 900 == 0;
  }

  /** The product's value of a window from its quarter hours. */
  public static double window(double[] quarterHours, int window) {
    return window < 2 ? quarterHours[window] : (quarterHours[2] + quarterHours[3]) / 2;
  }
}
