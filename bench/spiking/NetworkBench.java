import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.spike.EnergyEstimate;
import io.spikewatt.inference.spike.NetworkFootprint;
import io.spikewatt.inference.spike.Network;
import io.spikewatt.inference.spike.OperationCounter;
import io.spikewatt.inference.spike.OperationCounts;
import io.spikewatt.inference.spike.State;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.spike.event.AnytimeInference;
import io.spikewatt.inference.spike.event.EventBudget;
import io.spikewatt.inference.spike.event.EventNetwork;
import io.spikewatt.inference.spike.event.EventState;
import io.spikewatt.inference.spike.event.QuantisedWeights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code NetworkBench ROUNDS [FILE COLUMN LOAD|PV]}: the tables of {@code bench/network}. Exit code
 * 1 if the event path allocates or gives a wrong result.
 */
final class NetworkBench {
  private static final float[] TOLERANCES = {0.1f, 0.3f, 1, 3};
  private static final long UNBOUNDED = Long.MAX_VALUE;

  private final Sequences data;
  private final int rounds;
  private final Topology shape;
  private final QuantisedWeights quantised;
  private final EventNetwork events;
  private final EventState state;
  private final float[] scratch;
  private final List<float[]> exact;
  private final List<float[]> full;

  private NetworkBench(Sequences data, int rounds) {
    this.data = data;
    this.rounds = rounds;
    shape = data.weights().topology();
    quantised = QuantisedWeights.of(data.weights());
    events = new EventNetwork(quantised, data.stepsPerHour());
    state = events.newState();
    scratch = new float[data.steps() * shape.outputs()];
    exact = outputs(floatPath(data.weights()));
    full = outputs(eventPath(EventBudget.FULL));
  }

  public static void main(String[] arguments) {
    Sequences data = Sequences.random(1);
    if (arguments.length > 1) {
      SeriesKind kind = SeriesKind.valueOf(arguments[3]);
      data = Sequences.trained(Path.of(arguments[1]), arguments[2], kind);
    }
    NetworkBench bench = new NetworkBench(data, Integer.parseInt(arguments[0]));
    System.out.printf(
        "%s: %d inputs, %d neurons, %d outputs, %d parameters, %d steps a forecast%n%n",
        data.name(),
        bench.shape.inputs(),
        bench.shape.hidden(),
        bench.shape.outputs(),
        bench.shape.parameters(),
        data.steps());
    boolean good = bench.paths();
    good &= bench.efforts();
    bench.anytime();
    System.exit(bench.right() && good ? 0 : 1);
  }

  private Walker floatPath(Weights weights) {
    Network network = new Network(weights, data.stepsPerHour());
    State floats = new State(shape);
    float[] row = new float[shape.outputs()];
    return (x, steps, y) -> {
      floats.reset();
      for (int step = 0; step < steps; step++) {
        network.step(floats, x, step * shape.inputs(), row);
        System.arraycopy(row, 0, y, step * row.length, row.length);
      }
    };
  }

  private Walker eventPath(EventBudget eventBudget) {
    return (x, steps, y) -> events.walk(state, eventBudget, x, steps, y);
  }

  /** The network in longer steps: leaks to match, mean inputs, outputs held. */
  private Walker stridePath(int stride) {
    EventNetwork coarse = new EventNetwork(quantised, data.stepsPerHour() / stride);
    EventState coarseState = coarse.newState();
    float[] mean = new float[shape.inputs()];
    float[] row = new float[shape.outputs()];
    return (x, steps, y) -> {
      coarse.reset(coarseState);
      for (int step = 0; step < steps; step++) {
        if (step % stride == 0) {
          int count = Math.min(stride, steps - step);
          for (int f = 0; f < mean.length; f++) {
            float sum = 0;
            for (int k = step; k < step + count; k++) {
              sum += x[k * mean.length + f];
            }
            mean[f] = sum / count;
          }
          coarse.step(coarseState, mean, 0, row);
        }
        System.arraycopy(row, 0, y, step * row.length, row.length);
      }
    };
  }

  private List<float[]> outputs(Walker walker) {
    List<float[]> all = new ArrayList<>();
    for (float[] x : data.inputs()) {
      float[] y = new float[scratch.length];
      walker.walk(x, data.steps(), y);
      all.add(y);
    }
    return all;
  }

  private boolean paths() {
    References.Mlp mlp = new References.Mlp(shape.inputs(), shape.outputs());
    References.Gru gru = new References.Gru(shape.inputs(), shape.outputs());
    List<Walker> walkers =
        List.of(
            floatPath(data.weights()),
            eventPath(EventBudget.FULL),
            new References.DenseSpiking(data.weights(), data.stepsPerHour()),
            mlp,
            gru);
    Timing timing = Timing.of(walkers, data.inputs(), data.steps(), scratch, rounds);
    OperationCounts dense = OperationCounts.NONE;
    OperationCounts event = OperationCounts.NONE;
    for (float[] x : data.inputs()) {
      dense =
          dense.plus(OperationCounter.count(data.weights(), data.stepsPerHour(), x, data.steps()));
      events.walk(state, EventBudget.FULL, x, data.steps(), scratch);
      event = event.plus(events.operations(state));
    }
    System.out.printf(
        "%-34s %8s %8s %7s %7s %9s %7s %8s %7s %9s%n",
        "a forecast", "us", "x float", "alloc B", "model B", "MAC", "AC", "updates", "spikes/s",
        "mean diff");
    NetworkFootprint floats = NetworkFootprint.of(data.weights());
    row(0, "float: Network", timing, floats.bytes(), dense, exact);
    row(1, "events, int8: EventNetwork", timing, quantised.bytes(), event, full);
    row(2, "dense float, rows of their own", timing, floats.bytes(), dense, outputs(walkers.get(2)));
    reference(3, "MLP 64-64, float, random", timing, mlp.connections());
    reference(4, "GRU 48, float, random", timing, gru.connections());
    List<float[]> silence = outputs((x, steps, y) -> Arrays.fill(y, 0));
    System.out.printf(
        "%npinball loss in int8 over that in float: %s; of a network that says nothing: %s%n",
        loss(full, exact),
        loss(silence, exact));
    System.out.printf(
        "sparsity: connections %.3f float, %.3f int8; activation %.3f float, %.3f int8; dense %d a"
            + " forecast%n",
        floats.connectionSparsity(),
        quantised.footprint().connectionSparsity(),
        dense.activationSparsity(),
        event.activationSparsity(),
        event.dense() / data.inputs().size());
    for (EnergyEstimate each :
        List.of(
            EnergyEstimate.loihi(event),
            EnergyEstimate.trueNorth(event),
            EnergyEstimate.cmos45(event),
            EnergyEstimate.cmos45(dense))) {
      System.out.printf(
          "%s: %.0f nJ a forecast%s%n",
          each.label(),
          each.picojoules() / data.inputs().size() / 1e3,
          each.equals(EnergyEstimate.cmos45(dense)) ? " (float path)" : "");
    }
    return timing.bytes()[1] < 1;
  }

  private void row(
      int p, String name, Timing timing, int bytes, OperationCounts done, List<float[]> outputs) {
    int forecasts = data.inputs().size();
    System.out.printf(
        "%-34s %8.1f %8.3f %7.0f %7d %9d %7d %8d %7.1f %9.4f%n",
        name,
        timing.micros()[p],
        timing.micros()[p] / timing.micros()[0],
        timing.bytes()[p],
        bytes,
        done.macs() / forecasts,
        done.acs() / forecasts,
        (done.neuronUpdates() + done.traceUpdates()) / forecasts,
        (double) done.spikes() / done.steps(),
        Difference.of(exact, outputs).relative());
  }

  private void reference(int p, String name, Timing timing, int connections) {
    System.out.printf(
        "%-34s %8.1f %8.3f %7.0f %7d %9d %7s %8s %7s %9s%n",
        name,
        timing.micros()[p],
        timing.micros()[p] / timing.micros()[0],
        timing.bytes()[p],
        connections * Float.BYTES,
        (long) connections * data.steps(),
        "-",
        "-",
        "-",
        "-");
  }

  private boolean efforts() {
    List<String> names = new ArrayList<>();
    List<Walker> walkers = new ArrayList<>();
    for (EventBudget eventBudget :
        List.of(
            EventBudget.FULL,
            new EventBudget(1, 0.05f),
            new EventBudget(1, 0.1f),
            new EventBudget(1, 0.2f),
            new EventBudget(2, 0),
            new EventBudget(4, 0),
            new EventBudget(4, 0.1f))) {
      names.add("hold %d, threshold %.2f".formatted(eventBudget.hold(), eventBudget.threshold()));
      walkers.add(eventPath(eventBudget));
    }
    int held = walkers.size();
    for (int stride = 2; stride <= 4; stride *= 2) {
      if (data.stepsPerHour() % stride == 0) {
        names.add("steps of %d slots (not shipped)".formatted(stride));
        walkers.add(stridePath(stride));
      }
    }
    Timing timing = Timing.of(walkers, data.inputs(), data.steps(), scratch, rounds);
    System.out.printf(
        "%n%-34s %8s %8s %9s %9s %9s %9s%n",
        "effort", "us", "x full", "synaptic", "mean diff", "max diff", "x loss");
    for (int p = 0; p < walkers.size(); p++) {
      List<float[]> outputs = outputs(walkers.get(p));
      Difference difference = Difference.of(full, outputs);
      System.out.printf(
          "%-34s %8.1f %8.3f %9s %9.4f %9.3f %9s%n",
          names.get(p),
          timing.micros()[p],
          timing.micros()[p] / timing.micros()[0],
          p < held ? Long.toString(synaptic(walkers.get(p))) : "-",
          difference.relative(),
          difference.max(),
          loss(outputs, full));
    }
    return timing.bytes()[0] < 1 && timing.bytes()[held - 1] < 1;
  }

  private long synaptic(Walker walker) {
    long sum = 0;
    for (float[] x : data.inputs()) {
      walker.walk(x, data.steps(), scratch);
      sum += events.operations(state).synaptic();
    }
    return sum / data.inputs().size();
  }

  private void anytime() {
    AnytimeInference walk = new AnytimeInference(events, EventBudget.LADDER);
    System.out.printf(
        "%n%-34s %8s %8s %9s %9s %9s%n",
        "anytime, by tolerance", "walks", "settled", "synaptic", "mean diff", "x loss");
    for (float tolerance : TOLERANCES) {
      int walks = 0;
      int settled = 0;
      long synaptic = 0;
      List<float[]> outputs = new ArrayList<>();
      for (float[] x : data.inputs()) {
        float[] y = new float[scratch.length];
        AnytimeInference.Spent spent = walk.run(state, x, data.steps(), y, tolerance, UNBOUNDED);
        walks += spent.walks();
        settled += spent.settled() ? 1 : 0;
        synaptic += spent.operations().synaptic();
        outputs.add(y);
      }
      double forecasts = data.inputs().size();
      System.out.printf(
          "%-34s %8.2f %8.2f %9.0f %9.4f %9s%n",
          tolerance,
          walks / forecasts,
          settled / forecasts,
          synaptic / forecasts,
          Difference.of(full, outputs).relative(),
          loss(outputs, full));
    }
  }

  /** Loss over others' loss, or a dash where no outcome is known. */
  private String loss(List<float[]> outputs, List<float[]> others) {
    double ratio = data.loss(outputs) / data.loss(others);
    return Double.isNaN(ratio) ? "-" : "%.4f".formatted(ratio);
  }

  /** Whether the warm event path still is the float network of its own bytes, and near the first. */
  private boolean right() {
    Walker own = floatPath(quantised.dequantised());
    double ofBytes = Difference.of(outputs(own), outputs(eventPath(EventBudget.FULL))).relative();
    double ofWeights = Difference.of(exact, full).relative();
    boolean same = Difference.of(full, outputs(eventPath(EventBudget.FULL))).max() == 0;
    boolean right = same && ofBytes < 0.005 && ofWeights < 0.05;
    System.out.printf(
        "%nresults: %s (off the float network of the same bytes by %.5f, of the weights by %.4f)%n",
        right ? "right" : "WRONG", ofBytes, ofWeights);
    return right;
  }
}
