package io.spikewatt.inference.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A reader and writer of NIR files in Python with h5py, which shares nothing with ours. */
final class Peer {
  private static final String PYTHON = "/usr/bin/python3";

  private final Path folder;

  /** Skips the test, saying so, where h5py is not installed. */
  Peer(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON)), "SKIPPED: " + PYTHON + " is not installed here");
    assumeTrue(
        outcome(List.of(PYTHON, "-c", "import h5py, numpy")).isEmpty(),
        "SKIPPED: python3-h5py is not installed here");
  }

  /** Spikes and outputs of a file, run as an importer would: one row a step. */
  float[][] simulate(Path file, String reader, float[] inputs, int steps)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.f32");
    run("simulate", file.toString(), reader, write(inputs).toString(), out.toString());
    return rows(out, steps);
  }

  /** Writes one of the peer's own examples. */
  void write(String kind, Path file) throws IOException, InterruptedException {
    run("write", kind, file.toString());
  }

  /** Spikes and outputs of an example, from the equations of the format. */
  float[][] example(String kind, float[] inputs, int steps)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.f32");
    run("example", kind, write(inputs).toString(), out.toString());
    return rows(out, steps);
  }

  private Path write(float[] values) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return Files.write(folder.resolve("in.f32"), buffer.array());
  }

  private static float[][] rows(Path file, int steps) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[][] rows = new float[steps][buffer.capacity() / Float.BYTES / steps];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = buffer.getFloat();
      }
    }
    return rows;
  }

  private static void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON, script()));
    command.addAll(List.of(arguments));
    assertEquals("", outcome(command));
  }

  private static String script() {
    try {
      return Path.of(Objects.requireNonNull(Peer.class.getResource("nir_peer.py")).toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** What a program complains of; empty if it ends well. */
  private static String outcome(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return code == 0 ? said : "exit code " + code + "\n" + said;
  }
}
