package io.spikewatt.controller.optimise;

/**
 * A horizon with the values that a finished pass has found.
 *
 * @param values of stored energy, slot by slot
 * @param stores as in the pass
 * @param data prices and limits, slot by slot
 */
public record SolvedHorizon(BackwardPass values, Storage[] stores, HorizonData data) {}
