import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.inference.forecast.Forecast;

/**
 * Inputs of a plan of 36 hours, as they are known when a slot begins: the running slot as it is
 * measured, forecasts after it.
 *
 * @param load W
 * @param pv W
 * @param importPerKwh as published, one a quarter hour
 * @param exportPerKwh likewise
 * @param heat of the pump
 */
record HorizonInputs(
    Forecast load, Forecast pv, double[] importPerKwh, double[] exportPerKwh, HeatRequest heat) {

  static final int SLOTS = 144;
}
