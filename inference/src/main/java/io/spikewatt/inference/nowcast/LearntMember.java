package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedNetwork;
import io.spikewatt.inference.graded.GradedOperations;
import io.spikewatt.inference.graded.GradedState;
import io.spikewatt.inference.graded.GradedWeights;
import org.jspecify.annotations.Nullable;

/** Runs a model's network and trees minute by minute. Confined to one thread. */
final class LearntMember {
  private final NowcastModel model;
  private final NowcastFeatures features;
  private final GradedNetwork network;
  private final GradedState state;
  private final @Nullable DenseNetwork oracle;
  private final float[] x = new float[NowcastFeatures.COUNT];
  private final int[] onGrid = new int[NowcastFeatures.COUNT];
  private final float[] y = new float[NowcastWindows.OUTPUTS];

  /** Float weights of {@code oracle} run in place of the graded spikes, for comparisons. */
  LearntMember(
      SeriesKind kind,
      NowcastSettings settings,
      NowcastModel model,
      @Nullable GradedWeights oracle) {
    this.model = model;
    features = new NowcastFeatures(kind, settings.zone(), model.scale());
    network = new GradedNetwork(model.members().network(), model.members().threshold());
    state = network.newState();
    this.oracle = oracle == null ? null : new DenseNetwork(oracle);
  }

  /** Takes the newest minute, whether a nowcast follows or not. */
  void observe(MinuteState minutes) {
    System.arraycopy(features.observe(minutes), 0, x, 0, x.length);
    model.standardiser().apply(x);
    DenseNetwork dense = oracle;
    if (dense == null) {
      network.step(state, x, 0);
    } else {
      dense.step(x, 0, y);
    }
  }

  /** Replaces the indices of network and trees, members × outputs, after the newest known one. */
  void predict(double last, float[][] to) {
    float[] output = oracle == null ? state.output() : y;
    for (int f = 0; f < x.length; f++) {
      onGrid[f] = InputGrid.ofNear(x[f]);
    }
    float[] trees = to[NowcastModel.TREES];
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      model.members().trees().get(w).predict(onGrid, trees, w * NowcastWindows.VALUES);
    }
    float[] net = to[NowcastModel.NETWORK];
    for (int at = 0; at < NowcastWindows.OUTPUTS; at++) {
      net[at] = (float) (last + model.scale() * output[at]);
      trees[at] = (float) (last + model.scale() * trees[at]);
    }
  }

  GradedOperations operations() {
    return network.operations(state);
  }
}
