package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.spike.Topology;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedBodyTest {

  @Test
  void the_read_out_and_the_skip_stay_with_the_site() {
    GradedTopology shape = new GradedTopology(3, 2, 2, 1);
    SharedBody body = SharedBody.of(shape);
    float[] own = new float[shape.parameters()];
    float[] others = new float[body.shared()];
    Arrays.fill(own, 1);
    Arrays.fill(others, 2);
    float[] merged = body.merge(own, others);
    for (int i = 0; i < merged.length; i++) {
      assertEquals(i < shape.outputMatrix() ? 2 : 1, merged[i], "weight " + i);
    }
    assertArrayEquals(others, body.extract(merged));
    assertEquals(shape.parameters(), SharedBody.whole(shape).shared());
  }

  @Test
  void time_constants_are_averaged_as_half_lives() {
    Topology shape = new Topology(1, 1, 1);
    SharedBody body = SharedBody.of(shape);
    float[] fast = new float[shape.parameters()];
    float[] slow = new float[shape.parameters()];
    fast[shape.beta()] = fast[shape.kappa()] = (float) new HalfLife(2).logit();
    slow[shape.beta()] = slow[shape.kappa()] = (float) new HalfLife(10).logit();
    WeightUpdate mean =
        UpdateMean.weighted(
            List.of(new WeightUpdate(body.extract(fast)), new WeightUpdate(body.extract(slow))),
            new double[] {1, 1});
    float[] merged = body.merge(fast, mean.values());
    assertEquals(6, HalfLife.ofLogit(merged[shape.beta()]).hours(), 1e-4);
    assertEquals(6, HalfLife.ofLogit(merged[shape.kappa()]).hours(), 1e-4);
  }

  @Test
  void a_half_life_below_nothing_becomes_the_least_one() {
    Topology shape = new Topology(1, 1, 1);
    SharedBody body = SharedBody.of(shape);
    float[] weights = new float[shape.parameters()];
    float[] shared = body.extract(weights);
    shared[shape.beta()] = -3;
    assertEquals(0.05, HalfLife.ofLogit(body.merge(weights, shared)[shape.beta()]).hours(), 1e-4);
  }

  @Test
  void weights_of_another_network_are_refused() {
    SharedBody body = SharedBody.of(new GradedTopology(3, 2, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> body.extract(new float[5]));
    assertThrows(
        IllegalArgumentException.class,
        () -> body.merge(new float[body.parameters()], new float[1]));
  }
}
