package io.spikewatt.inference.federated;

import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.spike.Topology;
import java.util.Arrays;

/**
 * Which weights of a network are shared: the first ones, up to the read-out, which stays with the
 * site. Time constants are shared as half-lives in hours.
 *
 * @param shared number of the first weights that are shared
 * @param parameters number of all weights
 * @param firstConstant first weight that is a logit of an hour's decay
 * @param pastConstants weight after the last of them; {@code firstConstant} = none
 */
public record SharedBody(int shared, int parameters, int firstConstant, int pastConstants) {
  private static final float LEAST_HALF_LIFE = 0.05f;
  private static final float GREATEST_HALF_LIFE = 10_000;

  /** Both hidden layers. */
  public static SharedBody of(GradedTopology shape) {
    return new SharedBody(shape.outputMatrix(), shape.parameters(), 0, 0);
  }

  /** Everything, the read-out too. */
  public static SharedBody whole(GradedTopology shape) {
    return new SharedBody(shape.parameters(), shape.parameters(), 0, 0);
  }

  /** Input matrix and time constants of a LIF network. */
  public static SharedBody of(Topology shape) {
    return new SharedBody(shape.output(), shape.parameters(), shape.beta(), shape.output());
  }

  /** What a site's weights contribute: the shared part, time constants as half-lives. */
  public float[] extract(float[] weights) {
    WeightUpdate.sameLength(parameters, weights.length);
    float[] body = Arrays.copyOf(weights, shared);
    for (int i = firstConstant; i < pastConstants; i++) {
      body[i] =
          Math.clamp(
              (float) HalfLife.ofLogit(body[i]).hours(), LEAST_HALF_LIFE, GREATEST_HALF_LIFE);
    }
    return body;
  }

  /** A site's weights with a shared part in place of its own. */
  public float[] merge(float[] weights, float[] body) {
    WeightUpdate.sameLength(parameters, weights.length);
    WeightUpdate.sameLength(shared, body.length);
    float[] merged = weights.clone();
    System.arraycopy(body, 0, merged, 0, shared);
    for (int i = firstConstant; i < pastConstants; i++) {
      float hours = Math.clamp(body[i], LEAST_HALF_LIFE, GREATEST_HALF_LIFE);
      merged[i] = (float) new HalfLife(hours).logit();
    }
    return merged;
  }
}
