package io.spikewatt.inference.linear;

import io.spikewatt.inference.feature.OriginRows;
import java.util.Arrays;

/** One model a lead: [hour of day one-hot, the same on weekends (loads), 1, features]. */
public record LeadDesign(int leads, int features, boolean weekends) implements LinearDesign {
  private static final int HOURS = 24;

  @Override
  public int models() {
    return leads;
  }

  @Override
  public int columns() {
    return constant() + 1 + features;
  }

  @Override
  public int constant() {
    return weekends ? 2 * HOURS : HOURS;
  }

  @Override
  public int model(int lead, int hour) {
    return lead;
  }

  @Override
  public void fill(OriginRows rows, int index, double[] result) {
    Arrays.fill(result, 0, constant(), 0);
    result[rows.hour()[index]] = 1;
    if (weekends && rows.weekend()[index]) {
      result[HOURS + rows.hour()[index]] = 1;
    }
    result[constant()] = 1;
    int from = index * features;
    for (int f = 0; f < features; f++) {
      result[constant() + 1 + f] = rows.x()[from + f];
    }
  }

  @Override
  public void predict(LinearBank bank, OriginRows rows, float[] result) {
    for (int k = 0; k < rows.leads(); k++) {
      int hour = rows.hour()[k];
      float[] w = bank.weights()[model(rows.first() + k, hour)];
      double head = (double) w[hour] + w[constant()];
      if (weekends && rows.weekend()[k]) {
        head += w[HOURS + hour];
      }
      double sum = LinearBank.dot(w, constant() + 1, rows.x(), k * features, features);
      result[k] = (float) (head + sum);
    }
  }
}
