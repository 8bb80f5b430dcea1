package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.ScaledForecast;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.spike.Weights;
import java.time.ZoneId;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The 8-bit network driven by events against the float network that was trained, its oracle. */
class EventPathTest {
  private static final ForecastSettings SETTINGS = ForecastSettings.of(ZoneId.of("UTC"));
  private static final int LEARNT = 35 * 96;

  /** Few origins; the networks that come along, and as many neurons. */
  private static final LearningSettings LEARNING =
      new LearningSettings(
          new LearningSettings.NetworkLearning(112, 2, 6000, 600, 4e-3, 0.1),
          4,
          120,
          new double[][] {{100}, {100}},
          new double[][] {{300}, {300}});

  /** Mean pinball loss of P10, P50 and P90, and how far apart two forecasts are. */
  private static final class Tally {
    double events;
    double floats;
    double apart;
    int count;
    double greatest;

    void add(ScaledForecast one, ScaledForecast other, OriginRows rows) {
      for (int k = 0; k < rows.leads(); k++) {
        float z = rows.target()[k];
        events += loss(one, k, z);
        floats += loss(other, k, z);
        double by = Math.abs(one.median()[k] - other.median()[k]);
        apart += by;
        count++;
        greatest = Math.max(greatest, by);
      }
    }

    private static double loss(ScaledForecast f, int k, float z) {
      return pinball(z - f.low()[k], 0.1)
          + pinball(z - f.median()[k], 0.5)
          + pinball(z - f.high()[k], 0.9);
    }

    private static double pinball(double error, double quantile) {
      return error >= 0 ? quantile * error : (quantile - 1) * error;
    }
  }

  private static TrainingResult learn(TimeSeries s, SeriesKind kind) {
    return ForecastTrainer.learn(
            s.head(LEARNT), kind, SETTINGS, LEARNING, OptionalInt.empty(), 1, () -> false)
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void trainedNetworksForecastAlikeByEventsAndInFloat(SeriesKind kind) {
    TimeSeries s = Synthetic.of(kind, 56, 5);
    TrainingResult trainingResult = learn(s, kind);
    LinearBase base = trainingResult.stack().base();
    ResidualNetwork network = trainingResult.spiking().orElseThrow().network();
    RowBuilder builder = base.builder(s, s.values().length);
    Tally tally = new Tally();
    for (int origin = LEARNT; origin + 144 <= s.values().length; origin += 24) {
      OriginRows rows = builder.rows(origin, 144, base.standardiser(), s.values().length);
      BaseForecast stack = base.stack().predict(rows);
      tally.add(
          network.read(rows, stack).forecast(), network.readFloat(rows, stack).forecast(), rows);
    }
    double apart = tally.apart / tally.count / network.inputs().residual();
    double greatest = tally.greatest / network.inputs().residual();
    String seen =
        "loss %.5f, in float %.5f; medians %.4f of the mean residual apart, %.4f at most"
            .formatted(tally.events, tally.floats, apart, greatest);
    assertEquals(1, tally.events / tally.floats, 0.002, seen);
    assertTrue(apart < 0.02, seen);
    assertTrue(greatest < 0.25, seen);
  }

  /** What validation compared is what a restart finds: floats that were lost change nothing. */
  @Test
  void aNetworkOfTheSameBytesSaysTheSameBits() {
    TimeSeries s = Synthetic.load(42, 5);
    TrainingResult trainingResult = learn(s, SeriesKind.LOAD);
    ResidualNetwork network = trainingResult.spiking().orElseThrow().network();
    ResidualNetwork kept =
        new ResidualNetwork(network.quantised(), network.inputs(), network.stepsPerHour());
    LinearBase base = trainingResult.stack().base();
    OriginRows rows =
        base.builder(s, s.values().length).rows(LEARNT, 144, base.standardiser(), LEARNT);
    BaseForecast stack = base.stack().predict(rows);
    ScaledForecast one = network.read(rows, stack).forecast();
    ScaledForecast two = kept.read(rows, stack).forecast();
    assertArrayEquals(one.median(), two.median());
    assertArrayEquals(one.low(), two.low());
    assertArrayEquals(one.high(), two.high());
    assertArrayEquals(one.mean(), two.mean());
  }

  @Test
  void aTrainingThatLeftTheNumbersIsNotOffered() {
    Weights weights = PretrainedNetworks.of(SeriesKind.LOAD).orElseThrow();
    assertTrue(weights.finite());
    weights.values()[3] = Float.NaN;
    assertTrue(!weights.finite());
  }
}
