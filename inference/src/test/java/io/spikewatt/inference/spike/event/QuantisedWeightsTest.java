package io.spikewatt.inference.spike.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.spike.event.QuantisedWeights.ScaleRows;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantisedWeightsTest {
  private static final Topology SMALL = new Topology(5, 9, 3);

  private static ByteBuffer written(QuantisedWeights weights) {
    ByteBuffer out = ByteBuffer.allocate(weights.bytes());
    weights.write(out);
    assertEquals(0, out.remaining(), "bytes() counts what is written");
    return out.flip();
  }

  @Test
  void aNetworkOfEightThousandParametersTakesAtMostEightKibibytes() {
    QuantisedWeights weights = QuantisedWeights.of(Sample.weights(Sample.SHAPE, 1));
    assertEquals(7976, Sample.SHAPE.parameters());
    assertEquals(8147, written(weights).remaining());
    assertEquals(8147, weights.footprint().bytes());
  }

  @Test
  void whatWasWrittenIsReadBack() {
    QuantisedWeights weights = QuantisedWeights.of(Sample.weights(Sample.SHAPE, 2));
    ByteBuffer bytes = written(weights);
    QuantisedWeights read = QuantisedWeights.read(bytes);
    assertEquals(0, bytes.remaining());
    assertArrayEquals(weights.dequantised().values(), read.dequantised().values());
    assertEquals(bytes.flip(), written(read));
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5})
  void noWeightIsOffByMoreThanHalfAStepOfItsRow(long seed) {
    Weights weights = Sample.weights(Sample.SHAPE, seed);
    // One neuron a thousand times quieter than the others must keep its own resolution.
    for (int f = 0; f <= Sample.SHAPE.inputs(); f++) {
      weights.values()[f * Sample.SHAPE.hidden() + 7] /= 1000;
    }
    float[] w = weights.values();
    QuantisedWeights quantised = QuantisedWeights.of(weights);
    float[] back = quantised.dequantised().values();
    ScaleRows scaleRows = new ScaleRows(Sample.SHAPE);
    for (int row = 0; row < scaleRows.count(); row++) {
      float greatest = 0;
      for (int i = 0; i < scaleRows.length(row); i++) {
        greatest = Math.max(greatest, Math.abs(w[scaleRows.place(row, i)]));
      }
      float scale = quantised.scale(row);
      assertTrue(scale <= 1.045f * greatest / 127, "the scale fits the row");
      for (int i = 0; i < scaleRows.length(row); i++) {
        assertEquals(w[scaleRows.place(row, i)], back[scaleRows.place(row, i)], 0.5001f * scale);
      }
    }
  }

  @Test
  void everyParameterBelongsToOneRowOrIsALeakOrAnOutputsBias() {
    ScaleRows scaleRows = new ScaleRows(SMALL);
    int[] seen = new int[SMALL.parameters()];
    for (int row = 0; row < scaleRows.count(); row++) {
      for (int i = 0; i < scaleRows.length(row); i++) {
        seen[scaleRows.place(row, i)]++;
      }
    }
    for (int i = 0; i < seen.length; i++) {
      boolean other =
          (i >= SMALL.beta() && i < SMALL.output())
              || (i >= SMALL.outputBias() && i < SMALL.skip());
      assertEquals(other ? 0 : 1, seen[i], "parameter " + i);
    }
  }

  @Test
  void leaksAreOffByHalfALevelAndTracesHaveFewLevels() {
    Weights weights = Sample.weights(Sample.SHAPE, 6);
    float[] w = weights.values();
    QuantisedWeights quantised = QuantisedWeights.of(weights);
    float[] kappas = new float[Sample.SHAPE.hidden()];
    for (int j = 0; j < kappas.length; j++) {
      kappas[j] = quantised.kappa(j);
      // Start values span logits of -2.9 to 3.5 and of -2.2 to 1.4.
      assertEquals(w[Sample.SHAPE.beta() + j], quantised.beta(j), 6.5 / 255 / 2);
      assertEquals(w[Sample.SHAPE.kappa() + j], quantised.kappa(j), 3.6 / 15 / 2);
    }
    Arrays.sort(kappas);
    int different = 1;
    for (int j = 1; j < kappas.length; j++) {
      different += kappas[j] != kappas[j - 1] ? 1 : 0;
    }
    assertEquals(QuantisedWeights.TRACE_LEVELS, different);
  }

  @Test
  void zerosAndEqualLeaksStayWhatTheyAre() {
    Weights zeros = new Weights(SMALL, new float[SMALL.parameters()]);
    assertArrayEquals(zeros.values(), QuantisedWeights.of(zeros).dequantised().values());
    assertEquals(1, QuantisedWeights.of(zeros).footprint().connectionSparsity());
    assertEquals(
        0, QuantisedWeights.of(Sample.weights(SMALL, 7)).footprint().connectionSparsity(), 0.05);
  }

  @Test
  void weightsThatAreNotFiniteAreRefused() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Weights weights = Sample.weights(SMALL, 8);
      weights.values()[11] = bad;
      assertThrows(IllegalArgumentException.class, () -> QuantisedWeights.of(weights));
    }
  }

  @Test
  void bytesThatBreakOffAnywhereAreRefused() {
    byte[] bytes = written(QuantisedWeights.of(Sample.weights(SMALL, 9))).array();
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      assertThrows(IllegalArgumentException.class, () -> QuantisedWeights.read(cut));
    }
  }

  @ParameterizedTest
  // Fields: inputs, hidden, outputs, then five floats and the outputs' biases.
  @ValueSource(ints = {0, 2, 4, 6, 10, 14, 18, 22, 26})
  void bytesThatMakeNoSenseAreRefused(int at) {
    byte[] bytes = written(QuantisedWeights.of(Sample.weights(SMALL, 9))).array();
    // A negative count, or not a number.
    bytes[at] = -1;
    bytes[at + 1] = -1;
    assertThrows(
        IllegalArgumentException.class, () -> QuantisedWeights.read(ByteBuffer.wrap(bytes)));
  }
}
