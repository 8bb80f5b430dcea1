package io.spikewatt.inference.refresh;

import java.util.Arrays;

/**
 * State of a {@link StackRefresh} for each target slot: the inputs that were last sent, and their
 * sums. A target keeps its place for as many slots as there are places. Confined to one thread.
 */
public final class RefreshState {
  private static final long NONE = Long.MIN_VALUE;

  /** Number of places. */
  final int targets;

  /** Inputs of a place. */
  final int inputs;

  /** By place: number of the target slot. */
  final long[] target;

  /** By place: lead whose models the sums of the lead-wise members are of, or -1. */
  final int[] lead;

  /** Places × inputs, whole numbers of 2^-24. */
  final int[] sent;

  /** Places × features: the step of the trees' grid that was sent. */
  final int[] steps;

  /** By place × linear members. */
  final long[] sums;

  /** Places × trees. */
  final byte[] leaves;

  final long[] treeMedian;
  final long[] treeMean;

  long refreshes;
  long forecasts;
  long sends;
  long products;
  long walks;
  long denseProducts;
  long denseWalks;

  RefreshState(int targets, int inputs, int features, int members, int trees) {
    this.targets = targets;
    this.inputs = inputs;
    target = new long[targets];
    lead = new int[targets];
    sent = new int[targets * inputs];
    steps = new int[targets * features];
    sums = new long[targets * members];
    leaves = new byte[targets * trees];
    treeMedian = new long[targets];
    treeMean = new long[targets];
    forget();
  }

  /** Forgets all targets; the counts go on. */
  public void forget() {
    Arrays.fill(target, NONE);
  }

  /** Operations since the beginning. */
  public RefreshOperations operations() {
    return new RefreshOperations(
        refreshes, forecasts, sends, products, walks, denseProducts, denseWalks);
  }
}
