package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Probes on functions whose least value is known. */
class ConvexSearchTest {

  private static final double STEEPEST = 8;
  private static final double STEP = 0.1;

  private int probes;

  @Test
  void tenProbesFindTheLeastValueOfBentAndOfSmoothFunctions() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      double least = 10 * random.nextDouble();
      double fall = 300 * random.nextDouble();
      assertEquals(
          least,
          find(x -> x < least ? fall * (least - x) : STEEPEST * (x - least)),
          STEP,
          "fall " + fall);
      assertTrue(probes <= 10, probes + " probes");
      DoubleUnaryOperator smooth = x -> STEEPEST * x + fall / (x + 0.2);
      double best = Math.clamp(Math.sqrt(fall / STEEPEST) - 0.2, 0, 10);
      double over = smooth.applyAsDouble(find(smooth)) - smooth.applyAsDouble(best);
      assertTrue(over < STEEPEST * STEP, "too dear by " + over);
      assertTrue(probes <= 12, probes + " probes");
    }
  }

  @Test
  void noiseDoesNotKeepItSearching() {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      double kw = find(x -> Math.abs(x - 4) + random.nextDouble());
      assertTrue(kw >= 0 && kw <= 10 && probes <= 24, kw + " kW, " + probes + " probes");
    }
  }

  private double find(DoubleUnaryOperator cost) {
    ConvexSearch search = new ConvexSearch(STEEPEST);
    probes = 3;
    for (double at : new double[] {10, 0, 1}) {
      search.add(at, cost.applyAsDouble(at));
    }
    for (double at = search.next(STEP); !Double.isNaN(at); at = search.next(STEP)) {
      search.add(at, cost.applyAsDouble(at));
      probes++;
    }
    return search.bestAt();
  }
}
