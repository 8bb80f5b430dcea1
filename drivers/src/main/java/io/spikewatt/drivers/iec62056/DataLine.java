package io.spikewatt.drivers.iec62056;

/** One data set of a readout as sent: {@code 1-0:1.8.0*255}, digits with point, unit. */
record DataLine(String address, String value, String unit) {}
