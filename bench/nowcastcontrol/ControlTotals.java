import java.util.List;

/**
 * What some days of control came to.
 *
 * @param importKwh energy from the grid
 * @param exportKwh energy into it
 * @param overKwh import of quarter hours beyond the level that the plan wanted to keep
 * @param curtailedKwh production that was held back
 * @param needlessKwh of it, what the grid could have taken at that moment; what a battery could
 *     have taken shows in the sum, because its room is used once
 * @param peakKw sum of the runs' highest quarter-hour means of import
 * @param overKw sum of the runs' highest excesses over the plan's level
 * @param orderedKwh import beyond the grid operator's limit
 */
record ControlTotals(
    double importKwh,
    double exportKwh,
    double overKwh,
    double curtailedKwh,
    double needlessKwh,
    double peakKw,
    double overKw,
    double orderedKwh) {

  static ControlTotals sum(List<ControlTotals> all) {
    ControlTotals sum = new ControlTotals(0, 0, 0, 0, 0, 0, 0, 0);
    for (ControlTotals t : all) {
      sum =
          new ControlTotals(
              sum.importKwh + t.importKwh,
              sum.exportKwh + t.exportKwh,
              sum.overKwh + t.overKwh,
              sum.curtailedKwh + t.curtailedKwh,
              sum.needlessKwh + t.needlessKwh,
              sum.peakKw + t.peakKw,
              sum.overKw + t.overKw,
              sum.orderedKwh + t.orderedKwh);
    }
    return sum;
  }

  double bill() {
    return NowcastControl.IMPORT_PER_KWH * importKwh
        - NowcastControl.EXPORT_PER_KWH * exportKwh
        + NowcastControl.DEMAND_PER_KW * peakKw;
  }

  /** What overshoot and curtailment cost. */
  double lostMoney() {
    return NowcastControl.DEMAND_PER_KW * overKw + NowcastControl.EXPORT_PER_KWH * curtailedKwh;
  }

  String against(ControlTotals other) {
    return "  (lost %+.1f %%, bill %+.2f %%)"
        .formatted(100 * (lostMoney() / other.lostMoney() - 1), 100 * (bill() / other.bill() - 1));
  }

  @Override
  public String toString() {
    return "over %.3f kWh %.2f kW; peaks %.2f kW; curtailed %.2f kWh, needless %.2f; ordered %.3f kWh; lost %.2f, bill %.2f"
        .formatted(
            overKwh, overKw, peakKw, curtailedKwh, needlessKwh, orderedKwh, lostMoney(), bill());
  }
}
