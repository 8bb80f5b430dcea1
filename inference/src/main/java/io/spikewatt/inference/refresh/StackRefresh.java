package io.spikewatt.inference.refresh;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.fixedpoint.InputGrid;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.HourDesign;
import io.spikewatt.inference.linear.LeadDesign;
import io.spikewatt.inference.linear.LinearBank;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.StackMember;
import java.util.Arrays;

/**
 * A {@link LinearStack} that is refreshed by deltas. An input is sent when it has moved by the
 * threshold since it was last sent, and only then do its models compute:
 *
 * <pre>
 *   |x - sent| &gt;= threshold         inputs have a standard deviation of 1
 *   sum  += (x - sent) w               for each linear model of the target
 *   leaf  = leaf xor question          of each tree with a split between the two
 *   sent  = x
 * </pre>
 *
 * <p>Models of an hour stay with their target; those of a lead are computed anew from the sent
 * values once a slot. Inputs, weights and leaves are whole numbers, so sums do not depend on the
 * past: at threshold 0 a refresh is a dense one to the bit. Allocates nothing. Immutable; the
 * caller owns the state.
 */
public final class StackRefresh {
  private static final int MEMBERS = StackMember.LINEAR;

  /** Members of which each lead has a model. */
  private static final int LEADS = StackMember.HOUR_MEAN.index();

  private final LinearStack stack;
  private final int features;
  private final int inputs;

  /** Least move that is sent, whole numbers of 2^-24. */
  private final int step;

  private final FixedWeights[] banks = new FixedWeights[MEMBERS];
  private final SplitIndex splits;

  /**
   * @param threshold in standard deviations of an input, 0 to 1
   * @throws IllegalArgumentException if the threshold is out of range, or the models do not fit
   *     whole numbers
   */
  public StackRefresh(LinearStack stack, double threshold) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("a threshold of " + threshold);
    }
    this.stack = stack;
    features = stack.hour().features();
    inputs = features + stack.hour().fading().length;
    step = (int) Math.max(1, Math.rint(Math.scalb(threshold, FixedWeights.PLACES)));
    Arrays.setAll(banks, member -> new FixedWeights(stack.banks()[member]));
    splits = new SplitIndex(stack.trees(), features);
  }

  /** A state of which nothing was sent. */
  public RefreshState newState() {
    return new RefreshState(stack.lead().leads(), inputs, features, MEMBERS, splits.trees());
  }

  /**
   * Refreshes the forecasts of some targets.
   *
   * @param slot number of the slot of lead 0, on a count that goes on from call to call
   * @param rows of the targets, as they are known now
   * @param forecast of as many leads; its room is not used
   * @throws IllegalArgumentException if an input is not finite; the state must then be forgotten
   */
  public void refresh(RefreshState state, long slot, OriginRows rows, BaseForecast forecast) {
    refresh(state, slot, rows, forecast, step);
  }

  /** As {@link #refresh} at threshold 0, at a slot's start: all that changed is sent. */
  public void renew(RefreshState state, long slot, OriginRows rows, BaseForecast forecast) {
    refresh(state, slot, rows, forecast, 1);
  }

  private void refresh(
      RefreshState state, long slot, OriginRows rows, BaseForecast forecast, int least) {
    state.refreshes++;
    for (int k = 0; k < rows.leads(); k++) {
      long target = slot + rows.first() + k;
      int place = (int) Math.floorMod(target, (long) state.targets);
      if (!rows.dark()[k]) {
        if (state.target[place] != target) {
          begin(state, place, rows, k);
          state.target[place] = target;
        }
        send(state, place, rows, k, least);
        state.forecasts++;
        state.denseProducts += (long) LEADS * features + (long) (MEMBERS - LEADS) * inputs;
        state.denseWalks += splits.trees();
      }
      boolean known = state.target[place] == target;
      for (int member = 0; member < MEMBERS; member++) {
        forecast.candidates()[member][k] =
            known ? FixedWeights.toFloat(state.sums[place * MEMBERS + member]) : 0;
      }
      forecast.of(StackMember.TREE_MEDIAN)[k] =
          known ? SplitIndex.toFloat(state.treeMedian[place]) : 0;
      forecast.of(StackMember.TREE_MEAN)[k] = known ? SplitIndex.toFloat(state.treeMean[place]) : 0;
    }
    stack.combine(rows, forecast);
  }

  private void begin(RefreshState state, int place, OriginRows rows, int k) {
    Arrays.fill(state.sent, place * inputs, (place + 1) * inputs, 0);
    Arrays.fill(state.steps, place * features, (place + 1) * features, 0);
    state.lead[place] = -1;
    HourDesign design = stack.hour();
    for (int member = LEADS; member < MEMBERS; member++) {
      int[] w = banks[member].of(rows.hour()[k]);
      state.sums[place * MEMBERS + member] =
          FixedWeights.whole(w[rows.part()[k]]) + FixedWeights.whole(w[design.constant()]);
    }
    splits.begin(state, place);
  }

  private void send(RefreshState state, int place, OriginRows rows, int k, int least) {
    double ahead = Math.max(0, rows.first() + k - rows.elapsed());
    int nearest = (int) Math.rint(ahead);
    boolean stays = state.lead[place] == nearest;
    for (int f = 0; f < features; f++) {
      float x = rows.x()[k * features + f];
      int moved = moved(state, place, f, x, least);
      int before = state.steps[place * features + f];
      int now = InputGrid.ofNear(x);
      // At threshold 0 a move below a whole number may still be one on the trees' grid.
      if (moved != 0 || (least == 1 && now != before)) {
        sendToHours(state, place, rows.hour()[k], f, moved);
        if (stays) {
          sendToLead(state, place, nearest, f, moved);
        }
        splits.cross(state, place, f, before, now);
        state.steps[place * features + f] = now;
      }
    }
    int[] fading = stack.hour().fading();
    for (int i = 0; i < fading.length; i++) {
      double x = ahead / stack.hour().leads() * rows.x()[k * features + fading[i]];
      int moved = moved(state, place, features + i, x, least);
      if (moved != 0) {
        sendToHours(state, place, rows.hour()[k], features + i, moved);
      }
    }
    if (!stays) {
      computeLead(state, place, nearest, rows, k);
    }
  }

  /** What an input has moved by since it was sent; 0 below the least move. */
  private int moved(RefreshState state, int place, int input, double x, int least) {
    if (!(Math.abs(x) <= Standardiser.CLIP)) {
      throw new IllegalArgumentException("input " + input + " is " + x);
    }
    int now = (int) Math.rint(x * (1 << FixedWeights.PLACES));
    int off = now - state.sent[place * inputs + input];
    return Math.abs(off) < least ? 0 : off;
  }

  private void sendToHours(RefreshState state, int place, int hour, int input, int moved) {
    state.sent[place * inputs + input] += moved;
    int column = stack.hour().constant() + 1 + input;
    for (int member = LEADS; member < MEMBERS; member++) {
      state.sums[place * MEMBERS + member] += (long) moved * banks[member].of(hour)[column];
      state.products++;
    }
    state.sends++;
  }

  private void sendToLead(RefreshState state, int place, int lead, int input, int moved) {
    int column = stack.lead().constant() + 1 + input;
    for (int member = 0; member < LEADS; member++) {
      state.sums[place * MEMBERS + member] += (long) moved * banks[member].of(lead)[column];
      state.products++;
    }
  }

  private void computeLead(RefreshState state, int place, int lead, OriginRows rows, int k) {
    LeadDesign design = stack.lead();
    for (int member = 0; member < LEADS; member++) {
      int[] w = banks[member].of(lead);
      int hour = rows.hour()[k];
      long sum = FixedWeights.whole(w[hour]) + FixedWeights.whole(w[design.constant()]);
      if (design.weekends() && rows.weekend()[k]) {
        sum += FixedWeights.whole(w[hour + design.constant() / 2]);
      }
      for (int f = 0; f < features; f++) {
        sum += (long) state.sent[place * inputs + f] * w[design.constant() + 1 + f];
      }
      state.sums[place * MEMBERS + member] = sum;
      state.products += features;
    }
    state.lead[place] = lead;
  }

  /** Weights of linear models as whole numbers of 2^-24, models × columns. */
  private static final class FixedWeights {
    /** Binary places of an input and of a weight; a sum has twice as many. */
    static final int PLACES = 24;

    /** Sum of a model's absolute weights below which 64 bits hold every sum of inputs up to 8. */
    private static final double MOST = 1 << 11;

    /** So that a weight is an int. */
    private static final double LARGEST = 1 << 7;

    private final int[][] codes;

    /** Throws IllegalArgumentException if a weight is not finite, or if a sum could overflow. */
    FixedWeights(LinearBank bank) {
      codes = new int[bank.weights().length][];
      for (int model = 0; model < codes.length; model++) {
        float[] weights = bank.weights()[model];
        codes[model] = new int[weights.length];
        double sum = 0;
        for (int c = 0; c < weights.length; c++) {
          if (!(Math.abs(weights[c]) < LARGEST)) {
            throw new IllegalArgumentException("a weight of " + weights[c]);
          }
          sum += Math.abs(weights[c]);
          codes[model][c] = (int) Math.rint(Math.scalb((double) weights[c], PLACES));
        }
        if (!(sum < MOST)) {
          throw new IllegalArgumentException("weights that sum to " + sum);
        }
      }
    }

    int[] of(int model) {
      return codes[model];
    }

    /** A weight times an input of 1. */
    static long whole(int weight) {
      return (long) weight << PLACES;
    }

    static float toFloat(long sum) {
      return (float) Math.scalb((double) sum, -2 * PLACES);
    }
  }
}
