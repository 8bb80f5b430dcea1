package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.RowSettings;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.tree.BoostedTrees;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeTrainerTest {
  private static final ForecastSettings SETTINGS = ForecastSettings.of(ZoneId.of("UTC"));
  private static final int DAY = 96;
  private static final int DAYS = 60;

  private static OriginSequence origins(TimeSeries history) {
    int leads = SETTINGS.horizon();
    FeatureSet features = FeatureSet.of(SeriesKind.LOAD, List.of());
    int rows = history.values().length;
    RowBuilder builder =
        LinearBase.builder(
            new RowSettings(features, SeriesKind.LOAD, Optional.empty(), 1000, 0),
            SETTINGS.zone(),
            history,
            rows + leads);
    int[] origins =
        IntStream.range(0, rows)
            .filter(i -> i >= builder.firstOrigin() && i % 12 == 0 && i < rows - DAY)
            .toArray();
    return new OriginSequence(builder, builder.standardiser(origins, leads), origins, leads, rows);
  }

  private static float[][] said(BoostedTrees boostedTrees, OriginRows rows) {
    float[][] said = new float[2][rows.leads()];
    boostedTrees.predict(rows, new BoostedTrees.Room(rows.leads()), said[0], said[1]);
    return said;
  }

  @Test
  void aWalkOfAllLeadsSaysWhatOneQuestionAfterTheOtherSays() {
    OriginSequence originSequence = origins(Synthetic.load(DAYS, 1));
    BoostedTrees boostedTrees = new TreeTrainer(originSequence, () -> false).fit();
    OriginRows rows = originSequence.get(17);
    float[][] said = said(boostedTrees, rows);
    for (int lead = 0; lead < rows.leads(); lead++) {
      float median = boostedTrees.median();
      float mean = boostedTrees.mean();
      for (int tree = 0; tree < boostedTrees.count(); tree++) {
        int leaf = 0;
        for (int i = tree * BoostedTrees.DEPTH; i < (tree + 1) * BoostedTrees.DEPTH; i++) {
          float x = rows.x()[lead * rows.features() + boostedTrees.features()[i]];
          leaf = 2 * leaf + (InputGrid.ofNear(x) > boostedTrees.thresholds()[i] ? 1 : 0);
        }
        median += boostedTrees.medians()[tree * BoostedTrees.LEAVES + leaf];
        mean += boostedTrees.means()[tree * BoostedTrees.LEAVES + leaf];
      }
      assertEquals(median, said[0][lead], 0);
      assertEquals(mean, said[1][lead], 0);
    }
  }

  @Test
  void mostOfWhatVariesIsLearntAndTheSameEachTime() {
    OriginSequence originSequence = origins(Synthetic.load(DAYS, 1));
    BoostedTrees boostedTrees = new TreeTrainer(originSequence, () -> false).fit();
    BoostedTrees again = new TreeTrainer(originSequence, () -> false).fit();
    assertArrayEquals(boostedTrees.thresholds(), again.thresholds());
    assertArrayEquals(boostedTrees.medians(), again.medians());
    assertArrayEquals(boostedTrees.means(), again.means());
    double left = 0;
    double all = 0;
    for (OriginRows rows : originSequence) {
      float[][] said = said(boostedTrees, rows);
      for (int k = 0; k < rows.leads(); k++) {
        if (!Float.isNaN(rows.target()[k])) {
          left += Math.abs(rows.target()[k] - said[0][k]);
          all += Math.abs(rows.target()[k] - boostedTrees.median());
        }
      }
    }
    assertTrue(left < 0.3 * all, left + " of " + all);
  }

  @Test
  void aCancelledTrainingEndsAtOnce() {
    BoostedTrees boostedTrees = new TreeTrainer(origins(Synthetic.load(DAYS, 1)), () -> true).fit();
    assertFalse(
        IntStream.range(0, boostedTrees.means().length)
            .anyMatch(i -> boostedTrees.means()[i] != 0));
    assertEquals(boostedTrees.count() * BoostedTrees.LEAVES, boostedTrees.medians().length);
    assertTrue(Arrays.stream(boostedTrees.features()).allMatch(f -> f == 0));
  }
}
