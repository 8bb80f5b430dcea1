package io.spikewatt.inference.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.nir.NirExport.ReadOut;
import io.spikewatt.inference.nir.NirFile.NirRead;
import io.spikewatt.inference.spike.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that others read, and files that others wrote. */
class NirExchangeTest {

  @TempDir Path folder;

  private Path write(NirGraph graph) {
    Path file = folder.resolve("network.nir");
    assertInstanceOf(FileWrite.Written.class, NirFile.write(file, graph));
    return file;
  }

  private NirGraph read(Path file) {
    return assertInstanceOf(NirRead.Loaded.class, NirFile.read(file)).graph();
  }

  /** Number of steps and neurons at which a reader's spikes are not ours. */
  private int differences(Weights weights, NirProfile profile, String reader, ReadOut readOut)
      throws Exception {
    Peer peer = new Peer(folder);
    float[] x = Nets.inputs(5);
    float[][] ours = Nets.spikes(weights, x);
    Path file = write(Nets.export(weights, profile, readOut));
    float[][] theirs = peer.simulate(file, reader, x, Nets.STEPS);
    int differences = 0;
    float fired = 0;
    for (int step = 0; step < Nets.STEPS; step++) {
      for (int j = 0; j < Nets.SHAPE.hidden(); j++) {
        differences += Float.compare(ours[step][j], theirs[step][j]) == 0 ? 0 : 1;
        fired += ours[step][j];
      }
    }
    float rate = fired / (Nets.STEPS * Nets.SHAPE.hidden());
    assertTrue(rate > 0.02 && rate < 0.8, "a network that shows something, rate " + rate);
    return differences;
  }

  @ParameterizedTest
  @CsvSource({
    "UNIT_R, norse, IN_GRAPH",
    "UNIT_R, norse, ON_HOST",
    "UNIT_R, nir, IN_GRAPH",
    "CUBA, snntorch, ON_HOST",
    "CUBA, norse, IN_GRAPH",
    "CUBA, nir, IN_GRAPH",
    "SINABS, sinabs, IN_GRAPH"
  })
  void anExportSpikesInItsReadersArithmeticAsItDoesHere(
      NirProfile profile, String reader, ReadOut readOut) throws Exception {
    for (int seed = 0; seed < 3; seed++) {
      assertEquals(0, differences(Nets.weights(seed), profile, reader, readOut), "seed " + seed);
    }
  }

  @Test
  void snnTorchAgreesOnUnitRWhereAllNeuronsHaveOneLeakAndOnlyThere() throws Exception {
    assertEquals(0, differences(Nets.oneLeak(1), NirProfile.UNIT_R, "snntorch", ReadOut.ON_HOST));
    assertTrue(differences(Nets.weights(1), NirProfile.UNIT_R, "snntorch", ReadOut.ON_HOST) > 100);
  }

  @ParameterizedTest
  @CsvSource({"UNIT_R, norse", "CUBA, nir", "SINABS, sinabs"})
  void theOutputsOfAReaderAreOurs(NirProfile profile, String reader) throws Exception {
    Peer peer = new Peer(folder);
    Weights weights = Nets.weights(2);
    float[] x = Nets.inputs(6);
    float[][] ours = Nets.outputs(weights, x);
    Path file = write(Nets.export(weights, profile, ReadOut.IN_GRAPH));
    float[][] theirs = peer.simulate(file, reader, x, Nets.STEPS);
    for (int step = 0; step < Nets.STEPS; step++) {
      float[] y = Arrays.copyOfRange(theirs[step], Nets.SHAPE.hidden(), theirs[step].length);
      assertArrayEquals(ours[step], y, 1e-4f, "step " + step);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lif", "cuba", "old"})
  void aFileOfTheReferenceWritersKindIsReadAndRuns(String kind) throws Exception {
    Peer peer = new Peer(folder);
    Path file = folder.resolve("theirs.nir");
    peer.write(kind, file);
    float[] x = Arrays.copyOf(Nets.inputs(8), 3 * 200);
    float[][] expected = peer.example(kind, x, 200);
    NirSimulator simulator = new NirSimulator(read(file), new Discretisation.Euler(NirProfile.DT));
    double fired = 0;
    for (int step = 0; step < 200; step++) {
      double[] y = simulator.step(new double[] {x[3 * step], x[3 * step + 1], x[3 * step + 2]});
      double[] spikes = simulator.last("lif");
      for (int j = 0; j < 5; j++) {
        assertEquals(expected[step][j], spikes[j], "step " + step + ", neuron " + j);
        fired += spikes[j];
      }
      assertEquals(expected[step][5], y[0], 1e-5);
      assertEquals(expected[step][6], y[1], 1e-5);
    }
    assertTrue(fired > 50 && fired < 900, "spikes " + fired);
  }

  @ParameterizedTest
  @EnumSource(NirProfile.class)
  void whatIsReadBackIsWhatWasWritten(NirProfile profile) {
    for (ReadOut readOut : ReadOut.values()) {
      NirGraph graph = Nets.export(Nets.weights(4), profile, readOut);
      NirGraph back = read(write(graph));
      assertEquals(graph.edges(), back.edges());
      assertEquals(graph.nodes().keySet(), back.nodes().keySet());
      assertEquals(graph.metadata().keySet(), back.metadata().keySet());
      assertEquals(text(graph), text(back));
    }
  }

  /** All that a graph holds; arrays compare by their numbers here. */
  private static String text(NirGraph graph) {
    StringBuilder text = new StringBuilder();
    new java.util.TreeMap<>(graph.nodes())
        .forEach(
            (name, node) -> {
              text.append(name).append(' ').append(node.type());
              switch (node) {
                case NirNode.Affine affine ->
                    text.append(Arrays.deepToString(affine.weight()))
                        .append(Arrays.toString(affine.bias()));
                case NirNode.Neurons neurons ->
                    neurons
                        .parameters()
                        .forEach((field, v) -> text.append(field).append(Arrays.toString(v)));
                default -> text.append(node.inputs());
              }
            });
    new java.util.TreeMap<>(graph.metadata())
        .forEach(
            (name, value) ->
                text.append(name)
                    .append(
                        switch (value) {
                          case MetaValue.Numbers(double[] numbers) -> Arrays.toString(numbers);
                          case MetaValue.Matrix(double[][] rows) -> Arrays.deepToString(rows);
                          default -> value.toString();
                        }));
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(NirProfile.class)
  void ourOwnShapeBecomesWeightsThatSpikeTheSame(NirProfile profile) {
    float[] x = Nets.inputs(3);
    for (int seed = 10; seed < 13; seed++) {
      Weights weights = Nets.weights(seed);
      NirImport own = NirImport.of(read(write(Nets.export(weights, profile, ReadOut.IN_GRAPH))));
      assertEquals(profile, own.profile());
      assertEquals(Nets.STEPS_PER_HOUR, own.stepsPerHour());
      assertEquals(weights.topology(), own.weights().topology());
      assertArrayEquals(Nets.spikes(weights, x), Nets.spikes(own.weights(), x));
      float[][] before = Nets.outputs(weights, x);
      float[][] after = Nets.outputs(own.weights(), x);
      for (int step = 0; step < Nets.STEPS; step++) {
        assertArrayEquals(before[step], after[step], 1e-4f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(NirProfile.class)
  void ourSimulatorOfTheFormatSpikesAsOurNetwork(NirProfile profile) {
    float[] x = Nets.inputs(2);
    Weights weights = Nets.weights(7);
    float[][] spikes = Nets.spikes(weights, x);
    float[][] outputs = Nets.outputs(weights, x);
    NirSimulator simulator =
        new NirSimulator(Nets.export(weights, profile, ReadOut.IN_GRAPH), profile.discretisation());
    for (int round = 0; round < 2; round++) {
      simulator.reset();
      for (int step = 0; step < Nets.STEPS; step++) {
        double[] in = new double[Nets.SHAPE.inputs()];
        for (int f = 0; f < in.length; f++) {
          in[f] = x[step * in.length + f];
        }
        double[] y = simulator.step(in);
        for (int j = 0; j < Nets.SHAPE.hidden(); j++) {
          assertEquals(spikes[step][j], simulator.last("neurons")[j], "step " + step);
        }
        for (int o = 0; o < y.length; o++) {
          assertEquals(outputs[step][o], y[o], 1e-4);
        }
      }
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws Exception {
    Path file = write(Nets.export(Nets.weights(1), NirProfile.UNIT_R, ReadOut.IN_GRAPH));
    byte[] before = Files.readAllBytes(file);
    Path inTheWay = Files.createDirectory(folder.resolve("network.nir.new"));
    NirGraph other = Nets.export(Nets.weights(2), NirProfile.CUBA, ReadOut.IN_GRAPH);
    assertInstanceOf(FileWrite.Failed.class, NirFile.write(file, other));
    assertArrayEquals(before, Files.readAllBytes(file));
    Files.delete(inTheWay);
    assertInstanceOf(
        FileWrite.Failed.class, NirFile.write(folder.resolve("no/such/folder.nir"), other));
  }
}
