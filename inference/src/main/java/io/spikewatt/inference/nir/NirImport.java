package io.spikewatt.inference.nir;

import io.spikewatt.inference.nir.NirNode.Affine;
import io.spikewatt.inference.nir.NirNode.CubaLif;
import io.spikewatt.inference.nir.NirNode.Input;
import io.spikewatt.inference.nir.NirNode.Li;
import io.spikewatt.inference.nir.NirNode.Lif;
import io.spikewatt.inference.nir.NirNode.Neurons;
import io.spikewatt.inference.nir.NirNode.Output;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.List;

/**
 * Turns a graph of our own shape, whole with its read-out, back into weights. Names of nodes do not
 * matter, the shape and the profile in the metadata do. Scaled and unscaled again, numbers may come
 * back one unit in the last place off.
 *
 * @param weights of the network
 * @param stepsPerHour step length that the file was made for
 * @param profile that it was written in
 */
public record NirImport(Weights weights, int stepsPerHour, NirProfile profile) {

  /** The network of a graph; refuses another shape, naming the expected and the actual one. */
  public static NirImport of(NirGraph graph) {
    return new NirImport(
        new Parts(graph, profile(graph), stepsPerHour(graph)).weights(),
        stepsPerHour(graph),
        profile(graph));
  }

  private static NirProfile profile(NirGraph graph) {
    String label =
        graph.metadata().get(NirExport.PROFILE) instanceof MetaValue.Text(String text)
            ? text
            : "none";
    return NirProfile.of(label)
        .orElseThrow(() -> refused("metadata profile of " + NirProfile.labels(), label));
  }

  private static int stepsPerHour(NirGraph graph) {
    double steps =
        graph.metadata().get(NirExport.STEPS_PER_HOUR) instanceof MetaValue.Scalar(double number)
            ? number
            : 0;
    if (!(steps >= 1 && steps <= 60)) {
      throw refused("metadata " + NirExport.STEPS_PER_HOUR + " of 1 to 60", String.valueOf(steps));
    }
    return (int) steps;
  }

  private static IllegalArgumentException refused(String expected, String found) {
    return new IllegalArgumentException("expected " + expected + ", found " + found);
  }

  /** The nodes by their role in our network. */
  private static final class Parts {
    private final NirGraph graph;
    private final NirProfile profile;
    private final int stepsPerHour;
    private final Affine inputCurrent;
    private final Neurons neurons;
    private final Li trace;
    private final Affine readOut;
    private final Affine skip;

    Parts(NirGraph graph, NirProfile profile, int stepsPerHour) {
      this.graph = graph;
      this.profile = profile;
      this.stepsPerHour = stepsPerHour;
      String input = graph.first(Input.class);
      String output = graph.first(Output.class);
      List<String> first = graph.targets(input);
      if (first.size() != 2 || graph.nodes().size() != 7 || graph.edges().size() != 7) {
        throw refused(
            "7 nodes and 7 edges, two of them from the input",
            "%d, %d and %s".formatted(graph.nodes().size(), graph.edges().size(), first));
      }
      boolean swapped = after(first.get(0)).equals(output);
      String current = first.get(swapped ? 1 : 0);
      String past = first.get(swapped ? 0 : 1);
      inputCurrent = node(current, Affine.class);
      skip = node(past, Affine.class);
      String spikes = after(current);
      neurons = profile == NirProfile.CUBA ? node(spikes, CubaLif.class) : node(spikes, Lif.class);
      String filtered = after(spikes);
      trace = node(filtered, Li.class);
      String read = after(filtered);
      readOut = node(read, Affine.class);
      if (!after(past).equals(output) || !after(read).equals(output)) {
        throw refused("edges from " + past + " and " + read + " to the output", "others");
      }
      check(spikes, filtered);
    }

    private String after(String name) {
      return graph.targets(name).getFirst();
    }

    private <T extends NirNode> T node(String name, Class<T> kind) {
      NirNode node = graph.nodes().get(name);
      if (!kind.isInstance(node)) {
        throw refused(
            "node %s of type %s".formatted(name, kind.getSimpleName()),
            node == null ? "none" : node.type());
      }
      return kind.cast(node);
    }

    /** Our neurons rest at 0, reset to 0 and fire above 1. */
    private void check(String spikes, String filtered) {
      neurons
          .parameters()
          .forEach(
              (name, values) -> {
                switch (name) {
                  case "v_leak", "v_reset" -> all(spikes, name, values, 0);
                  case "v_threshold", "w_in" -> all(spikes, name, values, 1);
                  default -> {}
                }
              });
      all(filtered, "v_leak", trace.vLeak(), 0);
      all(filtered, "r", trace.r(), 1);
      double[] r = neurons instanceof CubaLif cuba ? cuba.r() : ((Lif) neurons).r();
      for (int j = 0; j < r.length; j++) {
        double expected = profile == NirProfile.CUBA ? tau()[j] / NirProfile.DT : 1;
        if (Math.abs(r[j] - expected) > 1e-5 * expected) {
          throw refused("node %s: r of %s".formatted(spikes, expected), String.valueOf(r[j]));
        }
      }
    }

    private static void all(String node, String name, double[] values, double expected) {
      for (double value : values) {
        if (Double.compare(value, expected) != 0) {
          throw refused("node %s: %s of %s".formatted(node, name, expected), String.valueOf(value));
        }
      }
    }

    private double[] tau() {
      return neurons instanceof CubaLif cuba ? cuba.tauMem() : ((Lif) neurons).tau();
    }

    Weights weights() {
      int n = neurons.outputs();
      Topology shape = new Topology(inputCurrent.inputs(), n, readOut.outputs());
      float[] w = new float[shape.parameters()];
      for (int j = 0; j < n; j++) {
        double beta = profile.leak(tau()[j]);
        double kappa = profile.leak(trace.tau()[j]);
        float gain = profile.currentGain((float) beta);
        for (int f = 0; f < shape.inputs(); f++) {
          w[f * n + j] = (float) (inputCurrent.weight()[j][f] / gain);
        }
        w[shape.inputBias() + j] = (float) (inputCurrent.bias()[j] / gain);
        w[shape.beta() + j] = logit(beta);
        w[shape.kappa() + j] = logit(kappa);
        float read = profile.traceGain((float) kappa);
        for (int o = 0; o < shape.outputs(); o++) {
          w[shape.output() + o * n + j] = (float) (readOut.weight()[o][j] / read);
        }
      }
      for (int o = 0; o < shape.outputs(); o++) {
        w[shape.outputBias() + o] = (float) (readOut.bias()[o] + skip.bias()[o]);
        for (int f = 0; f < shape.inputs(); f++) {
          w[shape.skip() + o * shape.inputs() + f] = (float) skip.weight()[o][f];
        }
      }
      return new Weights(shape, w);
    }

    /** The parameter whose leak an hour, to the power of a step's length, is this leak a step. */
    private float logit(double leak) {
      double hour = StrictMath.pow(leak, stepsPerHour);
      return (float) StrictMath.log(hour / (1 - hour));
    }
  }
}
