import io.spikewatt.inference.federated.GroupRound;
import io.spikewatt.inference.federated.MaskedUpdate;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SealedMember;
import io.spikewatt.inference.federated.SealedShare;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.graded.DenseNetwork;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.linear.NormalEquations;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.SiteGradient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Gradient inversion: an attacker who sees a site's update tries to reconstruct a day of its load.
 * It is given more than a coordinator has: the network, its inputs of that day, and what an error
 * of the base usually is. The gradient of the mean's read-out is linear in the outcomes, so it
 * solves for them.
 */
final class DayInversion {
  private static final int DAYS = 12;
  private static final int AGE_DAYS = 14;
  private static final int HOURS = 24;
  private static final int COMMISSIONINGS = 300;

  /** Output and slope of the loss that is linear in the outcome. */
  private static final int MEAN = 3;

  private static final double SLOPE = 0.3;

  /** Rows of a round's gradient. */
  private static final int BATCH = 512;

  private final FleetSite site;
  private final GradedWeights weights;
  private final double usual;

  private DayInversion(FleetSite site) {
    this.site = site;
    List<PastCommissioning> some = FleetRows.commissionings(site, 2, 1);
    GradedTopology shape =
        FederatedTraining.shape(PastCommissioning.rows(site.kind(), some).features());
    weights = GradedWeights.initial(shape, new SplittableRandom(1));
    double[] values = site.series().values();
    usual = mean(Arrays.stream(values).map(Math::abs).toArray(), 0, values.length);
  }

  static void print(FleetSite site) {
    try {
      new DayInversion(site).print();
    } catch (RoundRefusal e) {
      throw new IllegalStateException(e);
    }
  }

  private void print() throws RoundRefusal {
    SplittableRandom random = new SplittableRandom(3);
    List<PastCommissioning> history = FleetRows.commissionings(site, COMMISSIONINGS, 4);
    double typical = typical(history);
    double[] errors = new double[5];
    int day = site.series().slotsPerDay();
    for (int k = 0; k < DAYS; k++) {
      int from = random.nextInt(site.series().values().length / 2);
      int age = AGE_DAYS * day;
      PastCommissioning target =
          PastCommissioning.at(site.kind(), site.settings(), site.series(), from, age)
              .orElseThrow();
      QuantileRows alone = PastCommissioning.rows(site.kind(), List.of(target));
      List<PastCommissioning> all = new ArrayList<>(history);
      all.add(target);
      WeightUpdate sent = update(PastCommissioning.rows(site.kind(), all), random.nextLong());
      float[] seenUnderMask = underMask(sent, random);
      float[] whole = gradient(withWholeDay(target, history, random));
      errors[0] += profile(target, from + age);
      errors[1] += error(target, solved(alone, gradient(alone), Double.NaN));
      errors[2] +=
          Math.min(
              error(target, solved(alone, whole, Double.NaN)),
              error(target, solved(alone, whole, typical)));
      errors[3] += error(target, solved(alone, negated(sent.values()), typical));
      errors[4] += error(target, solved(alone, negated(seenUnderMask), typical));
    }
    System.out.printf(
        "day of %-28s over the average profile's error: gradient of that day alone %5.2f; of a"
            + " round, with the whole day in it %5.2f, as drawn %5.2f, masked %5.2f%n",
        site.name(),
        errors[1] / errors[0],
        errors[2] / errors[0],
        errors[3] / errors[0],
        errors[4] / errors[0]);
  }

  /** As a gateway sends it where nothing masks it. */
  private WeightUpdate update(QuantileRows rows, long seed) {
    return new WeightUpdate(new SiteGradient(rows, BATCH).at(weights, seed))
        .scaled(-1)
        .clipped(FederatedTraining.CLIP);
  }

  /** The day, and hours of other days that fill a round: a chance that a gateway hardly gives. */
  private QuantileRows withWholeDay(
      PastCommissioning target, List<PastCommissioning> history, SplittableRandom random) {
    List<PastCommissioning> filled = new ArrayList<>(List.of(target));
    for (int hours = target.errors().length; hours < BATCH; hours++) {
      PastCommissioning other = history.get(random.nextInt(history.size()));
      float[] errors = new float[other.errors().length];
      Arrays.fill(errors, Float.NaN);
      int hour = random.nextInt(errors.length);
      errors[hour] = other.errors()[hour];
      filled.add(new PastCommissioning(other.inputs(), errors, other.weight()));
    }
    return PastCommissioning.rows(site.kind(), filled);
  }

  /** The member's update as the coordinator gets it, taken for one on the grid. */
  private static float[] underMask(WeightUpdate update, SplittableRandom random)
      throws RoundRefusal {
    RoundTerms terms =
        new RoundTerms(1, 0, "bench", 10, update.values().length, FederatedTraining.CLIP, 0);
    GroupRound round = new GroupRound(terms);
    Map<Integer, SealedMember> sealed = MaskedRounds.seal(round, terms, random);
    List<SealedShare> incoming = round.closeShares().get(1);
    MaskedUpdate upload = sealed.get(1).mask(incoming, update, random.split()).upload();
    float[] values = new float[upload.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (upload.values()[i] * terms.grid().step());
    }
    return values;
  }

  /** The loss' gradient of the mean's read-out, in places of the flat weights. */
  private float[] gradient(QuantileRows rows) {
    float[] gradient = new float[weights.values().length];
    DenseNetwork network = new DenseNetwork(weights);
    float[] output = new float[weights.topology().outputs()];
    for (int row = 0; row < rows.count(); row++) {
      network.step(rows.x(), row * rows.features(), output);
      double delta = rows.weight()[row] * SLOPE * (output[MEAN] - rows.y()[row]);
      for (int e = 0; e < equations(); e++) {
        gradient[place(e)] += (float) (delta * activity(rows, row, network, e));
      }
    }
    return gradient;
  }

  private int equations() {
    return weights.topology().inputs() + weights.topology().second() + 1;
  }

  /** Index of a weight into the mean's output: of an input, of a hidden unit, or its bias. */
  private int place(int equation) {
    GradedTopology shape = weights.topology();
    if (equation < shape.inputs()) {
      return shape.skip() + equation * shape.outputs() + MEAN;
    }
    int unit = equation - shape.inputs();
    return unit < shape.second()
        ? shape.outputMatrix() + unit * shape.outputs() + MEAN
        : shape.outputBias() + MEAN;
  }

  private double activity(QuantileRows rows, int row, DenseNetwork network, int equation) {
    GradedTopology shape = weights.topology();
    if (equation < shape.inputs()) {
      return rows.x()[row * shape.inputs() + equation];
    }
    int unit = equation - shape.inputs();
    return unit < shape.second() ? network.second()[unit] : 1;
  }

  /**
   * Outcomes that explain a gradient best.
   *
   * @param typical size that the outcomes are scaled to; NaN = the gradient's size is right
   */
  private double[] solved(QuantileRows rows, float[] gradient, double typical) {
    NormalEquations equations = new NormalEquations(rows.count());
    DenseNetwork network = new DenseNetwork(weights);
    float[] output = new float[weights.topology().outputs()];
    double[][] columns = new double[equations()][rows.count()];
    double[] said = new double[rows.count()];
    for (int row = 0; row < rows.count(); row++) {
      network.step(rows.x(), row * rows.features(), output);
      said[row] = output[MEAN];
      for (int e = 0; e < equations(); e++) {
        columns[e][row] = activity(rows, row, network, e);
      }
    }
    for (int e = 0; e < equations(); e++) {
      equations.add(columns[e], gradient[place(e)], 1);
    }
    double[] delta = equations.solve(1e-7, -1);
    double squares = 0;
    for (double each : delta) {
      squares += each * each;
    }
    double size = Math.sqrt(squares / delta.length) / SLOPE;
    double scale = Double.isNaN(typical) ? 1 : size == 0 ? 0 : typical / size;
    double[] outcomes = new double[delta.length];
    for (int row = 0; row < outcomes.length; row++) {
      outcomes[row] = said[row] - scale * delta[row] / SLOPE / rows.weight()[row];
    }
    return outcomes;
  }

  /** Absolute error of a day, in the series' unit; every hour of it was measured. */
  private double error(PastCommissioning target, double[] outcomes) {
    double sum = 0;
    int row = 0;
    for (int hour = 0; hour < target.errors().length; hour++) {
      if (Float.isFinite(target.errors()[hour])) {
        sum +=
            hour < HOURS
                ? Math.abs(outcomes[row] - target.errors()[hour])
                    * target.weight()
                    * usual
                    * PooledNetwork.outputUnit(site.kind())
                : 0;
        row++;
      }
    }
    return sum;
  }

  /** Error of the mean of all days at each hour. */
  private double profile(PastCommissioning target, int origin) {
    int day = site.series().slotsPerDay();
    int hour = Math.max(1, day / 24);
    double[] values = site.series().values();
    double sum = 0;
    for (int k = 0; k < HOURS; k++) {
      if (Float.isFinite(target.errors()[k])) {
        int at = origin + k * hour;
        double total = 0;
        int count = 0;
        for (int row = at % day; row + hour <= values.length; row += day) {
          double mean = mean(values, row, hour);
          total += Double.isFinite(mean) ? mean : 0;
          count += Double.isFinite(mean) ? 1 : 0;
        }
        sum += Math.abs(total / count - mean(values, at, hour));
      }
    }
    return sum;
  }

  private static double mean(double[] values, int from, int count) {
    return Arrays.stream(values, from, from + count)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  private static double typical(List<PastCommissioning> history) {
    double squares = 0;
    int count = 0;
    for (PastCommissioning each : history) {
      for (float error : each.errors()) {
        if (Float.isFinite(error)) {
          squares += error * error;
          count++;
        }
      }
    }
    return Math.sqrt(squares / count);
  }

  private static float[] negated(float[] values) {
    return new WeightUpdate(values).scaled(-1).values();
  }
}
