package io.spikewatt.simulator.chaos;

/**
 * One fault.
 *
 * @param fromS seconds since the start, inclusive
 * @param toS exclusive
 * @param degree 0..1: severity; its meaning depends on the kind
 */
public record FaultEpisode(FaultKind kind, long fromS, long toS, double degree) {}
