package io.spikewatt.inference.nir;

import io.spikewatt.inference.nir.NirNode.Affine;
import io.spikewatt.inference.nir.NirNode.CubaLif;
import io.spikewatt.inference.nir.NirNode.Input;
import io.spikewatt.inference.nir.NirNode.Li;
import io.spikewatt.inference.nir.NirNode.Lif;
import io.spikewatt.inference.nir.NirNode.Output;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a graph step by step in double precision: every node once a step, in the order of the data,
 * a current before the membrane it drives. All state starts at 0. Slow and simple: for tests, not
 * for service.
 */
public final class NirSimulator {
  private final NirGraph graph;
  private final Discretisation discretisation;
  private final List<String> order;
  private final Map<String, double[]> membrane = new HashMap<>();
  private final Map<String, double[]> current = new HashMap<>();
  private final Map<String, double[]> last = new HashMap<>();

  /**
   * @throws IllegalArgumentException for a node that the discretisation has no equation for
   */
  public NirSimulator(NirGraph graph, Discretisation discretisation) {
    this.graph = graph;
    this.discretisation = discretisation;
    order = graph.order();
    graph.nodes().forEach(this::check);
    reset();
  }

  private void check(String name, NirNode node) {
    if (discretisation instanceof Discretisation.Decay) {
      boolean plain =
          switch (node) {
            case CubaLif cuba -> false;
            case Lif lif -> all(lif.vLeak(), 0) && all(lif.r(), 1);
            case Li li -> all(li.vLeak(), 0) && all(li.r(), 1);
            default -> true;
          };
      if (!plain) {
        throw new IllegalArgumentException(
            "node %s: a decay a step needs LIF or LI with v_leak 0 and r 1, found %s"
                .formatted(name, node.type()));
      }
    }
  }

  private static boolean all(double[] values, double expected) {
    for (double value : values) {
      if (Double.compare(value, expected) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Forgets everything. */
  public void reset() {
    graph
        .nodes()
        .forEach(
            (name, node) -> {
              membrane.put(name, new double[node.outputs()]);
              current.put(name, new double[node.outputs()]);
              last.put(name, new double[node.outputs()]);
            });
  }

  /**
   * One step.
   *
   * @param x values of the Input
   * @return values of the Output
   */
  public double[] step(double[] x) {
    double[] y = new double[0];
    for (String name : order) {
      NirNode node = node(name);
      double[] in = node instanceof Input ? x : sum(name, node.inputs());
      double[] out =
          switch (node) {
            case Input input -> in.clone();
            case Output output -> in;
            case Affine affine -> affine(affine, in);
            case Li li -> integrate(name, li.tau(), li.r(), li.vLeak(), in).clone();
            case Lif lif ->
                fire(
                    integrate(name, lif.tau(), lif.r(), lif.vLeak(), in),
                    lif.vReset(),
                    lif.vThreshold());
            case CubaLif cuba -> {
              double[] v =
                  integrate(name, cuba.tauMem(), cuba.r(), cuba.vLeak(), synapse(name, cuba, in));
              yield fire(v, cuba.vReset(), cuba.vThreshold());
            }
          };
      last.put(name, out);
      if (node instanceof Output) {
        y = out;
      }
    }
    return y;
  }

  /** Output of a node in the last step. */
  public double[] last(String name) {
    node(name);
    return get(last, name);
  }

  private NirNode node(String name) {
    NirNode node = graph.nodes().get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name);
    }
    return node;
  }

  private static double[] get(Map<String, double[]> values, String name) {
    return java.util.Objects.requireNonNull(values.get(name));
  }

  private double[] sum(String name, int size) {
    double[] sum = new double[size];
    for (NirGraph.Edge edge : graph.edges()) {
      for (int i = 0; i < size && edge.to().equals(name); i++) {
        sum[i] += get(last, edge.from())[i];
      }
    }
    return sum;
  }

  private static double[] affine(Affine affine, double[] x) {
    double[] y = affine.bias().clone();
    for (int o = 0; o < y.length; o++) {
      for (int i = 0; i < x.length; i++) {
        y[o] += affine.weight()[o][i] * x[i];
      }
    }
    return y;
  }

  private double[] synapse(String name, CubaLif cuba, double[] in) {
    double[] i = get(current, name);
    double dt = ((Discretisation.Euler) discretisation).dt();
    for (int j = 0; j < i.length; j++) {
      i[j] += dt / cuba.tauSyn()[j] * (cuba.wIn()[j] * in[j] - i[j]);
    }
    return i;
  }

  private double[] integrate(String name, double[] tau, double[] r, double[] vLeak, double[] in) {
    double[] v = get(membrane, name);
    for (int j = 0; j < v.length; j++) {
      v[j] =
          switch (discretisation) {
            case Discretisation.Euler(double dt) ->
                v[j] + dt / tau[j] * (vLeak[j] - v[j] + r[j] * in[j]);
            case Discretisation.Decay() -> Math.exp(-1 / tau[j]) * v[j] + in[j];
          };
    }
    return v;
  }

  private static double[] fire(double[] v, double[] vReset, double[] vThreshold) {
    double[] spikes = new double[v.length];
    for (int j = 0; j < v.length; j++) {
      if (v[j] > vThreshold[j]) {
        spikes[j] = 1;
        v[j] = vReset[j];
      }
    }
    return spikes;
  }
}
