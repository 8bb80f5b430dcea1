package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.learnt.ErrorBand;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.ForecastBounds;
import io.spikewatt.inference.linear.HourDesign;
import io.spikewatt.inference.linear.LeadDesign;
import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearDesign;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.MedianCurve;
import io.spikewatt.inference.linear.StackMember;
import io.spikewatt.inference.score.SampleQuantile;
import io.spikewatt.inference.tree.BoostedTrees;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Fits the learnt members of a stack and its weights. */
record StackTrainer(
    LeadDesign lead,
    HourDesign hour,
    ForecastBounds bounds,
    LearningSettings settings,
    BooleanSupplier cancelled) {

  /** A fitted stack and its out-of-fold forecasts of its rows, made on access. */
  record Fitted(LinearStack stack, List<BaseForecast> crossFitted) {}

  /** Fits members and weights. */
  Fitted fit(OriginSequence sequence) {
    Sample sample = new Sample(sequence);
    LinearFit[] ofLeads = fits(lead, settings.leadPenalties(), sample);
    LinearFit[] ofHours = fits(hour, settings.hourPenalties(), sample);
    LinearFit[] fits = {ofLeads[0], ofLeads[1], ofHours[0], ofHours[1]};
    TreeTrainer trainer = new TreeTrainer(sequence, cancelled);
    BoostedTrees[] otherTrees = trainer.without();
    double[][] none = new double[LinearStack.GROUPS][StackMember.COUNT];
    CrossFittedForecasts plain =
        new CrossFittedForecasts(sequence, without(fits, otherTrees, none, none));
    float[][][] members = new float[sample.origins.length][][];
    Arrays.setAll(members, i -> plain.get(sample.origins[i]).candidates());
    double[][] forMedian = weights(members, sample.targets, RegressionLoss.ABSOLUTE);
    double[][] forMean = weights(members, sample.targets, RegressionLoss.SQUARED);
    LinearBank[] banks = Arrays.stream(fits).map(LinearFit::bank).toArray(LinearBank[]::new);
    MedianCurve curve = curve(members, sample.targets, forMedian);
    return new Fitted(
        new LinearStack(lead, hour, banks, trainer.fit(), forMedian, forMean, curve, bounds),
        new CrossFittedForecasts(sequence, without(fits, otherTrees, forMedian, forMean)));
  }

  /** Fits of a design, one a loss: each a mixture of those of all losses and penalties. */
  private LinearFit[] fits(LinearDesign design, double[][] penalties, Sample sample) {
    LinearFit[] variants = new LinearTrainer(sample.all, design, cancelled).fitAll(penalties);
    float[][][] said = sample.of(design, variants);
    LinearFit[] fits = new LinearFit[penalties.length];
    int next = 0;
    for (RegressionLoss loss : RegressionLoss.values()) {
      double[] shares = StackWeights.fit(said, sample.targets, 0, sample.all.leads(), loss);
      cautious(shares, loss);
      fits[next++] = LinearFit.mixed(variants, shares);
    }
    return fits;
  }

  /** Stacks of members fitted without one block each. */
  private LinearStack[] without(
      LinearFit[] fits, BoostedTrees[] trees, double[][] forMedian, double[][] forMean) {
    LinearStack[] stacks = new LinearStack[LinearTrainer.BLOCKS];
    for (int b = 0; b < stacks.length; b++) {
      int block = b;
      LinearBank[] banks =
          Arrays.stream(fits).map(fit -> fit.without()[block]).toArray(LinearBank[]::new);
      stacks[b] =
          new LinearStack(
              lead, hour, banks, trees[b], forMedian, forMean, MedianCurve.NONE, bounds);
    }
    return stacks;
  }

  private double[][] weights(float[][][] members, float[][] targets, RegressionLoss loss) {
    double[][] weights = new double[LinearStack.GROUPS][];
    int from = 0;
    for (int group = 0; group < weights.length; group++) {
      int to = from;
      while (to < lead.leads() && LinearStack.group(to, hour.parts()) == group) {
        to++;
      }
      weights[group] = StackWeights.cautious(members, targets, from, to, loss, prior(loss));
      from = to;
    }
    return weights;
  }

  /** Of the later half of the origins: people change. Of a load alone; none gains a plant. */
  private MedianCurve curve(float[][][] members, float[][] targets, double[][] forMedian) {
    int leads = lead.leads();
    float[] said = new float[targets.length * leads];
    float[] came = new float[said.length];
    int count = 0;
    for (int i = targets.length / 2; lead.weekends() && i < targets.length; i++) {
      for (int k = 0; k < leads; k++) {
        if (!Float.isNaN(targets[i][k])) {
          double[] weights = forMedian[LinearStack.group(k, hour.parts())];
          double median = 0;
          for (int member = 0; member < weights.length; member++) {
            median += weights[member] * members[i][member][k];
          }
          said[count] = (float) median;
          came[count++] = targets[i][k];
        }
      }
    }
    return MedianCurveFit.of(Arrays.copyOf(said, count), Arrays.copyOf(came, count));
  }

  /** Prior weights of the members: equal for those fitted on this loss. */
  private static double[] prior(RegressionLoss loss) {
    double[] prior = new double[StackMember.COUNT];
    boolean mean = loss == RegressionLoss.SQUARED;
    prior[(mean ? StackMember.LEAD_MEAN : StackMember.LEAD_MEDIAN).index()] = 1.0 / 3;
    prior[(mean ? StackMember.HOUR_MEAN : StackMember.HOUR_MEDIAN).index()] = 1.0 / 3;
    prior[(mean ? StackMember.TREE_MEAN : StackMember.TREE_MEDIAN).index()] = 1.0 / 3;
    return prior;
  }

  /** Shares of penalties for the mean go half of the way to equal ones, as the fits drift apart. */
  private static void cautious(double[] shares, RegressionLoss loss) {
    for (int i = 0; loss == RegressionLoss.SQUARED && i < shares.length; i++) {
      shares[i] = (shares[i] + 1.0 / shares.length) / 2;
    }
  }

  /** P10 and P90 of the honest errors at each hour of day. */
  static ErrorBand band(List<OriginRows> origins, List<BaseForecast> bases) {
    double[][] errors = new double[24][1 << 10];
    int[] count = new int[24];
    for (int i = 0; i < bases.size(); i++) {
      OriginRows rows = origins.get(i);
      float[] median = bases.get(i).median();
      for (int k = 0; k < rows.leads(); k++) {
        if (!rows.dark()[k] && !Float.isNaN(rows.target()[k])) {
          int hour = rows.hour()[k];
          if (count[hour] == errors[hour].length) {
            errors[hour] = Arrays.copyOf(errors[hour], 2 * count[hour]);
          }
          errors[hour][count[hour]++] = rows.target()[k] - median[k];
        }
      }
    }
    float[] low = new float[24];
    float[] high = new float[24];
    for (int hour = 0; hour < 24; hour++) {
      if (count[hour] > 0) {
        double[] sorted = Arrays.copyOf(errors[hour], count[hour]);
        Arrays.sort(sorted);
        low[hour] = (float) Math.min(0, SampleQuantile.of(sorted, 0.1));
        high[hour] = (float) Math.max(0, SampleQuantile.of(sorted, 0.9));
      }
    }
    return new ErrorBand(low, high);
  }

  /** Some of the origins, at all times of day, and their daylight targets. */
  private static final class Sample {
    final OriginSequence all;
    final int[] origins;
    final float[][] targets;

    Sample(OriginSequence all) {
      this.all = all;
      int every = stride(all.size() * all.leads());
      origins = IntStream.range(0, all.size()).filter(i -> i % every == 0).toArray();
      targets = new float[origins.length][];
      Arrays.setAll(targets, i -> daylight(all.get(origins[i])));
    }

    /** Origins × fits × leads: out-of-sample forecasts of the fits. */
    float[][][] of(LinearDesign linearDesign, LinearFit[] fits) {
      float[][][] said = new float[origins.length][fits.length][all.leads()];
      for (int i = 0; i < origins.length; i++) {
        int block = LinearTrainer.block(origins[i], all.size());
        OriginRows rows = all.get(origins[i]);
        for (int fit = 0; fit < fits.length; fit++) {
          linearDesign.predict(fits[fit].without()[block], rows, said[i][fit]);
        }
      }
      return said;
    }
  }

  /** Origins to step over so that the weights see enough rows, at all times of day. */
  private static int stride(int rows) {
    int every = Math.max(1, rows / StackWeights.MAX_ROWS);
    // Origins repeat their hours each day; a stride without 2 and 3 in it meets them all.
    while (every > 1 && (every % 2 == 0 || every % 3 == 0)) {
      every--;
    }
    return every;
  }

  /** Targets without the dark slots, which every member gets right. */
  private static float[] daylight(OriginRows rows) {
    float[] targets = rows.target().clone();
    for (int k = 0; k < targets.length; k++) {
      if (rows.dark()[k]) {
        targets[k] = Float.NaN;
      }
    }
    return targets;
  }

  /**
   * Out-of-fold forecasts: the forecast from each origin of a stack that was fitted without it.
   * Computed on each access, like the rows of {@link OriginSequence}, because all of them would not
   * fit a gateway's memory.
   */
  private static final class CrossFittedForecasts extends AbstractList<BaseForecast>
      implements RandomAccess {
    private final OriginSequence sequence;
    private final LinearStack[] without;

    /** {@code without}: stacks that were fitted without one block each. */
    CrossFittedForecasts(OriginSequence sequence, LinearStack[] without) {
      this.sequence = sequence;
      this.without = without;
    }

    @Override
    public int size() {
      return sequence.size();
    }

    @Override
    public BaseForecast get(int index) {
      return without[LinearTrainer.block(index, sequence.size())].predict(sequence.get(index));
    }
  }
}
