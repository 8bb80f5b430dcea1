package io.spikewatt.inference.graded;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A trained network's parameters in the topology's order; only its training changes them. */
public record GradedWeights(GradedTopology topology, float[] values) {

  public GradedWeights {
    if (values.length != topology.parameters()) {
      throw new IllegalArgumentException(
          values.length + " values for " + topology.parameters() + " parameters");
    }
  }

  /** Whether all of them are numbers. */
  public boolean finite() {
    return IntStream.range(0, values.length).allMatch(i -> Float.isFinite(values[i]));
  }

  /** Start values (He et al. 2015), a quiet read-out, no skip. */
  public static GradedWeights initial(GradedTopology shape, SplittableRandom random) {
    float[] w = new float[shape.parameters()];
    fill(w, 0, shape.firstBias(), Math.sqrt(2.0 / shape.inputs()), random);
    fill(w, shape.secondMatrix(), shape.secondBias(), Math.sqrt(2.0 / shape.first()), random);
    fill(w, shape.outputMatrix(), shape.outputBias(), 0.1 / Math.sqrt(shape.second()), random);
    return new GradedWeights(shape, w);
  }

  /** Uniform with that standard deviation: the same on every machine. */
  private static void fill(float[] w, int from, int to, double sd, SplittableRandom random) {
    double bound = sd * Math.sqrt(3);
    for (int i = from; i < to; i++) {
      w[i] = (float) random.nextDouble(-bound, bound);
    }
  }
}
