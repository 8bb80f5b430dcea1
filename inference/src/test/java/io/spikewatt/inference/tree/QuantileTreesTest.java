package io.spikewatt.inference.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class QuantileTreesTest {

  @Test
  void a_row_falls_into_the_leaf_of_its_answers() {
    int[] features = {0, 1, 0, 1, 1, 1, 1, 1};
    int[] thresholds = {10, 10, 20, 20, 5, 6, 7, 8};
    float[] leaves = new float[2 * BoostedTrees.LEAVES * QuantileTrees.VALUES];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = i;
    }
    QuantileTrees trees = new QuantileTrees(features, thresholds, new float[] {1, 2, 3, 4}, leaves);
    float[] y = new float[5];
    // First tree: above 10, not above 10, not above 20, not above 20 = leaf 8; second: leaf 12.
    trees.predict(new int[] {15, 7}, y, 1);
    int first = 8 * 4;
    int second = (16 + 12) * 4;
    assertArrayEquals(
        new float[] {
          0,
          1 + first + second,
          2 + first + second + 2,
          3 + first + second + 4,
          4 + first + second + 6
        },
        y);
  }

  @Test
  void parts_that_do_not_fit_are_refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new QuantileTrees(new int[4], new int[4], new float[4], new float[63]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new QuantileTrees(new int[3], new int[3], new float[4], new float[0]));
  }
}
