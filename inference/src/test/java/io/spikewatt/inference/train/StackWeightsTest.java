package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.linear.StackMember;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StackWeightsTest {

  @ParameterizedTest
  @EnumSource
  void theMemberThatIsRightGetsTheWeight(RegressionLoss regressionLoss) {
    SplittableRandom random = new SplittableRandom(1);
    float[][][] members = new float[50][StackMember.COUNT][20];
    float[][] targets = new float[50][20];
    for (int i = 0; i < targets.length; i++) {
      for (int k = 0; k < 20; k++) {
        targets[i][k] = (float) random.nextDouble();
        for (int member = 0; member < StackMember.COUNT; member++) {
          float error = member == 3 ? 0 : (float) (random.nextDouble() - 0.5);
          members[i][member][k] = targets[i][k] + error;
        }
      }
    }
    double[] w = StackWeights.fit(members, targets, 0, 20, regressionLoss);
    assertEquals(1, Arrays.stream(w).sum(), 1e-9);
    assertTrue(w[3] > 0.9, Arrays.toString(w));
  }

  @Test
  void withoutOutcomesAllWeighAlike() {
    float[][] targets = {{Float.NaN}};
    double[] w =
        StackWeights.fit(new float[1][StackMember.COUNT][1], targets, 0, 1, RegressionLoss.SQUARED);
    double[] equal = new double[StackMember.COUNT];
    Arrays.fill(equal, 1.0 / equal.length);
    assertArrayEquals(equal, w, 1e-12);
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheLeadsAskedForCount(RegressionLoss regressionLoss) {
    float[][][] members = {{{1, 1, 0, 0}, {0, 0, 1, 1}}};
    float[][] targets = {{1, 1, 1, 1}};
    assertTrue(StackWeights.fit(members, targets, 0, 2, regressionLoss)[0] > 0.9);
    assertTrue(StackWeights.fit(members, targets, 2, 4, regressionLoss)[1] > 0.9);
  }
}
