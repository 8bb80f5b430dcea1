package io.spikewatt.controller.setpoint;

import java.time.Instant;

/**
 * The next planned use of energy in the batteries that pays for storing or keeping it.
 *
 * @param from start of the slot in which the plan discharges the batteries
 * @param perKwh what a kWh at the bus saves or earns in that slot, currency: the price of import,
 *     or of export where the site feeds in
 * @param replacesImport whether it covers load; otherwise it is fed in
 */
public record PlannedUse(Instant from, double perKwh, boolean replacesImport) {}
