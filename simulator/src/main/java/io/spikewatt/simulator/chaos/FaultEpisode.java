package io.spikewatt.simulator.chaos;

/**
 * One fault.
 *
 * @param fromS seconds since the start, inclusive
 * @param toS exclusive
 * @param degree 0..1: how bad, each kind in its own way
 */
public record FaultEpisode(FaultKind kind, long fromS, long toS, double degree) {}
