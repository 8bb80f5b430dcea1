package io.spikewatt.inference.linear;

import io.spikewatt.inference.feature.OriginRows;
import java.util.Arrays;

/**
 * One model a lead: [hour of day one-hot, the same on weekends (loads), 1, features].
 *
 * @param leads number of leads
 * @param features number of features
 * @param weekends whether weekends have hours of their own
 */
public record LeadDesign(int leads, int features, boolean weekends) implements Design {
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
  public void fill(OriginRows rows, int index, double[] out) {
    Arrays.fill(out, 0, constant(), 0);
    out[rows.hour()[index]] = 1;
    if (weekends && rows.weekend()[index]) {
      out[HOURS + rows.hour()[index]] = 1;
    }
    out[constant()] = 1;
    int from = index * features;
    for (int f = 0; f < features; f++) {
      out[constant() + 1 + f] = rows.x()[from + f];
    }
  }
}
