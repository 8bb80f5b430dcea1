package io.spikewatt.controller.plan;

import java.time.Instant;

/**
 * Energy that is to be drawn by a time, in whichever slots: a car, or the job of a compute cluster.
 *
 * @param id the device's
 * @param kwh what it lacks, at the bus
 * @param maxKw the most that it can draw
 * @param due when it has to be there
 * @param laterKwh how much of it can still be drawn between the horizon's end and then
 * @param mostPerKwh price of a kWh from which on it is rather left short, currency
 */
record DeferrableLoad(
    String id, double kwh, double maxKw, Instant due, double laterKwh, double mostPerKwh) {}
