package io.spikewatt.inference.refresh;

/**
 * Counted operations of refreshes. Targets in the dark are 0 without an operation, in a dense
 * refresh too. Features are not counted: they are made anew in either.
 *
 * @param refreshes calls
 * @param targets forecasts of lit slots in them, each of which was combined from its members
 * @param sends inputs that were sent
 * @param products multiply-accumulates of the linear models
 * @param walks changes of a tree's leaf, a tree and a target each
 * @param denseProducts as many as dense refreshes of the same targets would have cost
 * @param denseWalks likewise
 */
public record RefreshOperations(
    long refreshes,
    long targets,
    long sends,
    long products,
    long walks,
    long denseProducts,
    long denseWalks) {}
