package io.spikewatt.drivers.iec62056;

/**
 * One data set of a readout, as the meter sent it.
 *
 * @param address text before the bracket, for example {@code 1-0:1.8.0*255}
 * @param value digits and decimal point
 * @param unit text after the asterisk; may be empty
 */
record DataLine(String address, String value, String unit) {}
