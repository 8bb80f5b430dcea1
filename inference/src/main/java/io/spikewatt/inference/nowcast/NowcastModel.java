package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.tree.QuantileTrees;
import java.time.Instant;
import java.util.List;

/**
 * A learnt model of one series' minutes.
 *
 * @param kind of the series
 * @param followsSky whether it is a model of the clear-sky index
 * @param scale unit of the members' inputs and outputs, above 0: W, or W a kW/m²
 * @param standardiser of the features
 * @param members the learnt members
 * @param start where the blend starts
 * @param from start of the first minute that was learnt from
 * @param to end of the last one
 */
public record NowcastModel(
    SeriesKind kind,
    boolean followsSky,
    double scale,
    Standardiser standardiser,
    LearntMembers members,
    BlendStart start,
    Instant from,
    Instant to) {

  /** Threshold of the graded spikes, in standard deviations of a sender's activity. */
  public static final float THRESHOLD = 0.05f;

  /** Members of the blend: last minute, mean of 15, network, trees. */
  public static final int MEMBERS = PersistenceMembers.MEMBERS + 2;

  /** Place of the network among them. */
  public static final int NETWORK = PersistenceMembers.MEMBERS;

  /** Place of the trees. */
  public static final int TREES = PersistenceMembers.MEMBERS + 1;

  /** Stable name of this kind and version of nowcaster. */
  public static final String ID = "nowcast-graded-spikes/1";

  /** The learnt members, relative to the last minute: network, its threshold, trees by window. */
  public record LearntMembers(
      QuantisedGradedWeights network, float threshold, List<QuantileTrees> trees) {

    public LearntMembers {
      trees = List.copyOf(trees);
      if (trees.size() != NowcastWindows.COUNT
          || network.topology().inputs() != NowcastFeatures.COUNT
          || network.topology().outputs() != NowcastWindows.OUTPUTS) {
        throw new IllegalArgumentException("members of other features or windows");
      }
      for (QuantileTrees tree : trees) {
        for (int feature : tree.features()) {
          if (feature < 0 || feature >= NowcastFeatures.COUNT) {
            throw new IllegalArgumentException("a tree asks for feature " + feature);
          }
        }
      }
    }
  }

  /**
   * Where the blend starts, before the record of service.
   *
   * @param weights windows × {@link #MEMBERS}, at least 0, their sum 1
   * @param bandFactors windows × {below, above the median}: logarithms
   */
  public record BlendStart(double[][] weights, double[][] bandFactors) {

    public BlendStart {
      boolean sound =
          weights.length == NowcastWindows.COUNT && bandFactors.length == NowcastWindows.COUNT;
      for (int w = 0; sound && w < NowcastWindows.COUNT; w++) {
        double sum = 0;
        for (double weight : weights[w]) {
          sound &= weight >= 0;
          sum += weight;
        }
        sound &= weights[w].length == MEMBERS && Math.abs(sum - 1) < 1e-6;
        for (double factor : bandFactors[w]) {
          sound &= Math.abs(factor) < 3;
        }
        sound &= bandFactors[w].length == 2;
      }
      if (!sound) {
        throw new IllegalArgumentException("weights and factors that are none");
      }
    }
  }

  public NowcastModel {
    if (!(scale > 0 && scale < Double.MAX_VALUE)
        || standardiser.mean().length != NowcastFeatures.COUNT
        || standardiser.deviation().length != NowcastFeatures.COUNT) {
      throw new IllegalArgumentException("a model of other features");
    }
  }

  /** Whether it can serve that series; a plant's new position makes another model necessary. */
  public boolean fits(SeriesKind of, NowcastSettings settings) {
    return kind == of && followsSky == new SkyIndex(of, settings).followsSky();
  }

  /** The same with another threshold; 0 is exact. */
  public NowcastModel withThreshold(float threshold) {
    LearntMembers same = new LearntMembers(members.network, threshold, members.trees);
    return new NowcastModel(kind, followsSky, scale, standardiser, same, start, from, to);
  }

  /** The same with one member alone, 0 to {@link #MEMBERS} - 1. */
  public NowcastModel alone(int member) {
    double[][] weights = new double[NowcastWindows.COUNT][MEMBERS];
    for (double[] window : weights) {
      window[member] = 1;
    }
    BlendStart only = new BlendStart(weights, new double[NowcastWindows.COUNT][2]);
    return new NowcastModel(kind, followsSky, scale, standardiser, members, only, from, to);
  }
}
