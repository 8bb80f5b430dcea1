package io.spikewatt.inference.linear;

import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.OriginRows;
import java.util.Arrays;

/**
 * One model a local hour of day of the target, all leads pooled: [slot of the hour one-hot, 1,
 * features, lead × {mean of the last day, same time a day ago, deviation of the last day}]. With
 * weeks rather than years of history it has far more rows a coefficient than {@link LeadDesign}.
 *
 * @param features number of features
 * @param parts slots in an hour
 * @param leads number of leads, which scales the lead
 * @param fading features whose worth changes with the lead
 */
public record HourDesign(int features, int parts, int leads, int[] fading) implements LinearDesign {

  public static HourDesign of(FeatureSet set, int parts, int leads) {
    int[] fading = {set.index("mean24h"), set.index("lag1"), set.index("deviation24h")};
    return new HourDesign(set.size(), parts, leads, fading);
  }

  @Override
  public int models() {
    return 24;
  }

  @Override
  public int columns() {
    return parts + 1 + features + fading.length;
  }

  @Override
  public int constant() {
    return parts;
  }

  @Override
  public int model(int lead, int hour) {
    return hour;
  }

  @Override
  public void fill(OriginRows rows, int index, double[] result) {
    Arrays.fill(result, 0, parts, 0);
    result[rows.part()[index]] = 1;
    result[parts] = 1;
    int from = index * features;
    for (int f = 0; f < features; f++) {
      result[parts + 1 + f] = rows.x()[from + f];
    }
    for (int i = 0; i < fading.length; i++) {
      result[parts + 1 + features + i] =
          (double) (rows.first() + index) / leads * rows.x()[from + fading[i]];
    }
  }

  @Override
  public void predict(LinearBank bank, OriginRows rows, float[] result) {
    for (int k = 0; k < rows.leads(); k++) {
      int model = model(rows.first() + k, rows.hour()[k]);
      result[k] = (float) said(bank.weights()[model], rows, k);
    }
  }

  private double said(float[] w, OriginRows rows, int k) {
    int from = k * features;
    double sum = (double) w[rows.part()[k]] + w[parts];
    sum += LinearBank.dot(w, parts + 1, rows.x(), from, features);
    double ahead = (double) (rows.first() + k) / leads;
    for (int i = 0; i < fading.length; i++) {
      sum += w[parts + 1 + features + i] * (ahead * rows.x()[from + fading[i]]);
    }
    return sum;
  }
}
