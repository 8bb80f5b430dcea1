package io.spikewatt.controller.price;

import io.spikewatt.config.site.PriceBasis;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * PriceProvenance of a slot's published values as one number, for the history: a digit of base four
 * for each kind. 0 = by command, 1 to 3 = of a source, by the basis.
 */
record PriceMarks(int number) {

  private static final int BASE = 4;

  static PriceMarks of(Map<PriceKind, PriceProvenance> known) {
    int number = 0;
    for (Map.Entry<PriceKind, PriceProvenance> one : known.entrySet()) {
      number += digit(one.getValue()) * weight(one.getKey());
    }
    return new PriceMarks(number);
  }

  /** As the history has it; empty = all by command. */
  static PriceMarks of(OptionalDouble recorded) {
    return new PriceMarks((int) recorded.orElse(0));
  }

  private static int digit(PriceProvenance provenance) {
    if (provenance.origin() != PriceOrigin.SOURCE) {
      return 0;
    }
    return switch (provenance.basis()) {
      case FINAL -> 1;
      case EXCHANGE -> 2;
      case SUPPLIER -> 3;
    };
  }

  private static int weight(PriceKind kind) {
    return switch (kind) {
      case IMPORT -> 1;
      case EXPORT -> BASE;
      case CO2 -> BASE * BASE;
    };
  }

  PriceProvenance provenance(PriceKind kind) {
    return switch (number / weight(kind) % BASE) {
      case 1 -> new PriceProvenance(PriceOrigin.SOURCE, PriceBasis.FINAL);
      case 2 -> new PriceProvenance(PriceOrigin.SOURCE, PriceBasis.EXCHANGE);
      case 3 -> new PriceProvenance(PriceOrigin.SOURCE, PriceBasis.SUPPLIER);
      default -> PriceProvenance.COMMAND;
    };
  }
}
