package io.spikewatt.fleet.analyse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ForecastReconciliationTest {

  /** Errors with a known spread a node; sites share a part, as in a heat wave. */
  private static List<double[]> errors(int moments, double shared, double... spreads) {
    SplittableRandom random = new SplittableRandom(5);
    List<double[]> errors = new ArrayList<>();
    for (int moment = 0; moment < moments; moment++) {
      double common = random.nextDouble() - 0.5;
      double[] row = new double[spreads.length];
      for (int node = 0; node < row.length; node++) {
        double own = random.nextDouble() - 0.5;
        row[node] = spreads[node] * (shared * common + (1 - shared) * own);
      }
      errors.add(row);
    }
    return errors;
  }

  @Test
  void every_method_adds_up_and_keeps_forecasts_that_added_up() {
    // Two feeders below one substation.
    ForecastHierarchy hierarchy =
        new ForecastHierarchy(5, List.of(List.of(0, 1, 2, 3, 4), List.of(0, 1), List.of(2, 3, 4)));
    List<double[]> errors = errors(200, 0.5, 5000, 3000, 4000, 900, 100, 2000, 1, 500);
    SplittableRandom random = new SplittableRandom(2);
    for (ReconciliationMethod method : ReconciliationMethod.values()) {
      ForecastReconciliation reconciliation = ForecastReconciliation.of(hierarchy, method, errors);
      for (int draw = 0; draw < 50; draw++) {
        double[] base = random.doubles(hierarchy.nodes(), -20_000, 20_000).toArray();
        double[] reconciled = reconciliation.reconciled(base);
        double[] sites = Arrays.copyOfRange(reconciled, 3, 8);
        assertEquals(Arrays.stream(sites).sum(), reconciled[0], 1e-9 * 20_000, method::name);
        assertEquals(sites[0] + sites[1], reconciled[1], 1e-9 * 20_000, method::name);
        assertEquals(sites[2] + sites[3] + sites[4], reconciled[2], 1e-9 * 20_000, method::name);
        double[] coherent = hierarchy.summed(sites);
        assertArrayEquals(coherent, reconciliation.reconciled(coherent), 1e-6, method::name);
      }
    }
  }

  /** The gap between sum and sites is shared out in proportion to the variances. */
  @Test
  void weighted_least_squares_of_a_feeder_has_its_closed_form() {
    List<double[]> errors = errors(300, 0, 700, 100, 400, 50);
    double[] variance = ErrorCovariance.variances(errors);
    ForecastReconciliation reconciliation =
        ForecastReconciliation.of(ForecastHierarchy.feeder(3), ReconciliationMethod.WLS, errors);
    double[] base = {1000, 300, 500, 400};
    double gap = base[0] - base[1] - base[2] - base[3];
    double all = Arrays.stream(variance).sum();
    double[] reconciled = reconciliation.reconciled(base);
    for (int node = 1; node < 4; node++) {
      assertEquals(base[node] + gap * variance[node] / all, reconciled[node], 1e-9);
    }
    assertEquals(base[0] - gap * variance[0] / all, reconciled[0], 1e-9);
  }

  @Test
  void ordinary_least_squares_shares_the_gap_equally() {
    double[] reconciled =
        ForecastReconciliation.of(ForecastHierarchy.feeder(3), ReconciliationMethod.OLS, List.of())
            .reconciled(new double[] {1000, 300, 500, 400});
    assertArrayEquals(new double[] {1050, 250, 450, 350}, reconciled, 1e-9);
  }

  @Test
  void bottom_up_leaves_the_sites_as_they_are() {
    double[] reconciled =
        ForecastReconciliation.of(
                ForecastHierarchy.feeder(2), ReconciliationMethod.BOTTOM_UP, List.of())
            .reconciled(new double[] {1000, 300, 500});
    assertArrayEquals(new double[] {800, 300, 500}, reconciled, 1e-12);
  }

  @Test
  void minimum_trace_with_the_true_covariance_errs_less_than_its_base() {
    ForecastHierarchy hierarchy = ForecastHierarchy.feeder(4);
    SplittableRandom random = new SplittableRandom(9);
    List<double[]> past = new ArrayList<>();
    double before = 0;
    double after = 0;
    ForecastReconciliation minimumTrace = null;
    for (int moment = 0; moment < 2000; moment++) {
      double[] outcome = hierarchy.summed(random.doubles(4, 100, 900).toArray());
      double common = 100 * (random.nextDouble() - 0.5);
      double[] error = new double[5];
      error[0] = 60 * (random.nextDouble() - 0.5);
      for (int site = 1; site < 5; site++) {
        error[site] = common + 40 * site * (random.nextDouble() - 0.5);
      }
      if (moment < 1000) {
        past.add(error);
        continue;
      }
      if (minimumTrace == null) {
        minimumTrace = ForecastReconciliation.of(hierarchy, ReconciliationMethod.MINT, past);
      }
      double[] base = new double[5];
      for (int node = 0; node < 5; node++) {
        base[node] = outcome[node] - error[node];
      }
      double[] reconciled = minimumTrace.reconciled(base);
      for (int node = 0; node < 5; node++) {
        before += Math.pow(base[node] - outcome[node], 2);
        after += Math.pow(reconciled[node] - outcome[node], 2);
      }
    }
    assertTrue(after < 0.9 * before, "squares %.0f, reconciled %.0f".formatted(before, after));
  }

  @Test
  void errors_with_an_unknown_node_do_not_count() {
    List<double[]> errors = errors(50, 0.3, 700, 100, 400);
    double[] variance = ErrorCovariance.variances(errors);
    errors.add(new double[] {Double.NaN, 1e6, 1e6});
    assertArrayEquals(variance, ErrorCovariance.variances(errors));
    assertThrows(
        IllegalArgumentException.class,
        () -> ErrorCovariance.variances(List.of(new double[] {1, Double.NaN})));
  }

  @Test
  void a_site_that_never_erred_leaves_the_problem_solvable() {
    List<double[]> errors = errors(50, 0, 700, 0, 400);
    for (ReconciliationMethod method : ReconciliationMethod.values()) {
      double[] reconciled =
          ForecastReconciliation.of(ForecastHierarchy.feeder(2), method, errors)
              .reconciled(new double[] {1000, 300, 500});
      assertEquals(reconciled[1] + reconciled[2], reconciled[0], 1e-9);
    }
  }

  @Test
  void a_missing_forecast_is_refused_and_not_read_as_zero() {
    ForecastReconciliation reconciliation =
        ForecastReconciliation.of(ForecastHierarchy.feeder(2), ReconciliationMethod.OLS, List.of());
    assertThrows(
        IllegalArgumentException.class,
        () -> reconciliation.reconciled(new double[] {1000, Double.NaN, 500}));
    assertTrue(Double.isNaN(ForecastHierarchy.feeder(2).summed(new double[] {1, Double.NaN})[0]));
  }
}
