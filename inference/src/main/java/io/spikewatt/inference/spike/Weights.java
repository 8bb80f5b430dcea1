package io.spikewatt.inference.spike;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A network's parameters in the topology's order; only its training changes them. */
public record Weights(Topology topology, float[] values) {

  public Weights {
    if (values.length != topology.parameters()) {
      throw new IllegalArgumentException(
          values.length + " values for " + topology.parameters() + " parameters");
    }
  }

  /** Whether all of them are numbers. */
  public boolean finite() {
    return IntStream.range(0, values.length).allMatch(i -> Float.isFinite(values[i]));
  }

  /** Start values: leaks spread from fast to slow, no skip, a quiet read-out. */
  public static Weights initial(Topology shape, SplittableRandom random) {
    float[] w = new float[shape.parameters()];
    double inputSd = 1 / Math.sqrt(shape.inputs());
    for (int i = 0; i < shape.inputBias(); i++) {
      w[i] = (float) (gaussian(random) * inputSd);
    }
    double outputSd = 0.3 / Math.sqrt(shape.hidden());
    for (int j = 0; j < shape.hidden(); j++) {
      w[shape.inputBias() + j] = (float) random.nextDouble(0, 0.6);
      w[shape.beta() + j] = (float) logit(random.nextDouble(0.05, 0.97));
      w[shape.kappa() + j] = (float) logit(random.nextDouble(0.1, 0.8));
    }
    for (int i = shape.output(); i < shape.outputBias(); i++) {
      w[i] = (float) (gaussian(random) * outputSd);
    }
    return new Weights(shape, w);
  }

  /** Box and Muller's, by StrictMath: the same on every machine. */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  private static double logit(double p) {
    return StrictMath.log(p / (1 - p));
  }
}
