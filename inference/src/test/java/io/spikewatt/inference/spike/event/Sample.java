package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.SplittableRandom;

/** Random networks, and inputs that behave as a forecast's do. */
final class Sample {
  /** As large as a network in service may be. */
  static final Topology SHAPE = new Topology(57, 121, 4);

  static final int STEPS = 144;

  private Sample() {}

  static Weights weights(Topology shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Weights weights = Weights.initial(shape, random);
    for (int i = shape.outputBias(); i < shape.parameters(); i++) {
      weights.values()[i] = (float) (random.nextDouble() - 0.5);
    }
    return weights;
  }

  /** Constants of the horizon, one-hot hours, tides of the day, and a walk at random. */
  static float[] inputs(Topology shape, int steps, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int inputs = shape.inputs();
    float[] x = new float[steps * inputs];
    for (int f = 0; f < inputs; f++) {
      double level = 4 * (random.nextDouble() - 0.5);
      for (int step = 0; step < steps; step++) {
        double value =
            switch (f % 4) {
              case 0 -> level;
              case 1 -> step / 4 % Math.max(1, inputs / 4) == f / 4 ? 1 : 0;
              case 2 -> 1.4 * Math.sin(2 * Math.PI * step / 96 + f);
              default -> level += 0.4 * (random.nextDouble() - 0.5);
            };
        x[step * inputs + f] = (float) Math.clamp(value, -6, 6);
      }
    }
    return x;
  }
}
