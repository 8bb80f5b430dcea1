package io.spikewatt.controller.source;

import io.spikewatt.config.source.SourceQuantity;
import java.util.OptionalDouble;

/** Usual sizes of values by the site's tariff. */
@FunctionalInterface
public interface TariffSizes {

  /** Median size of a price, currency a kWh, or an emission, kg a kWh; empty = not known. */
  OptionalDouble of(SourceQuantity quantity);
}
