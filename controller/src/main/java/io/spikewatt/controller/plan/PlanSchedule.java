package io.spikewatt.controller.plan;

import java.util.Map;

/**
 * Expected course of the plan. One element a slot, the {@code ...SocPct} arrays one more (the state
 * at each slot's start and at the end). Powers are slot means in W with the house's sign (import,
 * PV, discharge positive; EV and compute negative); load positive as consumed. Readers must not
 * change the arrays.
 *
 * @param loadW uncontrolled load
 * @param pvW PV before curtailment
 * @param curtailedW unused PV, {@code >= 0}
 * @param batteryW all batteries together
 * @param evW all EVs together, expected ones included
 * @param computeW all compute together
 * @param gridW grid connection
 * @param batterySocPct all batteries together; empty array if there is none
 * @param evSocPct the EV that is planned; empty array if there is none; its last value is held
 *     after departure
 * @param importPerKwh price of import used by the plan, with the price of its CO2, currency a kWh;
 *     with the objective self-consumption 1, and export 0, whatever the tariff
 * @param exportPerKwh price of export used by the plan, currency a kWh
 * @param importLevelW quarter-hour mean import above which the demand charge would rise by more
 *     than it saves; infinite without a demand charge
 * @param batteryPerKwh value of one more stored kWh in the batteries at the slot's end
 * @param evPerKwh value of one more stored kWh in the planned EV at the slot's end
 * @param carW by charger, each EV that is plugged in and planned
 */
public record PlanSchedule(
    double[] loadW,
    double[] pvW,
    double[] curtailedW,
    double[] batteryW,
    double[] evW,
    double[] computeW,
    double[] gridW,
    double[] batterySocPct,
    double[] evSocPct,
    double[] importPerKwh,
    double[] exportPerKwh,
    double[] importLevelW,
    double[] batteryPerKwh,
    double[] evPerKwh,
    Map<String, double[]> carW) {

  public PlanSchedule {
    carW = Map.copyOf(carW);
  }
}
