package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;

/**
 * A quantity in a register of an IEC 62056-21 readout.
 *
 * @param code OBIS code, for example {@code 1.8.0}
 * @param unit unit that the meter sends with it, for example {@code kWh}
 * @param factor signal value = meter value × factor
 */
public record ObisSpec(Quantity quantity, String code, String unit, double factor) {}
