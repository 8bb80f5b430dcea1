package io.spikewatt.inference.train;

import io.spikewatt.inference.linear.LinearBank;

/**
 * A fitted bank, and what it would have said about its own training rows had it not seen them.
 *
 * @param bank fitted on all blocks
 * @param crossFitted origins × leads; each block forecast by a fit of the others
 * @param penalty that forecast the left-out blocks best
 */
record LinearFit(LinearBank bank, float[][] crossFitted, double penalty) {}
