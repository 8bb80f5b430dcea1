package io.spikewatt.config.site;

import java.util.ArrayList;
import java.util.List;

/**
 * Price of a kWh by its parts, which add up to it.
 *
 * @param parts in the order of the bill, each kind at most once
 */
public record PriceParts(List<Part> parts) {

  public PriceParts {
    parts = List.copyOf(parts);
  }

  /** Part of a price. */
  public enum Kind {
    /** Price of the exchange. */
    EXCHANGE,
    /** Price of the energy that is not divided further. */
    ENERGY,
    /** Addend of the supplier. */
    SUPPLIER,
    /** Taxes in per cent of the energy and of the supplier's addend. */
    TAXES,
    /** Fee of the hour; beside {@link #ENERGY}, its difference to the standard fee. */
    NETWORK_FEE,
    /** Price of the emissions. */
    CO2
  }

  /**
   * @param perKwh currency a kWh; may be negative
   */
  public record Part(Kind kind, double perKwh) {}

  static PriceParts of(Kind kind, double perKwh) {
    return new PriceParts(List.of(new Part(kind, perKwh)));
  }

  PriceParts plus(Kind kind, double perKwh) {
    List<Part> more = new ArrayList<>(parts);
    more.add(new Part(kind, perKwh));
    return new PriceParts(more);
  }

  /** The whole price, currency a kWh. */
  public double perKwh() {
    double sum = 0;
    for (Part part : parts) {
      sum += part.perKwh;
    }
    return sum;
  }
}
