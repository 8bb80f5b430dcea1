package io.spikewatt.fleet.analyse;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.Forecaster;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import io.spikewatt.inference.train.TrainingResult;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Forecasts of the sites of one feeder and of their sum, each by a model of its own.
 *
 * @param hierarchy of the nodes
 * @param nodes measured series, sums first; all on the same slots
 * @param forecasters one a node
 */
public record FeederForecaster(
    ForecastHierarchy hierarchy, List<TimeSeries> nodes, List<Forecaster> forecasters) {

  public static final Duration AHEAD = Duration.ofDays(1);

  /**
   * Learns each node's model from the first slots.
   *
   * @param sites series of one kind on the same slots, NaN = missing
   * @param kind of them; a sum is of the same kind
   * @param zone for calendars
   * @param learnt number of slots to learn from
   * @param learning whether a model is learnt, some seconds a node; otherwise the seasonal
   *     forecaster, as for a node with too little to learn from
   * @throws IllegalArgumentException if the sites' slots differ
   */
  public static FeederForecaster of(
      List<TimeSeries> sites, SeriesKind kind, ZoneId zone, int learnt, boolean learning) {
    ForecastHierarchy hierarchy = ForecastHierarchy.feeder(sites.size());
    List<TimeSeries> nodes = new ArrayList<>(List.of(sum(sites)));
    nodes.addAll(sites);
    List<Forecaster> forecasters =
        nodes.stream().map(node -> forecaster(node, kind, zone, learnt, learning)).toList();
    return new FeederForecaster(hierarchy, List.copyOf(nodes), forecasters);
  }

  /** Sum of the sites; missing where one of them is. */
  private static TimeSeries sum(List<TimeSeries> sites) {
    TimeSeries first = sites.getFirst();
    double[] sum = new double[first.values().length];
    for (TimeSeries site : sites) {
      if (!site.start().equals(first.start())
          || !site.step().equals(first.step())
          || site.values().length != sum.length) {
        throw new IllegalArgumentException("series of a feeder on different slots");
      }
      for (int k = 0; k < sum.length; k++) {
        sum[k] += site.values()[k];
      }
    }
    return new TimeSeries(first.start(), first.step(), sum);
  }

  private static Forecaster forecaster(
      TimeSeries node, SeriesKind kind, ZoneId zone, int learnt, boolean learning) {
    ForecastSettings settings =
        new ForecastSettings(
            zone,
            node.step(),
            (int) AHEAD.dividedBy(node.step()),
            Optional.empty(),
            OptionalDouble.empty());
    Optional<TrainedForecaster> model =
        learning
            ? ForecastTrainer.learnWithoutNetwork(
                    node.head(learnt),
                    kind,
                    settings,
                    LearningSettings.onGateway(kind),
                    () -> false)
                .map(TrainingResult::chosen)
            : Optional.empty();
    return model.isPresent() ? model.get() : new SeasonalForecaster(kind, settings);
  }

  public int slotsPerDay() {
    return nodes.getFirst().slotsPerDay();
  }

  /**
   * Expected values of the day from an origin.
   *
   * @param origin number of slots that are known
   * @return slots × nodes; empty if a node has not one value before it
   */
  public Optional<double[][]> base(int origin) {
    int slots = slotsPerDay();
    double[][] base = new double[slots][nodes.size()];
    for (int node = 0; node < base[0].length; node++) {
      Optional<Forecast> forecast =
          forecasters.get(node).attempt(history(nodes.get(node), origin), slots);
      if (forecast.isEmpty()) {
        return Optional.empty();
      }
      for (int slot = 0; slot < slots; slot++) {
        base[slot][node] = forecast.get().mean()[slot];
      }
    }
    return Optional.of(base);
  }

  /** As much of the past as the models look back. */
  private static TimeSeries history(TimeSeries node, int origin) {
    return node.head(origin).tail(LinearBase.LOOK_BACK_DAYS * node.slotsPerDay());
  }

  /** Measured values of the day from an origin, slots × nodes, NaN = missing. */
  public double[][] outcome(int origin) {
    double[][] outcome = new double[slotsPerDay()][nodes.size()];
    for (int slot = 0; slot < outcome.length; slot++) {
      for (int node = 0; node < nodes.size(); node++) {
        double[] values = nodes.get(node).values();
        outcome[slot][node] = origin + slot < values.length ? values[origin + slot] : Double.NaN;
      }
    }
    return outcome;
  }

  /**
   * Errors of the forecasts of a span, from an origin a day.
   *
   * @param from first origin
   * @param to end of the last outcome
   * @return one row of nodes a slot, outcome less forecast, NaN = unknown
   */
  public List<double[]> errors(int from, int to) {
    List<double[]> errors = new ArrayList<>();
    for (int origin = from; origin + slotsPerDay() <= to; origin += slotsPerDay()) {
      Optional<double[][]> base = base(origin);
      if (base.isPresent()) {
        double[][] outcome = outcome(origin);
        for (int slot = 0; slot < outcome.length; slot++) {
          double[] error = new double[nodes.size()];
          for (int node = 0; node < error.length; node++) {
            error[node] = outcome[slot][node] - base.get()[slot][node];
          }
          errors.add(error);
        }
      }
    }
    return errors;
  }
}
