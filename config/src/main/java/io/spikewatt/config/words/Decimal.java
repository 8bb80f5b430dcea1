package io.spikewatt.config.words;

/**
 * A number among a phrase's values, which each language writes with its own decimal sign.
 *
 * @param digits after the decimal sign
 */
public record Decimal(double value, int digits) {}
