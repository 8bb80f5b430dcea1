package io.spikewatt.controller.asset;

/**
 * Heat in a tank or a building above the lower comfort temperature, as a plan needs it. Slots count
 * from the plan's running slot; the last element of an array holds for all later slots. Readers
 * must not change the arrays.
 *
 * @param storedKwh heat now; negative = colder than the lower comfort temperature
 * @param arrivingKwh heat on its way to the thermometer, less the draw until it arrives
 * @param bandKwh heat at the upper comfort temperature, {@code > 0}: capacity in kWh/K × width of
 *     the band in K
 * @param lossPerHour share of the stored heat that is lost to the surroundings in an hour, {@code
 *     >= 0}: loss in kW/K / capacity in kWh/K
 * @param demandKw by slot, heat drawn, and lost at the lower comfort temperature, kW
 * @param outsidePerKwhHour price of an hour with one kWh less than the band or more, currency,
 *     {@code > 0}
 */
public record ThermalStorage(
    double storedKwh,
    double arrivingKwh,
    double bandKwh,
    double lossPerHour,
    double[] demandKw,
    double outsidePerKwhHour) {}
