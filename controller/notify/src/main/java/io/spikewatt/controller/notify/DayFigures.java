package io.spikewatt.controller.notify;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Energy and money of one local day.
 *
 * @param production of sun, wind and gensets, kWh; empty = the site has none
 * @param use consumption without the batteries, kWh
 * @param imported from the grid, kWh
 * @param exported into the grid, kWh
 * @param selfSufficiency share of the use that was not imported, 0 to 1
 * @param cost of the energy, in the tariff's currency; negative = income
 */
public record DayFigures(
    LocalDate day,
    Optional<Figure> production,
    Figure use,
    Figure imported,
    Figure exported,
    Figure selfSufficiency,
    Figure cost) {

  /**
   * A figure over the known quarter hours of the day.
   *
   * @param value empty = none is known
   * @param unknownSlots quarter hours that it lacks
   */
  public record Figure(OptionalDouble value, int unknownSlots) {}

  /** True if use and import of the whole day are unknown. */
  public boolean isUnknown() {
    return use.value().isEmpty() && imported.value().isEmpty();
  }
}
