package io.spikewatt.inference.netx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.netx.NetxFile.NetxRead;
import io.spikewatt.inference.nowcast.MinuteSeries;
import io.spikewatt.inference.nowcast.NowcastModel;
import io.spikewatt.inference.nowcast.NowcastSettings;
import io.spikewatt.inference.nowcast.NowcastTrainer;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetxFileTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final int STEPS = 400;

  @TempDir Path folder;

  private Path written(QuantisedGradedWeights weights, float threshold) {
    Path file = folder.resolve("network.net");
    assertInstanceOf(FileWrite.Written.class, NetxFile.write(file, weights, threshold));
    return file;
  }

  private static QuantisedGradedWeights shipped(SeriesKind kind) {
    return PooledNetwork.shipped(kind).orElseThrow().weights();
  }

  private static byte[] bytes(QuantisedGradedWeights weights) {
    ByteBuffer bytes = ByteBuffer.allocate(weights.bytes());
    weights.write(bytes);
    return bytes.array();
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "PV"})
  void what_was_written_is_read_back_to_the_bit(SeriesKind kind) {
    Path file = written(shipped(kind), PooledNetwork.THRESHOLD);
    NetxRead.Loaded loaded = assertInstanceOf(NetxRead.Loaded.class, NetxFile.read(file));
    assertArrayEquals(bytes(shipped(kind)), bytes(loaded.weights()));
    assertEquals(PooledNetwork.THRESHOLD, loaded.threshold());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "PV"})
  void a_reader_that_follows_netx_gives_the_outputs_of_the_dense_network(SeriesKind kind)
      throws IOException, InterruptedException {
    check(shipped(kind), PooledNetwork.THRESHOLD);
  }

  @Test
  void a_network_that_a_site_has_learnt_passes_the_reader_as_well()
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(3);
    double[] minutes = new double[3 * 1440];
    double machine = 0;
    for (int k = 0; k < minutes.length; k++) {
      machine = random.nextInt(20) == 0 ? 2_000 * random.nextInt(2) : machine;
      minutes[k] = 400 + 200 * Math.sin(k / 229.0) + machine + random.nextDouble(-30, 30);
    }
    NowcastModel model =
        NowcastTrainer.train(
                SeriesKind.LOAD,
                NowcastSettings.of(ZoneId.of("Europe/Berlin")),
                List.of(new MinuteSeries(Instant.parse("2026-03-02T00:00:00Z"), minutes)),
                () -> false)
            .orElseThrow();
    check(model.members().network(), model.members().threshold());
  }

  /** Outputs may be off by one and a half thresholds, as parts of what they vary by. */
  private void check(QuantisedGradedWeights weights, float threshold)
      throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON))
            && outcome(PYTHON, "-c", "import h5py, numpy").isEmpty(),
        "SKIPPED: python3-h5py is not installed here");
    Path file = written(weights, threshold);
    int inputs = weights.topology().inputs();
    float[] x = new float[STEPS * inputs];
    SplittableRandom random = new SplittableRandom(5);
    for (int at = 0; at < x.length; at++) {
      float before = at < inputs ? 0 : x[at - inputs];
      float sd = weights.deviation(at % inputs);
      x[at] = 0.9f * before + sd * (float) random.nextDouble(-0.7, 0.7);
    }
    Path in = folder.resolve("in.f32");
    Path out = folder.resolve("out.f32");
    ByteBuffer buffer = ByteBuffer.allocate(x.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(x);
    Files.write(in, buffer.array());
    assertEquals("", outcome(PYTHON, script(), file.toString(), in.toString(), out.toString()));
    ByteBuffer said = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
    DenseNetwork oracle = new DenseNetwork(weights.dequantised());
    float[] expected = new float[weights.topology().outputs()];
    double error = 0;
    double size = 0;
    for (int t = 0; t < STEPS; t++) {
      oracle.step(x, t * inputs, expected);
      for (float value : expected) {
        error += Math.pow(said.getFloat() - value, 2);
        size += value * value;
      }
    }
    assertEquals(0, said.remaining());
    double share = Math.sqrt(error / size);
    assertTrue(share < 1.5 * threshold, "error " + share + " of the outputs");
  }

  @Test
  void a_threshold_of_0_is_refused() {
    QuantisedGradedWeights weights = shipped(SeriesKind.LOAD);
    Path file = folder.resolve("network.net");
    assertThrows(IllegalArgumentException.class, () -> NetxFile.write(file, weights, 0));
  }

  @Test
  void damaged_files_are_refused_or_are_the_same_network() throws IOException {
    QuantisedGradedWeights weights = shipped(SeriesKind.LOAD);
    byte[] sound = Files.readAllBytes(written(weights, PooledNetwork.THRESHOLD));
    SplittableRandom random = new SplittableRandom(1);
    Path file = folder.resolve("damaged.net");
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged =
          round % 4 == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
      if (round % 4 != 0) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, damaged);
      switch (NetxFile.read(file)) {
        case NetxRead.Refused no -> refused++;
        case NetxRead.Loaded same -> {
          assertArrayEquals(bytes(weights), bytes(same.weights()));
          assertEquals(PooledNetwork.THRESHOLD, same.threshold());
        }
      }
    }
    assertTrue(refused >= 75, "refused " + refused);
  }

  private static String script() {
    return Path.of(Objects.requireNonNull(NetxFileTest.class.getResource("netx_peer.py")).getPath())
        .toString();
  }

  /** What a program complains of; empty if it ends well. */
  private static String outcome(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return code == 0 ? said : "exit code " + code + "\n" + said;
  }
}
