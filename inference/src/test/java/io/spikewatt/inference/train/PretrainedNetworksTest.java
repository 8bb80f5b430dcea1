package io.spikewatt.inference.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.spike.Weights;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PretrainedNetworksTest {

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "PV"})
  void theShippedNetworkIsSmallAndOfThisVersionsFeaturesAndShape(SeriesKind kind)
      throws IOException {
    String name = kind.name().toLowerCase(Locale.ROOT) + ".network";
    try (InputStream file = PretrainedNetworks.class.getResourceAsStream(name)) {
      byte[] bytes = file.readAllBytes();
      assertTrue(bytes.length <= 8192, bytes.length + " bytes");
      FeatureSet features = FeatureSet.of(kind, List.of());
      assertEquals(features.id(), new DataInputStream(new ByteArrayInputStream(bytes)).readUTF());
      Weights weights = PretrainedNetworks.of(kind).orElseThrow();
      assertTrue(weights.values().length <= 8000, weights.values().length + " parameters");
      assertEquals(
          SeriesTraining.topology(features, LearningSettings.onGateway(kind)), weights.topology());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "PV"})
  void whatIsWrittenIsReadAsTheSameWeights(SeriesKind kind) throws IOException {
    Weights weights = PretrainedNetworks.of(kind).orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PretrainedNetworks.write(kind, weights, out);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
    in.readUTF();
    Weights read =
        io.spikewatt.inference.spike.event.QuantisedWeights.read(ByteBuffer.wrap(in.readAllBytes()))
            .dequantised();
    assertEquals(weights.topology(), read.topology());
    assertArrayEquals(weights.values(), read.values(), 1e-6f);
  }
}
