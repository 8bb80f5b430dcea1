package io.spikewatt.inference.nir;

import java.util.List;
import java.util.Map;

/**
 * A node of a graph: the primitives that feed-forward networks are made of. Equations and names are
 * NIR's; times are in seconds unless a profile says otherwise. Every array of a neuron has one
 * value a neuron, all values are finite and time constants are above 0; a constructor refuses
 * others with {@link IllegalArgumentException}. Readers must not change the arrays.
 */
public sealed interface NirNode {

  /** Name of the primitive in a file. */
  default String type() {
    return switch (this) {
      case Input _ -> "Input";
      case Output _ -> "Output";
      case Affine _ -> "Affine";
      case Lif _ -> "LIF";
      case CubaLif _ -> "CubaLIF";
      case Li _ -> "LI";
    };
  }

  /** Number of values that it takes in a step. */
  int inputs();

  /** Number of values that it gives in a step. */
  int outputs();

  /** An end of the graph, which passes values on as they are. */
  sealed interface Terminal extends NirNode {

    int size();

    @Override
    default int inputs() {
      return size();
    }

    @Override
    default int outputs() {
      return size();
    }
  }

  /** Where values come in. */
  record Input(int size) implements Terminal {
    public Input {
      NodeCheck.size(size);
    }
  }

  /** Where values go out. */
  record Output(int size) implements Terminal {
    public Output {
      NodeCheck.size(size);
    }
  }

  /** weight x + bias; weight [outputs][inputs], bias [outputs], 0 for a file's {@code Linear}. */
  record Affine(double[][] weight, double[] bias) implements NirNode {
    public Affine {
      NodeCheck.affine(weight, bias);
    }

    @Override
    public int inputs() {
      return weight[0].length;
    }

    @Override
    public int outputs() {
      return weight.length;
    }
  }

  /** A layer of neurons, each with one input and one output. */
  sealed interface Neurons extends NirNode {

    /** The arrays by their name in a file, in the order of NIR. */
    Map<String, double[]> parameters();

    @Override
    default int inputs() {
      return parameters().values().iterator().next().length;
    }

    @Override
    default int outputs() {
      return inputs();
    }
  }

  /** tau dv/dt = v_leak - v + r I; where v exceeds v_threshold it spikes and becomes v_reset. */
  record Lif(double[] tau, double[] r, double[] vLeak, double[] vReset, double[] vThreshold)
      implements Neurons {
    private static final List<String> NAMES =
        List.of("tau", "r", "v_leak", "v_reset", "v_threshold");

    public Lif {
      NodeCheck.neurons(NAMES, tau, r, vLeak, vReset, vThreshold);
    }

    @Override
    public Map<String, double[]> parameters() {
      return NodeCheck.neurons(NAMES, tau, r, vLeak, vReset, vThreshold);
    }
  }

  /**
   * Current-based leaky integrate and fire: tau_syn dI/dt = -I + w_in S, and the membrane of {@link
   * Lif} with tau_mem, driven by that I.
   */
  record CubaLif(
      double[] tauSyn,
      double[] tauMem,
      double[] r,
      double[] vLeak,
      double[] vReset,
      double[] vThreshold,
      double[] wIn)
      implements Neurons {
    private static final List<String> NAMES =
        List.of("tau_syn", "tau_mem", "r", "v_leak", "v_reset", "v_threshold", "w_in");

    public CubaLif {
      NodeCheck.neurons(NAMES, tauSyn, tauMem, r, vLeak, vReset, vThreshold, wIn);
    }

    @Override
    public Map<String, double[]> parameters() {
      return NodeCheck.neurons(NAMES, tauSyn, tauMem, r, vLeak, vReset, vThreshold, wIn);
    }
  }

  /** Leaky integrator: tau dv/dt = v_leak - v + r I; gives v. */
  record Li(double[] tau, double[] r, double[] vLeak) implements Neurons {
    private static final List<String> NAMES = List.of("tau", "r", "v_leak");

    public Li {
      NodeCheck.neurons(NAMES, tau, r, vLeak);
    }

    @Override
    public Map<String, double[]> parameters() {
      return NodeCheck.neurons(NAMES, tau, r, vLeak);
    }
  }
}
