package io.spikewatt.controller.plan;

import java.time.Instant;

/**
 * Energy to draw by a deadline, in any slots: a charging session, or work.
 *
 * @param id the device's
 * @param kwh missing energy, at the bus
 * @param maxKw largest power
 * @param due deadline
 * @param laterKwh part of it that can still be drawn between the horizon's end and the deadline
 * @param mostPerKwh price of a kWh above which it stays unmet, currency
 */
record DeferrableLoad(
    String id, double kwh, double maxKw, Instant due, double laterKwh, double mostPerKwh) {}
