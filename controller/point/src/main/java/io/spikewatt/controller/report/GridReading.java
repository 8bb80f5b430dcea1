package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.energy.ComputeDay;
import io.spikewatt.controller.limit.ImportPeak;
import io.spikewatt.controller.price.PaidPrices;
import java.util.List;
import java.util.Map;

/**
 * Values that no device measures: of the grid connection, and of the energy behind it.
 *
 * @param imported import as a demand charge counts it, and that of the day
 * @param prices of energy in the running slot
 * @param sourceAge age of the oldest of the newest answers with prices and emissions, whole minutes
 * @param weatherAge the same of predicted weather
 * @param computeDays running day of each compute cluster, by id
 */
public record GridReading(
    ImportPeak.Reading imported,
    PaidPrices prices,
    Estimate sourceAge,
    Estimate weatherAge,
    Map<String, ComputeDay.Reading> computeDays) {

  public GridReading {
    computeDays = Map.copyOf(computeDays);
  }

  /** Reading of a site without import, prices and sources. */
  public static final GridReading NONE =
      new GridReading(
          ImportPeak.Reading.NONE,
          PaidPrices.UNKNOWN,
          Estimate.sum(List.of()),
          Estimate.sum(List.of()),
          Map.of());
}
