package io.spikewatt.controller.report;

import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.controller.setpoint.WeighedPrices;
import java.util.List;

/** A price that a choice of the batteries compares with another. */
enum ComparedPrice {
  CHARGED,
  DRAWN,
  IMPORT,
  EXPORT;

  /** True for a price that is paid at once; the others are values of stored energy. */
  boolean isNow() {
    return this == IMPORT || this == EXPORT;
  }

  /** Currency a kWh. */
  double of(WeighedPrices weighed) {
    return switch (this) {
      case CHARGED -> weighed.chargedPerKwh();
      case DRAWN -> weighed.drawnPerKwh();
      case IMPORT -> weighed.prices().importPerKwh();
      case EXPORT -> weighed.prices().exportPerKwh();
    };
  }

  /** Whether two prices are written alike with a decimal of the currency's hundredth. */
  static boolean lookEqual(double onePerKwh, double otherPerKwh) {
    return Math.round(1000 * onePerKwh) == Math.round(1000 * otherPerKwh);
  }

  /** Decimals of the hundredth: prices that are equal in whole ones need one. */
  static int decimals(double onePerKwh, double otherPerKwh) {
    return Math.round(100 * onePerKwh) == Math.round(100 * otherPerKwh) ? 1 : 0;
  }

  /** True if the prices call for another choice, which its hysteresis still holds. */
  static boolean isAgainst(Action action, Reason choice, WeighedPrices prices) {
    List<ComparedPrice> compared = of(action, choice);
    return compared.size() == 2 && compared.get(0).of(prices) < compared.get(1).of(prices);
  }

  /**
   * Prices that a choice compares when it leads to an action, in the order of the sentence; of two,
   * the first one is the higher.
   */
  static List<ComparedPrice> of(Action action, Reason choice) {
    return switch (choice) {
      case STORE_AND_COVER ->
          switch (action) {
            case CHARGE -> List.of(CHARGED, EXPORT);
            case DISCHARGE -> List.of(IMPORT, DRAWN);
            default -> List.of(CHARGED, IMPORT, EXPORT);
          };
      case STORE_AND_KEEP ->
          action == Action.CHARGE ? List.of(CHARGED, EXPORT) : List.of(DRAWN, IMPORT);
      case SELL_SURPLUS_AND_COVER ->
          action == Action.DISCHARGE ? List.of(IMPORT, DRAWN) : List.of(EXPORT, CHARGED);
      case CHARGE_FROM_GRID -> List.of(CHARGED, IMPORT);
      case DISCHARGE_TO_GRID -> List.of(EXPORT, DRAWN);
      default -> List.of(DRAWN, IMPORT, EXPORT);
    };
  }
}
