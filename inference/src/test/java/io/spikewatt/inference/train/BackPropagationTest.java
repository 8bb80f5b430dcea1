package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.spike.ReferenceNetwork;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackPropagationTest {
  private static final Topology SHAPE = new Topology(5, 6, 4);
  private static final int STEPS = 30;

  private final float[] x = new float[STEPS * SHAPE.inputs()];
  private final float[] target = new float[STEPS * SHAPE.outputs()];
  private final Weights weights = Weights.initial(SHAPE, new SplittableRandom(4));

  BackPropagationTest() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (4 * (random.nextDouble() - 0.5));
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = (float) (random.nextDouble() - 0.5);
    }
    for (int i = SHAPE.skip(); i < SHAPE.parameters(); i++) {
      weights.values()[i] = (float) (random.nextDouble() - 0.5);
    }
  }

  private double squared(int step, float[] y, float[] dy) {
    double loss = 0;
    for (int o = 0; o < y.length; o++) {
      double error = y[o] - target[step * y.length + o];
      loss += error * error;
      dy[o] = (float) (2 * error);
    }
    return loss;
  }

  /** The same loss of the slow network in double precision, with a smooth step. */
  private double reference(double[] w, int stepsPerHour) {
    ReferenceNetwork network = new ReferenceNetwork(SHAPE, w, stepsPerHour, true);
    double loss = 0;
    for (int step = 0; step < STEPS; step++) {
      double[] in = new double[SHAPE.inputs()];
      for (int f = 0; f < in.length; f++) {
        in[f] = x[step * in.length + f];
      }
      double[] y = network.step(in);
      for (int o = 0; o < y.length; o++) {
        double error = y[o] - target[step * y.length + o];
        loss += error * error;
      }
    }
    return loss;
  }

  @Test
  void everyDerivativeAgreesWithFiniteDifferencesOfTheReference() {
    for (int stepsPerHour : new int[] {1, 4}) {
      float[] gradient = new float[SHAPE.parameters()];
      double loss =
          new BackPropagation(weights, stepsPerHour, STEPS, SurrogateGradient.SMOOTH)
              .run(x, STEPS, this::squared, gradient);
      double[] w = new double[SHAPE.parameters()];
      for (int i = 0; i < w.length; i++) {
        w[i] = weights.values()[i];
      }
      assertEquals(reference(w, stepsPerHour), loss, 1e-3 * loss);
      for (int i = 0; i < w.length; i++) {
        double kept = w[i];
        w[i] = kept + 1e-5;
        double above = reference(w, stepsPerHour);
        w[i] = kept - 1e-5;
        double below = reference(w, stepsPerHour);
        w[i] = kept;
        double slope = (above - below) / 2e-5;
        assertEquals(slope, gradient[i], 1e-3 * (1 + Math.abs(slope)), "parameter " + i);
      }
    }
  }

  @Test
  void trainingWithTheHardStepLowersTheLoss() {
    BackPropagation through = new BackPropagation(weights, 4, STEPS, SurrogateGradient.HARD);
    AdamW adam = new AdamW(SHAPE.parameters(), 0);
    double first = 0;
    double last = 0;
    for (int step = 0; step < 300; step++) {
      float[] gradient = new float[SHAPE.parameters()];
      last = through.run(x, STEPS, this::squared, gradient);
      first = step == 0 ? last : first;
      adam.step(weights.values(), gradient, 0.01);
      through.weightsChanged();
    }
    assertTrue(last < 0.6 * first, first + " became " + last);
  }

  @Test
  void aGradientThatOverflowedLeavesTheWeightsAlone() {
    float[] w = {1, 2};
    new AdamW(2, 0.1).step(w, new float[] {Float.NaN, 1}, 0.1);
    assertEquals(1, w[0]);
    assertEquals(2, w[1]);
  }

  @Test
  void theLearningRateRisesAndFallsOnce() {
    assertEquals(1, AdamW.oneCycle(1, 0.15), 1e-9);
    assertTrue(AdamW.oneCycle(1, 0) < 0.05);
    assertTrue(AdamW.oneCycle(1, 0.07) < AdamW.oneCycle(1, 0.12));
    assertTrue(AdamW.oneCycle(1, 0.5) > AdamW.oneCycle(1, 0.8));
    assertTrue(AdamW.oneCycle(1, 1) < 0.001);
  }
}
