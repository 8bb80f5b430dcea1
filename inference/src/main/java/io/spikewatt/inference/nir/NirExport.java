package io.spikewatt.inference.nir;

import io.spikewatt.inference.nir.NirGraph.Edge;
import io.spikewatt.inference.nir.NirNode.Affine;
import io.spikewatt.inference.nir.NirNode.Input;
import io.spikewatt.inference.nir.NirNode.Output;
import io.spikewatt.inference.spike.StepConstants;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Our network as a graph, in the file's 32 bits, so that reading gives the same graph:
 *
 * <pre>
 *   input -> input_current -> neurons -> trace -> read_out -> output
 *   input -> skip                                          -> output
 * </pre>
 */
public final class NirExport {
  static final String PROFILE = "profile";
  static final String STEPS_PER_HOUR = "steps_per_hour";

  /** Where the spikes become forecasts. */
  public enum ReadOut {
    /** In the graph: for readers that know LI. */
    IN_GRAPH,
    /**
     * On the host, from spikes: the graph ends at the neurons, and trace leaks, read-out and skip
     * are in the metadata. For readers without LI: snnTorch, lava-dl.
     */
    ON_HOST
  }

  private final Weights weights;
  private final Topology shape;
  private final StepConstants leaks;
  private final NirProfile profile;

  private NirExport(Weights weights, int stepsPerHour, NirProfile profile) {
    this.weights = weights;
    this.profile = profile;
    shape = weights.topology();
    leaks = StepConstants.of(weights, stepsPerHour);
  }

  /**
   * The graph of a network.
   *
   * @param stepsPerHour step length that the leaks are for
   * @param description more metadata; the profile's own is added
   * @throws IllegalArgumentException for a neuron whose leak rounds to 0 or 1: it has no finite
   *     time constant
   */
  public static NirGraph graph(
      Weights weights,
      int stepsPerHour,
      NirProfile profile,
      ReadOut readOut,
      Map<String, MetaValue> description) {
    Map<String, MetaValue> metadata = new LinkedHashMap<>(description);
    metadata.put(PROFILE, new MetaValue.Text(profile.label()));
    metadata.put("exact", new MetaValue.Text(profile.exact()));
    metadata.put("approximate", new MetaValue.Text(profile.approximate()));
    metadata.put(STEPS_PER_HOUR, new MetaValue.Scalar(stepsPerHour));
    switch (profile.discretisation()) {
      case Discretisation.Euler(double dt) -> metadata.put("dt", new MetaValue.Scalar(dt));
      case Discretisation.Decay() -> metadata.put("tau_unit", new MetaValue.Text("time steps"));
    }
    NirExport export = new NirExport(weights, stepsPerHour, profile);
    return readOut == ReadOut.IN_GRAPH ? export.whole(metadata) : export.spikes(metadata);
  }

  private NirGraph whole(Map<String, MetaValue> metadata) {
    Map<String, NirNode> nodes = untilSpikes();
    nodes.put("trace", profile.trace(leaks.kappa()));
    nodes.put("read_out", new Affine(readOut(true), outputBias()));
    // Not a Linear: some readers know Affine only.
    nodes.put("skip", new Affine(skip(), new double[shape.outputs()]));
    nodes.put("output", new Output(shape.outputs()));
    List<Edge> edges =
        Stream.of(
                chain("input", "input_current", "neurons", "trace", "read_out", "output"),
                chain("input", "skip", "output"))
            .flatMap(List::stream)
            .toList();
    return new NirGraph(nodes, edges, metadata);
  }

  private NirGraph spikes(Map<String, MetaValue> metadata) {
    Map<String, NirNode> nodes = untilSpikes();
    nodes.put("output", new Output(shape.hidden()));
    metadata.put(
        "read_out",
        new MetaValue.Text(
            "r += (1 - kappa) (spikes - r); y = read_out_weight r + read_out_bias + skip_weight"
                + " x"));
    metadata.put("kappa", new MetaValue.Numbers(doubles(leaks.kappa(), 0, shape.hidden())));
    metadata.put("read_out_weight", new MetaValue.Matrix(readOut(false)));
    metadata.put("read_out_bias", new MetaValue.Numbers(outputBias()));
    metadata.put("skip_weight", new MetaValue.Matrix(skip()));
    return new NirGraph(nodes, chain("input", "input_current", "neurons", "output"), metadata);
  }

  private Map<String, NirNode> untilSpikes() {
    Map<String, NirNode> nodes = new LinkedHashMap<>();
    nodes.put("input", new Input(shape.inputs()));
    nodes.put("input_current", inputCurrent());
    nodes.put("neurons", profile.neurons(leaks.beta()));
    return nodes;
  }

  private static List<Edge> chain(String... nodes) {
    return IntStream.range(1, nodes.length)
        .mapToObj(i -> new Edge(nodes[i - 1], nodes[i]))
        .toList();
  }

  private Affine inputCurrent() {
    float[] w = weights.values();
    double[][] weight = new double[shape.hidden()][shape.inputs()];
    double[] bias = new double[shape.hidden()];
    for (int j = 0; j < shape.hidden(); j++) {
      float gain = profile.currentGain(leaks.beta()[j]);
      for (int f = 0; f < shape.inputs(); f++) {
        weight[j][f] = gain * w[f * shape.hidden() + j];
      }
      bias[j] = gain * w[shape.inputBias() + j];
    }
    return new Affine(weight, bias);
  }

  private double[][] readOut(boolean ofTrace) {
    float[] w = weights.values();
    double[][] weight = new double[shape.outputs()][shape.hidden()];
    for (int o = 0; o < shape.outputs(); o++) {
      for (int j = 0; j < shape.hidden(); j++) {
        float gain = ofTrace ? profile.traceGain(leaks.kappa()[j]) : 1;
        weight[o][j] = gain * w[shape.output() + o * shape.hidden() + j];
      }
    }
    return weight;
  }

  private double[] outputBias() {
    return doubles(weights.values(), shape.outputBias(), shape.outputs());
  }

  private double[][] skip() {
    double[][] weight = new double[shape.outputs()][];
    Arrays.setAll(
        weight, o -> doubles(weights.values(), shape.skip() + o * shape.inputs(), shape.inputs()));
    return weight;
  }

  static double[] doubles(float[] values, int from, int length) {
    double[] doubles = new double[length];
    Arrays.setAll(doubles, i -> values[from + i]);
    return doubles;
  }
}
