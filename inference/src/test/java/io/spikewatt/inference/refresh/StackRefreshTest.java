package io.spikewatt.inference.refresh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.ForecastBounds;
import io.spikewatt.inference.linear.HourDesign;
import io.spikewatt.inference.linear.LeadDesign;
import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearDesign;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.MedianCurve;
import io.spikewatt.inference.linear.StackMember;
import io.spikewatt.inference.tree.BoostedTrees;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackRefreshTest {
  private static final int LEADS = 24;
  private static final int PARTS = 4;
  private static final int TREES = 30;
  private static final FeatureSet SET = FeatureSet.of(SeriesKind.LOAD, List.of());
  private static final int FEATURES = SET.size();

  private static LinearStack stack(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LeadDesign lead = new LeadDesign(LEADS, FEATURES, true);
    HourDesign hour = HourDesign.of(SET, PARTS, LEADS);
    LinearBank[] banks = {
      bank(lead, random), bank(lead, random), bank(hour, random), bank(hour, random)
    };
    double[][] weights = new double[LinearStack.GROUPS][StackMember.COUNT];
    for (double[] group : weights) {
      for (int member = 0; member < group.length; member++) {
        group[member] = random.nextDouble() / group.length;
      }
    }
    return new LinearStack(
        lead,
        hour,
        banks,
        trees(random),
        weights,
        weights,
        MedianCurve.NONE,
        new ForecastBounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
  }

  private static LinearBank bank(LinearDesign design, SplittableRandom random) {
    float[][] weights = new float[design.models()][design.columns()];
    for (float[] model : weights) {
      for (int c = 0; c < model.length; c++) {
        model[c] = (float) random.nextDouble(-0.3, 0.3);
      }
    }
    return new LinearBank(weights);
  }

  private static BoostedTrees trees(SplittableRandom random) {
    int[] features = new int[TREES * BoostedTrees.DEPTH];
    int[] thresholds = new int[features.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextInt(FEATURES);
      thresholds[i] = random.nextInt(-2 * InputGrid.PER_UNIT, 2 * InputGrid.PER_UNIT);
    }
    float[] medians = new float[TREES * BoostedTrees.LEAVES];
    float[] means = new float[medians.length];
    for (int i = 0; i < medians.length; i++) {
      medians[i] = (float) random.nextDouble(-0.1, 0.1);
      means[i] = (float) random.nextDouble(-0.1, 0.1);
    }
    return new BoostedTrees(features, thresholds, medians, means, 0.3f, 0.4f);
  }

  /** Rows whose inputs walk, a target's own from slot to slot; a quarter of the targets is dark. */
  private static final class Walk {
    private final SplittableRandom random;
    private final OriginRows rows = new OriginRows(0, LEADS, FEATURES, FEATURES);
    private long slot;

    Walk(long seed) {
      random = new SplittableRandom(seed);
      label();
    }

    private void label() {
      for (int k = 0; k < LEADS; k++) {
        long target = slot + k;
        rows.hour()[k] = (byte) Math.floorMod(target / PARTS, 24);
        rows.part()[k] = (byte) Math.floorMod(target, PARTS);
        rows.weekend()[k] = target % 40 > 20;
        rows.dark()[k] = target % 20 >= 15;
      }
    }

    /** Moves on by a slot now and then. */
    void next(boolean slotEnds) {
      float[] x = rows.x();
      if (slotEnds) {
        slot++;
        System.arraycopy(x, FEATURES, x, 0, x.length - FEATURES);
        label();
      }
      for (int i = 0; i < x.length; i++) {
        if (random.nextInt(3) == 0) {
          double to = 0.98 * x[i] + random.nextDouble(-0.4, 0.4);
          x[i] = (float) Math.clamp(to, -8, 8);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void at_threshold_0_a_refresh_is_a_dense_one_to_the_bit_and_the_float_stack_to_1e_6(long seed) {
    LinearStack stack = stack(seed);
    StackRefresh engine = new StackRefresh(stack, 0);
    RefreshState state = engine.newState();
    Walk walk = new Walk(seed);
    BaseForecast moved = BaseForecast.of(LEADS);
    BaseForecast dense = BaseForecast.of(LEADS);
    BaseForecast plain = BaseForecast.of(LEADS);
    for (int step = 0; step < 400; step++) {
      walk.next(step % 15 == 14);
      engine.refresh(state, walk.slot, walk.rows, moved);
      engine.refresh(engine.newState(), walk.slot, walk.rows, dense);
      assertArrayEquals(dense.median(), moved.median());
      assertArrayEquals(dense.mean(), moved.mean());
      for (int member = 0; member < StackMember.COUNT; member++) {
        assertArrayEquals(dense.candidates()[member], moved.candidates()[member]);
      }
      stack.predict(walk.rows, plain);
      for (int member = 0; member < StackMember.COUNT; member++) {
        assertArrayEquals(plain.candidates()[member], moved.candidates()[member], 3e-6f);
      }
      assertArrayEquals(plain.median(), moved.median(), 1e-6f);
    }
    RefreshOperations counted = state.operations();
    assertEquals(400, counted.refreshes());
    assertTrue(counted.products() < counted.denseProducts(), counted.toString());
    assertTrue(counted.walks() < counted.denseWalks(), counted.toString());
  }

  /** What was sent is all that a forecast depends on: a path of many refreshes leaves no trace. */
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.02, 0.2})
  void a_refresh_is_the_dense_one_of_what_was_sent(double threshold) {
    LinearStack stack = stack(11);
    StackRefresh engine = new StackRefresh(stack, threshold);
    StackRefresh exact = new StackRefresh(stack, 0);
    RefreshState state = engine.newState();
    Walk walk = new Walk(12);
    OriginRows sent = new OriginRows(0, LEADS, FEATURES, FEATURES);
    BaseForecast moved = BaseForecast.of(LEADS);
    BaseForecast dense = BaseForecast.of(LEADS);
    for (int step = 0; step < 200; step++) {
      walk.next(step % 15 == 14);
      engine.refresh(state, walk.slot, walk.rows, moved);
    }
    for (int k = 0; k < LEADS; k++) {
      sent.hour()[k] = walk.rows.hour()[k];
      sent.part()[k] = walk.rows.part()[k];
      sent.weekend()[k] = walk.rows.weekend()[k];
      sent.dark()[k] = walk.rows.dark()[k];
      int place = (int) ((walk.slot + k) % LEADS);
      for (int f = 0; f < FEATURES; f++) {
        float x = state.sent[place * state.inputs + f] / (float) (1 << 24);
        sent.x()[k * FEATURES + f] = sent.dark()[k] ? 0 : x;
        double off = Math.abs(x - walk.rows.x()[k * FEATURES + f]);
        assertTrue(sent.dark()[k] || off <= threshold, off + " off at " + k + ", " + f);
      }
    }
    exact.refresh(exact.newState(), walk.slot, sent, dense);
    // The fading inputs of an hour's models are sent on their own; a lead's see what is above.
    for (StackMember member :
        List.of(
            StackMember.LEAD_MEAN,
            StackMember.LEAD_MEDIAN,
            StackMember.TREE_MEDIAN,
            StackMember.TREE_MEAN)) {
      assertArrayEquals(dense.of(member), moved.of(member));
    }
  }

  @Test
  void a_larger_threshold_costs_less() {
    long before = Long.MAX_VALUE;
    for (double threshold : new double[] {0, 0.02, 0.1, 0.5}) {
      StackRefresh engine = new StackRefresh(stack(21), threshold);
      RefreshState state = engine.newState();
      Walk walk = new Walk(22);
      BaseForecast moved = BaseForecast.of(LEADS);
      for (int step = 0; step < 100; step++) {
        walk.next(step % 15 == 14);
        engine.refresh(state, walk.slot, walk.rows, moved);
      }
      assertTrue(state.operations().products() < before, "operations at " + threshold);
      before = state.operations().products();
    }
  }

  @Test
  void a_renewed_forecast_is_a_dense_one_to_the_bit_whatever_was_left_unsent() {
    StackRefresh engine = new StackRefresh(stack(23), 0.5);
    RefreshState state = engine.newState();
    Walk walk = new Walk(24);
    BaseForecast moved = BaseForecast.of(LEADS);
    BaseForecast renewed = BaseForecast.of(LEADS);
    BaseForecast dense = BaseForecast.of(LEADS);
    for (int step = 0; step < 40; step++) {
      walk.next(step % 15 == 14);
      engine.refresh(state, walk.slot, walk.rows, moved);
    }
    engine.renew(state, walk.slot, walk.rows, renewed);
    engine.refresh(engine.newState(), walk.slot, walk.rows, moved);
    engine.renew(engine.newState(), walk.slot, walk.rows, dense);
    assertArrayEquals(dense.median(), renewed.median());
    assertArrayEquals(dense.mean(), renewed.mean());
    assertFalse(Arrays.equals(dense.median(), moved.median()), "small inputs are not sent");
  }

  @Test
  void inputs_that_rest_cost_nothing() {
    StackRefresh engine = new StackRefresh(stack(31), 0);
    RefreshState state = engine.newState();
    Walk walk = new Walk(32);
    walk.next(false);
    BaseForecast moved = BaseForecast.of(LEADS);
    engine.refresh(state, walk.slot, walk.rows, moved);
    RefreshOperations once = state.operations();
    float[] median = moved.median().clone();
    engine.refresh(state, walk.slot, walk.rows, moved);
    assertEquals(once.sends(), state.operations().sends());
    assertEquals(once.products(), state.operations().products());
    assertEquals(once.walks(), state.operations().walks());
    assertArrayEquals(median, moved.median());
  }

  @Test
  void a_refresh_allocates_nothing() {
    StackRefresh engine = new StackRefresh(stack(41), 0.02);
    RefreshState state = engine.newState();
    Walk walk = new Walk(42);
    BaseForecast moved = BaseForecast.of(LEADS);
    for (int step = 0; step < 200; step++) {
      walk.next(step % 15 == 14);
      engine.refresh(state, walk.slot, walk.rows, moved);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    // The first rounds may still meet the compiler.
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int step = 0; step < 200; step++) {
        walk.next(step % 15 == 14);
        engine.refresh(state, walk.slot, walk.rows, moved);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    assertEquals(0, least);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 8.1f})
  void an_input_that_is_no_standardised_number_is_refused(float input) {
    StackRefresh engine = new StackRefresh(stack(51), 0.02);
    Walk walk = new Walk(52);
    walk.rows.x()[FEATURES + 3] = input;
    RefreshState state = engine.newState();
    BaseForecast moved = BaseForecast.of(LEADS);
    assertThrows(
        IllegalArgumentException.class, () -> engine.refresh(state, walk.slot, walk.rows, moved));
  }

  @Test
  void models_and_thresholds_that_do_not_fit_are_refused() {
    for (double threshold : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new StackRefresh(stack(61), threshold));
    }
    for (float weight : new float[] {Float.NaN, 200, -200}) {
      LinearStack bad = stack(62);
      bad.banks()[2].weights()[3][4] = weight;
      assertThrows(IllegalArgumentException.class, () -> new StackRefresh(bad, 0));
    }
    LinearStack heavy = stack(63);
    Arrays.fill(heavy.banks()[0].weights()[5], 100);
    assertThrows(IllegalArgumentException.class, () -> new StackRefresh(heavy, 0));
    LinearStack leaf = stack(64);
    leaf.trees().means()[7] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> new StackRefresh(leaf, 0));
  }
}
