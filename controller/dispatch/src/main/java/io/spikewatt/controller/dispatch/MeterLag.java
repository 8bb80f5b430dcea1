package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the lag of the meter at the grid connection. An averaging meter still shows what a
 * battery did a second ago, so control would answer its own echo. Of several first-order lags it
 * picks the one with the smoothest net load while devices move: least slope and least curvature,
 * because a steady ramp alone would favour a false lag. Only measured powers are evidence. Confined
 * to one thread.
 */
final class MeterLag {

  private static final double[] CANDIDATES_S = {0, 0.5, 1, 1.5, 2, 3, 4, 6};

  /** Weight that older evidence keeps after one more reading in movement. */
  private static final double KEEPS = 0.99;

  /** Another lag must explain the readings better by this factor. */
  private static final double CLEARLY = 0.7;

  /** Gap after which the meter's filtered value is unknown, s. */
  private static final double GAP_S = 5;

  private final double movesW;
  private final double[] seenW = new double[CANDIDATES_S.length];
  private final double[] stepW = new double[CANDIDATES_S.length];
  private final double[] movedW = new double[CANDIDATES_S.length];
  private final double[] bentW = new double[CANDIDATES_S.length];
  private double evidence;
  private int chosen;
  private @Nullable Moment last;
  private double lastMeterW;
  private Devices lastDevices = new Devices(0, Set.of(), false);

  /**
   * The controlled devices when the meter was read.
   *
   * @param watts power of all together, W into the bus
   * @param known ids of the devices included
   * @param measured whether each of them was measured at that moment
   */
  record Devices(double watts, Set<String> known, boolean measured) {
    Devices {
      known = Set.copyOf(known);
    }
  }

  /** {@code movesW}: the devices count as moving when the slowest meter would be off by this, W. */
  MeterLag(double movesW) {
    this.movesW = movesW;
  }

  /** The estimated lag, s. */
  double seconds() {
    return CANDIDATES_S[chosen];
  }

  /**
   * Takes over a reading; a repeated one changes nothing.
   *
   * @param meterW reading of the meter, W
   * @return the part of the devices' power that the meter already shows, W
   */
  double seenW(double meterW, Devices devices, Moment at) {
    double seconds = last == null ? Double.POSITIVE_INFINITY : at.since(last).toNanos() * 1e-9;
    if (seconds <= 0) {
      return seenW[chosen];
    }
    if (seconds > GAP_S || !devices.known().equals(lastDevices.known())) {
      Arrays.fill(seenW, devices.watts());
      Arrays.fill(stepW, 0);
    } else if (devices.measured() && lastDevices.measured()) {
      learn(meterW, devices.watts(), seconds);
    } else {
      for (int i = 0; i < CANDIDATES_S.length; i++) {
        seenW[i] = behind(seenW[i], devices.watts(), seconds, CANDIDATES_S[i]);
      }
      Arrays.fill(stepW, 0);
    }
    last = at;
    lastMeterW = meterW;
    lastDevices = devices;
    return seenW[chosen];
  }

  /**
   * The same for a poll between two readings; changes no state.
   *
   * @param devicesW power of all controlled devices at that moment, W into the bus
   */
  double glimpsedW(double devicesW, Moment at) {
    double seconds = last == null ? Double.POSITIVE_INFINITY : at.since(last).toNanos() * 1e-9;
    return seconds > GAP_S || seconds <= 0
        ? devicesW
        : behind(seenW[chosen], devicesW, seconds, CANDIDATES_S[chosen]);
  }

  private void learn(double meterW, double devicesW, double seconds) {
    boolean moving = Math.abs(lastDevices.watts() - seenW[CANDIDATES_S.length - 1]) > movesW;
    for (int i = 0; i < CANDIDATES_S.length; i++) {
      double seen = behind(seenW[i], devicesW, seconds, CANDIDATES_S[i]);
      double step = meterW - lastMeterW + seen - seenW[i];
      if (moving) {
        movedW[i] = KEEPS * movedW[i] + capped(step);
        bentW[i] = KEEPS * bentW[i] + capped(step - stepW[i]);
      }
      stepW[i] = step;
      seenW[i] = seen;
    }
    if (moving) {
      evidence = KEEPS * evidence + 1;
      choose();
    }
  }

  /** A load that switches meanwhile is no evidence, and must not outweigh the rest. */
  private double capped(double watts) {
    return Math.min(Math.abs(watts), 10 * movesW);
  }

  private void choose() {
    int best = chosen;
    for (int i = 0; i < CANDIDATES_S.length; i++) {
      boolean bendsLess = bentW[i] < CLEARLY * bentW[chosen];
      best = bendsLess && movedW[i] < movedW[best] ? i : best;
    }
    // Smaller movement is the meter's own noise.
    boolean matters = movedW[chosen] > evidence * movesW / 4;
    if (evidence > 5 && matters && movedW[best] < CLEARLY * movedW[chosen]) {
      chosen = best;
    }
  }

  /** A first-order lag behind a straight line from the devices' last power to {@code to}. */
  private double behind(double seen, double to, double seconds, double tauS) {
    if (tauS == 0) {
      return to;
    }
    double from = lastDevices.watts();
    double slope = (to - from) / seconds;
    return to - slope * tauS + (seen - from + slope * tauS) * Math.exp(-seconds / tauS);
  }
}
