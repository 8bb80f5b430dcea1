/**
 * What some days of control came to. Sums of several runs are sums of each value.
 *
 * @param importKwh energy from the grid
 * @param exportKwh energy into it
 * @param storedKwh energy in the battery at the end
 * @param peakKw highest quarter-hour mean of import: what the demand charge counts
 * @param overKwh import of quarter hours beyond the lowest peak that perfect foresight could have
 *     kept
 * @param overKw the highest of it
 * @param beyondPlanKwh import of quarter hours beyond the level that the plan in force wanted to
 *     keep; each arm has plans of its own
 * @param beyondPlanKw the highest of it
 * @param curtailedKwh production that was held back and could have been used with perfect foresight
 * @param needlessKwh of what was held back, what the grid could have taken at that moment
 * @param orderedKwh import beyond the grid operator's order
 */
record ControlTotals(
    double importKwh,
    double exportKwh,
    double storedKwh,
    double peakKw,
    double overKwh,
    double overKw,
    double beyondPlanKwh,
    double beyondPlanKw,
    double curtailedKwh,
    double needlessKwh,
    double orderedKwh) {

  static final ControlTotals NONE = new ControlTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  ControlTotals plus(ControlTotals t) {
    return new ControlTotals(
        importKwh + t.importKwh,
        exportKwh + t.exportKwh,
        storedKwh + t.storedKwh,
        peakKw + t.peakKw,
        overKwh + t.overKwh,
        overKw + t.overKw,
        beyondPlanKwh + t.beyondPlanKwh,
        beyondPlanKw + t.beyondPlanKw,
        curtailedKwh + t.curtailedKwh,
        needlessKwh + t.needlessKwh,
        orderedKwh + t.orderedKwh);
  }

  /** The bill, less the later saving by the energy left in the battery. */
  double bill() {
    return NowcastControl.IMPORT_PER_KWH * (importKwh - HomeSimulation.EFFICIENCY * storedKwh)
        - NowcastControl.EXPORT_PER_KWH * exportKwh
        + NowcastControl.DEMAND_PER_KW * peakKw;
  }

  /** What overshoot and curtailment cost. */
  double lost() {
    return NowcastControl.DEMAND_PER_KW * overKw + curtailmentCost();
  }

  /** As {@link #lost}, with the overshoot beyond the levels of the arm's own plans. */
  double lostByPlan() {
    return NowcastControl.DEMAND_PER_KW * beyondPlanKw + curtailmentCost();
  }

  double curtailmentCost() {
    return NowcastControl.EXPORT_PER_KWH * curtailedKwh;
  }

  @Override
  public String toString() {
    return "peak %6.2f kW, over %5.2f kW %6.3f kWh; by plan %5.2f kW %6.3f kWh; curtailed %6.2f kWh, needless %5.2f; ordered %.3f kWh; lost %6.2f, by plan %6.2f; bill %7.2f"
        .formatted(
            peakKw,
            overKw,
            overKwh,
            beyondPlanKw,
            beyondPlanKwh,
            curtailedKwh,
            needlessKwh,
            orderedKwh,
            lost(),
            lostByPlan(),
            bill());
  }
}
