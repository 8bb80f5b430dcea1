package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;

/** A quantity in an IEC 62056-21 readout: OBIS code, the meter's unit, and factor to ours. */
public record ObisSpec(Quantity quantity, String code, String unit, double factor) {}
