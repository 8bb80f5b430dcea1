package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.spikewatt.inference.linear.MedianCurve;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianCurveFitTest {

  @Test
  void aKnotIsTheMedianOfATwelfthOfThePairs() {
    SplittableRandom random = new SplittableRandom(1);
    // Twelve groups far apart, mixed; forecasts of either sign.
    int each = 31;
    int[] places = IntStream.range(0, 12 * each).toArray();
    for (int i = places.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = places[i];
      places[i] = places[j];
      places[j] = kept;
    }
    float[] said = new float[places.length];
    float[] came = new float[places.length];
    float[][] forecasts = new float[12][each];
    float[][] errors = new float[12][each];
    for (int i = 0; i < places.length; i++) {
      int group = i / each;
      forecasts[group][i % each] = (float) (group - 6 + 0.5 * random.nextDouble());
      came[places[i]] = (float) (forecasts[group][i % each] + random.nextDouble(-3, 3) + group);
      said[places[i]] = forecasts[group][i % each];
      errors[group][i % each] = came[places[i]] - said[places[i]];
    }
    MedianCurve curve = MedianCurveFit.of(said, came);
    for (int group = 0; group < 12; group++) {
      Arrays.sort(forecasts[group]);
      Arrays.sort(errors[group]);
      assertEquals(forecasts[group][15], curve.at()[group], 0);
      assertEquals(errors[group][15], curve.more()[group], 0);
    }
  }

  /** A machine that is on or off: what lies between is led to where outcomes are. */
  @Test
  void aForecastBetweenTwoStatesIsLedToTheLikelierOne() {
    SplittableRandom random = new SplittableRandom(2);
    float[] said = new float[6000];
    float[] came = new float[6000];
    for (int i = 0; i < said.length; i++) {
      said[i] = random.nextFloat();
      came[i] = random.nextFloat() < said[i] ? 1 : 0;
    }
    MedianCurve curve = MedianCurveFit.of(said, came);
    for (float z : new float[] {0.1f, 0.3f, 0.7f, 0.9f}) {
      assertEquals(z < 0.5 ? 0 : 1, z + curve.of(z), 0.05);
    }
  }

  @Test
  void ofTooFewPairsThereIsNoCurve() {
    assertSame(MedianCurve.NONE, MedianCurveFit.of(new float[239], new float[239]));
    assertArrayEquals(new float[12], MedianCurveFit.of(new float[240], new float[240]).more());
  }
}
