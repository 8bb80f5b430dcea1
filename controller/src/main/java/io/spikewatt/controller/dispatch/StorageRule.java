package io.spikewatt.controller.dispatch;

/**
 * What a storage should do with the net load, from what its energy is worth and what energy costs
 * now. Four answers, and the present one is kept until another is clearly better, so that a value
 * near a price does not make the storage flutter. One thread.
 */
final class StorageRule {

  /** How much better another answer has to be, currency a kWh. */
  private static final double CLEARLY = 0.005;

  /** What to do. */
  enum Answer {
    /** Charge with all power, from the grid too. */
    FILL,
    /** Charge what would be exported; cover nothing. */
    KEEP_SURPLUS,
    /** Charge what would be exported, cover what would be imported. */
    BALANCE,
    /** Cover what would be imported; let surplus go. */
    COVER,
    /** Do nothing. */
    REST,
    /** Discharge with all power, into the grid too. */
    EMPTY
  }

  private Answer present = Answer.REST;

  /**
   * @param valuePerKwh what one more stored kWh is worth
   * @param importPerKwh price of import
   * @param exportPerKwh price paid for export
   * @param efficiency one way, 0..1
   * @param wearPerKwh cost of one kWh in and out again
   */
  Answer decide(
      double valuePerKwh,
      double importPerKwh,
      double exportPerKwh,
      double efficiency,
      double wearPerKwh) {
    double chargeGain = valuePerKwh * efficiency - wearPerKwh / 2;
    double dischargeCost = valuePerKwh / efficiency + wearPerKwh / 2;
    boolean fill = beats(chargeGain - importPerKwh, present == Answer.FILL);
    boolean store =
        fill || beats(chargeGain - exportPerKwh, present == Answer.KEEP_SURPLUS || present == Answer.BALANCE);
    boolean empty = beats(exportPerKwh - dischargeCost, present == Answer.EMPTY);
    boolean cover =
        empty || beats(importPerKwh - dischargeCost, present == Answer.COVER || present == Answer.BALANCE);
    present =
        fill
            ? Answer.FILL
            : empty
                ? Answer.EMPTY
                : store && cover
                    ? Answer.BALANCE
                    : store ? Answer.KEEP_SURPLUS : cover ? Answer.COVER : Answer.REST;
    return present;
  }

  private static boolean beats(double gain, boolean already) {
    return gain > (already ? -CLEARLY : CLEARLY);
  }

  /**
   * Power of the storage, discharge positive.
   *
   * @param netW what has to come from grid and storage; negative = surplus
   */
  static double powerW(Answer answer, double netW, double mostChargeW, double mostDischargeW) {
    double follow = Math.clamp(netW, -mostChargeW, mostDischargeW);
    return switch (answer) {
      case FILL -> -mostChargeW;
      case KEEP_SURPLUS -> Math.min(0, follow);
      case BALANCE -> follow;
      case COVER -> Math.max(0, follow);
      case REST -> 0;
      case EMPTY -> mostDischargeW;
    };
  }
}
