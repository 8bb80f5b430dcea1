package io.spikewatt.controller.report;

import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.controller.setpoint.Reason;
import java.util.List;

/** A price that a choice of the batteries compares with another. */
enum ComparedPrice {
  STORED,
  IMPORT,
  EXPORT;

  /** Currency a kWh. */
  double of(EnergyPrices prices) {
    return switch (this) {
      case STORED -> prices.storedPerKwh();
      case IMPORT -> prices.importPerKwh();
      case EXPORT -> prices.exportPerKwh();
    };
  }

  /** Prices that a choice compares when it leads to an action, in the order of the sentence. */
  static List<ComparedPrice> of(Action action, Reason choice) {
    return switch (choice) {
      case STORE_AND_COVER ->
          switch (action) {
            case CHARGE -> List.of(STORED, EXPORT);
            case DISCHARGE -> List.of(IMPORT, STORED);
            default -> List.of(STORED, IMPORT, EXPORT);
          };
      case STORE_AND_KEEP -> List.of(STORED, action == Action.CHARGE ? EXPORT : IMPORT);
      case SELL_SURPLUS_AND_COVER -> List.of(action == Action.DISCHARGE ? IMPORT : EXPORT, STORED);
      case CHARGE_FROM_GRID -> List.of(STORED, IMPORT);
      case DISCHARGE_TO_GRID -> List.of(EXPORT, STORED);
      default -> List.of(STORED, IMPORT, EXPORT);
    };
  }
}
