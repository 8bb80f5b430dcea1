package io.spikewatt.inference.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.spikewatt.inference.nir.NirExport.ReadOut;
import io.spikewatt.inference.nir.NirFile.NirRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A wrong file is refused, and the message names the node, what was expected and what was found.
 */
class NirRefusalTest {

  @TempDir Path folder;

  private final Map<String, Map<String, Object>> nodes = new LinkedHashMap<>();
  private String[][] edges = {{"input", "fc"}, {"fc", "lif"}, {"lif", "output"}};

  @BeforeEach
  void aSoundFile() {
    put("input", Map.of("type", "Input", "shape", new long[] {3}));
    put(
        "fc",
        Map.of(
            "type", "Affine", "weight", new float[][] {{1, 2, 3}, {4, 5, 6}}, "bias", two(0, 1)));
    put(
        "lif",
        Map.of(
            "type",
            "LIF",
            "tau",
            two(1, 2),
            "r",
            two(1, 1),
            "v_leak",
            two(0, 0),
            "v_reset",
            two(0, 0),
            "v_threshold",
            two(1, 1)));
    put("output", Map.of("type", "Output", "shape", new long[] {2}));
  }

  private void put(String name, Map<String, Object> fields) {
    nodes.put(name, new LinkedHashMap<>(fields));
  }

  private void set(String node, String field, Object value) {
    fields(node).put(field, value);
  }

  private Map<String, Object> fields(String node) {
    return nodes.computeIfAbsent(node, name -> new LinkedHashMap<>());
  }

  private static float[] two(float a, float b) {
    return new float[] {a, b};
  }

  private Path write() {
    Path file = folder.resolve("hand.nir");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup root = hdf.putGroup("node");
      root.putDataset("type", "NIRGraph");
      root.putDataset("edges", edges);
      WritableGroup group = root.putGroup("nodes");
      nodes.forEach(
          (name, fields) -> {
            WritableGroup node = group.putGroup(name);
            fields.forEach(node::putDataset);
          });
    }
    return file;
  }

  private void refused(String... parts) {
    String detail = assertInstanceOf(NirRead.Refused.class, NirFile.read(write())).detail();
    for (String part : parts) {
      assertTrue(detail.contains(part), detail);
    }
  }

  @Test
  void theSoundFileIsReadWithoutAVersionOrMetadata() {
    NirRead.Loaded read = assertInstanceOf(NirRead.Loaded.class, NirFile.read(write()));
    assertEquals("", read.version());
    assertEquals(4, read.graph().nodes().size());
  }

  @Test
  void anUnknownTypeIsNamed() {
    set("lif", "type", "Conv2d");
    refused("node lif:", "expected a type Input, Output,", "found Conv2d");
  }

  @Test
  void aMissingFieldIsNamedWithWhatIsThere() {
    fields("lif").remove("v_threshold");
    refused("node lif: expected a field v_threshold, found [r, tau, type, v_leak, v_reset]");
  }

  @Test
  void aFieldThatIsNotOfTheTypeIsNamed() {
    set("lif", "refractory", two(1, 1));
    refused("node lif: expected nothing beside the fields of LIF, found [refractory]");
  }

  @Test
  void aScalarIsNoArrayOfOneValueANeuron() {
    set("lif", "tau", 1.0f);
    refused("node lif: tau is a scalar, expected an array of one value a neuron");
  }

  @Test
  void arraysOfDifferentLengthAreRefused() {
    set("lif", "r", new float[] {1, 1, 1});
    refused("node lif: r has 3 values, expected one a neuron: 2");
    set("lif", "r", two(1, 1));
    set("fc", "bias", new float[] {1, 1, 1});
    refused("node fc: bias has 3 values, expected as many as weight has rows: 2");
  }

  @Test
  void anArrayOfAnotherShapeOrOfTextIsRefused() {
    set("fc", "weight", two(1, 2));
    refused("node fc: expected weight of 2 dimensions, found float[2]");
    set("fc", "weight", new String[][] {{"a", "b"}});
    refused("node fc: expected numbers as weight, found String[1, 2]");
  }

  @Test
  void aShapeOfSeveralDimensionsIsRefused() {
    set("input", "shape", new long[] {1, 3});
    refused("node input: expected a shape of one dimension, found [1.0, 3.0]");
  }

  @Test
  void whatIsNoNumberAndATimeConstantOfZeroAreRefused() {
    set("fc", "bias", two(Float.NaN, 0));
    refused("node fc: bias holds NaN, expected finite numbers");
    set("fc", "bias", two(0, 0));
    set("lif", "tau", two(0, 1));
    refused("node lif: tau is 0.0, expected above 0");
  }

  @Test
  void anEdgeBetweenNodesThatDoNotFitIsNamed() {
    set("input", "shape", new long[] {4});
    refused("edge input -> fc: fc takes 3 values, but input gives 4");
  }

  @Test
  void anEdgeToNowhereAndANodeWithoutOneAreNamed() {
    edges = new String[][] {{"input", "fc"}, {"fc", "fc2"}, {"lif", "output"}};
    refused("edge fc -> fc2: no node of that name, found [");
    edges = new String[][] {{"input", "fc"}, {"lif", "output"}};
    refused("expected an edge");
    edges = new String[][] {{"input", "fc"}, {"fc", "lif"}, {"fc", "lif"}, {"lif", "output"}};
    refused("edge fc -> lif is given twice");
  }

  @Test
  void aCycleIsRefusedWithItsNodes() {
    put("back", Map.of("type", "Linear", "weight", new float[][] {{1, 0}, {0, 1}}));
    edges =
        new String[][] {
          {"input", "fc"}, {"fc", "lif"}, {"lif", "back"}, {"back", "lif"}, {"lif", "output"}
        };
    refused("expected a feed-forward network, found a cycle among [", "back", "lif");
  }

  @Test
  void twoInputsAreRefused() {
    put("more", Map.of("type", "Input", "shape", new long[] {3}));
    edges = new String[][] {{"input", "fc"}, {"more", "fc"}, {"fc", "lif"}, {"lif", "output"}};
    refused("expected one node of type Input, found 2");
  }

  @Test
  void whatIsNoFileOfTheFormatIsRefused() throws IOException {
    Path none = folder.resolve("none.nir");
    assertInstanceOf(NirRead.Refused.class, NirFile.read(none));
    Path text = Files.writeString(folder.resolve("text.nir"), "not HDF5");
    NirRead.Refused refused = assertInstanceOf(NirRead.Refused.class, NirFile.read(text));
    assertTrue(refused.detail().contains("not a readable HDF5 file"), refused.detail());
    Path other = folder.resolve("other.h5");
    try (WritableHdfFile hdf = HdfFile.write(other)) {
      hdf.putDataset("data", new float[] {1});
    }
    refused = assertInstanceOf(NirRead.Refused.class, NirFile.read(other));
    assertEquals("the file: expected a group node, found [data]", refused.detail());
  }

  @Test
  void aDamagedFileIsRefusedOrReadButNeverEndsInAnError() throws IOException {
    byte[] sound = Files.readAllBytes(write());
    Path file = folder.resolve("damaged.nir");
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    for (int round = 0; round < 400; round++) {
      byte[] damaged =
          round % 4 == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
      for (int i = 0; i < 4 && damaged.length > 0; i++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      refused += NirFile.read(Files.write(file, damaged)) instanceof NirRead.Refused ? 1 : 0;
    }
    assertTrue(refused > 100, refused + " of 400");
  }

  @Test
  void anotherShapeOrProfileDoesNotBecomeOurWeights() {
    NirGraph spikes = Nets.export(Nets.weights(1), NirProfile.CUBA, ReadOut.ON_HOST);
    String why =
        assertThrows(IllegalArgumentException.class, () -> NirImport.of(spikes)).getMessage();
    assertTrue(String.valueOf(why).startsWith("expected 7 nodes and 7 edges"), why);
    NirGraph whole = Nets.export(Nets.weights(1), NirProfile.CUBA, ReadOut.IN_GRAPH);
    Map<String, MetaValue> metadata = new LinkedHashMap<>(whole.metadata());
    metadata.put("profile", new MetaValue.Text("sinabs"));
    why =
        assertThrows(
                IllegalArgumentException.class,
                () -> NirImport.of(new NirGraph(whole.nodes(), whole.edges(), metadata)))
            .getMessage();
    assertEquals("expected node neurons of type Lif, found CubaLIF", why);
    why =
        assertThrows(
                IllegalArgumentException.class,
                () -> NirImport.of(new NirGraph(whole.nodes(), whole.edges(), Map.of())))
            .getMessage();
    assertEquals("expected metadata profile of [unit-r, cuba, sinabs], found none", why);
  }

  @Test
  void aDecayAStepHasNoEquationForACurrentBasedNeuron() {
    NirGraph cuba = Nets.export(Nets.weights(1), NirProfile.CUBA, ReadOut.IN_GRAPH);
    String why =
        assertThrows(
                IllegalArgumentException.class,
                () -> new NirSimulator(cuba, new Discretisation.Decay()))
            .getMessage();
    assertTrue(String.valueOf(why).startsWith("node neurons: a decay a step needs LIF"), why);
  }

  @Test
  void aNeuronThatNeverForgetsCannotBeExported() {
    var weights = Nets.weights(1);
    weights.values()[Nets.SHAPE.beta() + 2] = 40;
    String why =
        assertThrows(
                IllegalArgumentException.class,
                () -> Nets.export(weights, NirProfile.UNIT_R, ReadOut.IN_GRAPH))
            .getMessage();
    assertEquals("tau holds Infinity, expected finite numbers", why);
  }
}
