package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RefreshTest {
  private static final int SHIFT = 28 * 96;

  /** A small network, but linear models that may follow: as on a gateway, on fewer origins. */
  private static final LearningSettings LEARNING =
      new LearningSettings(
          new LearningSettings.NetworkLearning(8, 2, 3000, 600, 4e-3, 0.1),
          4,
          200,
          new double[][] {{10, 60}, {10, 60}},
          new double[][] {{30}, {30}});

  private static final TimeSeries S = shifted();

  private static final TrainingResult BEFORE =
      ForecastTrainer.learn(
              S.head(SHIFT),
              SeriesKind.LOAD,
              ForecastSettings.of(ZoneId.of("UTC")),
              LEARNING,
              OptionalInt.empty(),
              1,
              () -> false)
          .orElseThrow();

  /** Ten weeks, the last six at twice the level. */
  private static TimeSeries shifted() {
    TimeSeries s = Synthetic.load(70, 5);
    double[] v = s.values().clone();
    for (int k = SHIFT; k < v.length; k++) {
      v[k] *= 2;
    }
    return new TimeSeries(s.start(), s.step(), v);
  }

  private TrainingResult refreshed() {
    return ForecastTrainer.refresh(BEFORE, S.head(56 * 96), LEARNING, () -> false).orElseThrow();
  }

  /** Mean absolute error over the next fortnight. */
  private double error(TrainingResult trainingResult) {
    double sum = 0;
    for (int day = 56; day < 69; day++) {
      Forecast f = trainingResult.stack().forecast(S.head(day * 96), 96);
      for (int k = 0; k < 96; k++) {
        sum += Math.abs(f.p50()[k] - S.values()[day * 96 + k]) / (13 * 96);
      }
    }
    return sum;
  }

  @Test
  void theLinearModelsFollowAShiftOfLevelAndTheRestStays() {
    TrainingResult after = refreshed();
    LinearBase old = BEFORE.stack().base();
    LinearBase base = after.stack().base();
    assertSame(old.standardiser(), base.standardiser());
    assertEquals(old.scale(), base.scale());
    assertSame(BEFORE.spiking().orElseThrow().network(), after.spiking().orElseThrow().network());
    assertSame(base, after.spiking().orElseThrow().ridge().base());
    assertNotEquals(
        Arrays.deepHashCode(old.stack().banks()[0].weights()),
        Arrays.deepHashCode(base.stack().banks()[0].weights()));
    assertTrue(error(after) < error(BEFORE), error(BEFORE) + " became " + error(after));
  }

  @Test
  void fittingAnewTwiceGivesTheSameBits() {
    Forecast one = refreshed().spiking().orElseThrow().forecast(S, 144);
    Forecast two = refreshed().spiking().orElseThrow().forecast(S, 144);
    assertArrayEquals(one.p10(), two.p10());
    assertArrayEquals(one.p50(), two.p50());
    assertArrayEquals(one.mean(), two.mean());
  }

  @Test
  void withoutANetworkTheLinearModelsAreTheSameToTheBit() {
    TrainingResult without =
        ForecastTrainer.learnWithoutNetwork(
                S.head(SHIFT),
                SeriesKind.LOAD,
                ForecastSettings.of(ZoneId.of("UTC")),
                LEARNING,
                () -> false)
            .orElseThrow();
    assertTrue(without.spiking().isEmpty());
    assertTrue(Double.isNaN(without.chosen().validation().orElseThrow().mae().spiking()));
    assertArrayEquals(
        BEFORE.stack().forecast(S, 144).p50(), without.stack().forecast(S, 144).p50());
    assertTrue(
        ForecastTrainer.refresh(without, S.head(56 * 96), LEARNING, () -> false)
            .orElseThrow()
            .spiking()
            .isEmpty());
  }
}
