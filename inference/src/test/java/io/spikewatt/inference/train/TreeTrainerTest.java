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
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.LinearBase;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.spike.event.InputGrid;
import io.spikewatt.inference.tree.Trees;
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

  private static Origins origins(TimeSeries history) {
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
    return new Origins(builder, builder.standardiser(origins, leads), origins, leads, rows);
  }

  private static float[][] said(Trees trees, OriginRows rows) {
    float[][] said = new float[2][rows.leads()];
    trees.predict(rows, new Trees.Room(rows.leads()), said[0], said[1]);
    return said;
  }

  @Test
  void aWalkOfAllLeadsSaysWhatOneQuestionAfterTheOtherSays() {
    Origins origins = origins(Synthetic.load(DAYS, 1));
    Trees trees = new TreeTrainer(origins, () -> false).fit();
    OriginRows rows = origins.get(17);
    float[][] said = said(trees, rows);
    for (int lead = 0; lead < rows.leads(); lead++) {
      float median = trees.median();
      float mean = trees.mean();
      for (int tree = 0; tree < trees.count(); tree++) {
        int leaf = 0;
        for (int i = tree * Trees.DEPTH; i < (tree + 1) * Trees.DEPTH; i++) {
          float x = rows.x()[lead * rows.features() + trees.features()[i]];
          leaf = 2 * leaf + (InputGrid.ofNear(x) > trees.thresholds()[i] ? 1 : 0);
        }
        median += trees.medians()[tree * Trees.LEAVES + leaf];
        mean += trees.means()[tree * Trees.LEAVES + leaf];
      }
      assertEquals(median, said[0][lead], 0);
      assertEquals(mean, said[1][lead], 0);
    }
  }

  @Test
  void mostOfWhatVariesIsLearntAndTheSameEachTime() {
    Origins origins = origins(Synthetic.load(DAYS, 1));
    Trees trees = new TreeTrainer(origins, () -> false).fit();
    Trees again = new TreeTrainer(origins, () -> false).fit();
    assertArrayEquals(trees.thresholds(), again.thresholds());
    assertArrayEquals(trees.medians(), again.medians());
    assertArrayEquals(trees.means(), again.means());
    double left = 0;
    double all = 0;
    for (OriginRows rows : origins) {
      float[][] said = said(trees, rows);
      for (int k = 0; k < rows.leads(); k++) {
        if (!Float.isNaN(rows.target()[k])) {
          left += Math.abs(rows.target()[k] - said[0][k]);
          all += Math.abs(rows.target()[k] - trees.median());
        }
      }
    }
    assertTrue(left < 0.3 * all, left + " of " + all);
  }

  @Test
  void aCancelledTrainingEndsAtOnce() {
    Trees trees = new TreeTrainer(origins(Synthetic.load(DAYS, 1)), () -> true).fit();
    assertFalse(IntStream.range(0, trees.means().length).anyMatch(i -> trees.means()[i] != 0));
    assertEquals(trees.count() * Trees.LEAVES, trees.medians().length);
    assertTrue(Arrays.stream(trees.features()).allMatch(f -> f == 0));
  }
}
