import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.score.Score;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.train.ForecastTrainer;
import io.spikewatt.inference.train.LearningSettings;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * A network and inputs to run it on.
 *
 * @param name of where they come from
 * @param weights of the network
 * @param stepsPerHour of the inputs
 * @param inputs of each forecast, steps × inputs
 * @param median outcome less the base's median, in the outputs' unit, NaN = unknown; one a step
 * @param mean outcome less the base's mean
 */
record Sequences(
    String name,
    Weights weights,
    int stepsPerHour,
    int steps,
    List<float[]> inputs,
    List<float[]> median,
    List<float[]> mean) {
  private static final int HIDDEN = 121;
  private static final int STEPS = 144;
  private static final int FORECASTS = 96;
  private static final int LEARN_DAYS = 180;
  private static final int TEST_DAYS = 21;

  /** A network of start values; inputs that behave as a forecast's do, half of them constant. */
  static Sequences random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Topology shape = new Topology(57, HIDDEN, 4);
    List<float[]> inputs = new ArrayList<>();
    for (int i = 0; i < FORECASTS; i++) {
      float[] x = new float[STEPS * shape.inputs()];
      for (int f = 0; f < shape.inputs(); f++) {
        double level = 4 * (random.nextDouble() - 0.5);
        for (int step = 0; step < STEPS; step++) {
          if (f % 4 == 0) {
            level += 0.4 * (random.nextDouble() - 0.5);
          }
          double tide = f % 4 == 1 ? Math.sin(2 * Math.PI * step / 96 + f) : 0;
          x[step * shape.inputs() + f] = (float) Math.clamp(level + tide, -6, 6);
        }
      }
      inputs.add(x);
    }
    Weights weights = Weights.initial(shape, random);
    // Start values give almost no output; differences need outputs to be compared with.
    for (int i = shape.outputBias(); i < shape.parameters(); i++) {
      weights.values()[i] = (float) (random.nextDouble() - 0.5);
    }
    return new Sequences("start values", weights, 4, STEPS, inputs, List.of(), List.of());
  }

  /** A network trained on a column of a CSV file, and the weeks after those it was trained on. */
  static Sequences trained(Path file, String column, SeriesKind kind) {
    TimeSeries all = MeasuredSeries.column(file, column);
    int day = all.slotsPerDay();
    TimeSeries series = all.tail((LEARN_DAYS + TEST_DAYS) * day);
    TimeSeries history = series.head(series.values().length - TEST_DAYS * day);
    int steps = day * 3 / 2;
    ForecastSettings settings =
        new ForecastSettings(
            ZoneOffset.UTC, series.step(), steps, Optional.empty(), OptionalDouble.empty());
    SpikingForecaster learnt =
        ForecastTrainer.learn(
                history, kind, settings, learning(kind), OptionalInt.empty(), 1, () -> false)
            .orElseThrow()
            .spiking()
            .orElseThrow();
    LinearBase base = learnt.ridge().base();
    int rows = series.values().length;
    RowBuilder builder = base.builder(series, rows + steps);
    List<float[]> inputs = new ArrayList<>();
    List<float[]> median = new ArrayList<>();
    List<float[]> mean = new ArrayList<>();
    float unit = learnt.network().inputs().residual();
    for (int i = 0; i < FORECASTS; i++) {
      int origin = history.values().length + i * ((TEST_DAYS - 2) * day / FORECASTS);
      OriginRows row = builder.rows(origin, steps, base.standardiser(), rows);
      BaseForecast stack = base.stack().predict(row);
      inputs.add(learnt.network().inputs().of(row, stack));
      median.add(residual(row.target(), stack.median(), unit));
      mean.add(residual(row.target(), stack.mean(), unit));
    }
    String name = file.getFileName() + ", " + column;
    int stepsPerHour = learnt.network().stepsPerHour();
    Weights weights = learnt.network().weights();
    return new Sequences(name, weights, stepsPerHour, steps, inputs, median, mean);
  }

  /** The gateway's settings with as many neurons as a network may have. */
  private static LearningSettings learning(SeriesKind kind) {
    LearningSettings usual = LearningSettings.onGateway(kind);
    LearningSettings.NetworkLearning network = usual.network();
    return new LearningSettings(
        new LearningSettings.NetworkLearning(
            HIDDEN,
            network.epochs(),
            network.targetsPerEpoch(),
            network.targetsPerBatch(),
            network.peakRate(),
            network.decay()),
        usual.originsPerDay(),
        usual.maxOrigins(),
        usual.leadPenalties(),
        usual.hourPenalties());
  }

  private static float[] residual(float[] target, float[] base, float unit) {
    float[] out = new float[target.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = (target[k] - base[k]) / unit;
    }
    return out;
  }

  /** Mean pinball loss of P10, P50 and P90 together, in the outputs' unit; NaN without outcomes. */
  double loss(List<float[]> outputs) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < median.size(); i++) {
      float[] y = outputs.get(i);
      for (int k = 0; k < steps; k++) {
        float actual = median.get(i)[k];
        if (!Float.isNaN(actual)) {
          sum += Score.pinball(actual, y[4 * k], y[4 * k + 1], y[4 * k + 2]);
          count++;
        }
      }
    }
    return sum / count;
  }
}
