package io.spikewatt.controller.estimate;

import io.spikewatt.controller.estimate.PlantState.GridConnection;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the grid meter answers the batteries' moves. Each {@link Behaviour} of a meter implies a load
 * of its own, and the true one is that which does not move together with the batteries. A load that
 * moves before them is no evidence, because control follows the load. Confined to one thread.
 */
final class ResponseEvidence {

  /** How a meter's power changes with the site's, beside the load. */
  enum Behaviour {
    HONEST(1, 1),
    INVERTED(-1, -1),
    /** It is not where the batteries' power flows. */
    BLIND(0, 1),
    TENFOLD(10, 10);

    final double ofBatteries;
    final double ofOthers;

    Behaviour(double ofBatteries, double ofOthers) {
      this.ofBatteries = ofBatteries;
      this.ofOthers = ofOthers;
    }
  }

  /** Readings before and after the judged one within which a meter answers. */
  static final int REACH = 6;

  /** Readings after which the one in the middle is free of forgotten ones. */
  private static final int SETTLED = REACH + 4;

  private static final int LENGTH = 2 * REACH + 1;

  /** Readings after which nothing in the row is from before a gap, slopes included. */
  private static final int COMPLETE = LENGTH + 4;

  /** The meter's delay behind the batteries' telemetry, readings; negative = they are behind it. */
  private static final int EARLIEST = -REACH;

  private static final int LATEST = 3;

  /** Time constants of averaging meters, readings. */
  private static final double[] AVERAGES = {1, 2};

  private static final int ALIGNMENTS = LATEST - EARLIEST + 1 + AVERAGES.length;

  /** Changes of the trend up to this are noise, and above the cap say no more, of the rating. */
  private static final double NOISE = 0.01;

  private static final double CAP = 0.1;

  /** Moves of the batteries after which older evidence is down to 37 %, of the rating. */
  private static final double REMEMBERED = 0.5;

  /** Change of the trend, of the rating, that the batteries' moves must explain. */
  private static final double NEEDED = 0.06;

  /** Share of the change that may remain unexplained. */
  private static final double REMAINS = 0.5;

  /** Moves that must have been seen for a suspicion, and for a verdict, of the rating. */
  private static final double MOVED = 0.15;

  private static final double JUDGED = 0.08;

  /** Shares of a move that a meter shows afterwards: fewer or more than an honest one does. */
  private static final double UNANSWERED = 0.35;

  private static final double ANSWERED = 0.5;
  private static final double EXAGGERATED = 4;

  private final double ratedW;
  private final Trend meter = new Trend();
  private final Trend others = new Trend();
  private final Trend[] batteries = new Trend[1 + AVERAGES.length];
  private final double[] averagedW = new double[AVERAGES.length];
  private final Map<Behaviour, double[]> changedW = new EnumMap<>(Behaviour.class);
  private double movedW;
  private double answeredW;
  private double followedW;
  private double exaggeratedW;
  private int readings = COMPLETE;
  private int passed = SETTLED;
  private boolean began;

  /** The newest readings of a power, and the change of its trend with each, W. */
  private static final class Trend {
    final double[] watts = new double[LENGTH];
    final double[] bend = new double[LENGTH];

    void add(double value) {
      double[] slopes = new double[3];
      for (int i = 0; i < 3; i++) {
        slopes[i] = watts[LENGTH - 1 - i] - watts[LENGTH - 2 - i];
      }
      double bends = value - watts[LENGTH - 1] - median(slopes);
      System.arraycopy(watts, 1, watts, 0, LENGTH - 1);
      System.arraycopy(bend, 1, bend, 0, LENGTH - 1);
      watts[LENGTH - 1] = value;
      bend[LENGTH - 1] = bends;
    }

    /** Has been at rest. */
    void rest(double value) {
      Arrays.fill(watts, value);
      Arrays.fill(bend, 0);
    }

    private static double median(double[] three) {
      Arrays.sort(three);
      return three[1];
    }

    double largestBend(int first, int last) {
      return Arrays.stream(bend, first, last + 1).map(Math::abs).max().orElse(0);
    }

    /** The largest move in a direction within these readings, W, {@code >= 0}. */
    static double run(double[] watts, double direction) {
      double lowest = Double.POSITIVE_INFINITY;
      double run = 0;
      for (double value : watts) {
        lowest = Math.min(lowest, direction * value);
        run = Math.max(run, direction * value - lowest);
      }
      return run;
    }
  }

  /** {@code ratedW}: power of all batteries, W. */
  ResponseEvidence(double ratedW) {
    this.ratedW = ratedW;
    Arrays.setAll(batteries, i -> new Trend());
    for (Behaviour behaviour : Behaviour.values()) {
      changedW.put(behaviour, new double[ALIGNMENTS]);
    }
  }

  /** Discards the evidence; the row of readings goes on. */
  void forget() {
    passed = 0;
    movedW = 0;
    answeredW = 0;
    followedW = 0;
    exaggeratedW = 0;
    changedW.values().forEach(changed -> Arrays.fill(changed, 0));
  }

  /**
   * Begins a new row of readings; what they showed is kept. Nothing is cut from a row that begins
   * at rest, as that of a new process does: its first move may be the only one.
   *
   * @param atRest whether the batteries rested before the gap's end for more than {@link #REACH}
   *     readings
   */
  void interrupt(boolean atRest) {
    if (atRest) {
      began = false;
      readings = COMPLETE;
      passed = SETTLED;
    } else {
      readings = began ? 0 : readings;
    }
  }

  /**
   * The batteries have rested for more than {@link #REACH} readings. A row that was cut begins
   * anew: a move from before it could confuse no reading any more, and their next one may be the
   * only one.
   */
  void rest() {
    if (readings < COMPLETE) {
      interrupt(true);
    }
  }

  /**
   * Takes over one reading.
   *
   * @param meterW reading of the meter, W
   * @param othersW power of everything else that is measured, W into the bus
   * @param batteriesW the batteries' power, W into the bus
   */
  void add(double meterW, double othersW, double batteriesW) {
    if (!began) {
      began = true;
      meter.rest(meterW);
      others.rest(othersW);
      Arrays.stream(batteries).forEach(battery -> battery.rest(batteriesW));
      Arrays.fill(averagedW, batteriesW);
    }
    meter.add(meterW);
    others.add(othersW);
    batteries[0].add(batteriesW);
    for (int i = 0; i < AVERAGES.length; i++) {
      double keeps = readings == 0 ? 0 : Math.exp(-1 / AVERAGES[i]);
      averagedW[i] = batteriesW + keeps * (averagedW[i] - batteriesW);
      batteries[1 + i].add(averagedW[i]);
    }
    readings++;
    passed++;
    if (readings >= COMPLETE && passed > SETTLED && flows()) {
      if (moveAlone()) {
        compareBends();
      }
      compareMoves();
    }
  }

  /** Whether power flows through the meter; in an island none does. */
  private boolean flows() {
    double mostW = Arrays.stream(meter.watts).map(Math::abs).max().orElse(0);
    return mostW > Math.max(GridConnection.FLOWS_W, NOISE * ratedW);
  }

  /** Whether other devices, whose telemetry may be late, do not move with the batteries. */
  private boolean moveAlone() {
    double otherBendW = others.largestBend(REACH - LATEST, REACH + LATEST);
    return otherBendW < 2 * NOISE * ratedW || otherBendW < batteries[0].largestBend(0, LENGTH - 1);
  }

  /** Judges the reading in the middle by the load that each behaviour implies. */
  private void compareBends() {
    double keeps = Math.exp(-beyondNoise(batteries[0].bend[REACH]) / (REMEMBERED * ratedW));
    for (Behaviour behaviour : Behaviour.values()) {
      double[] changed = Objects.requireNonNull(changedW.get(behaviour));
      for (int i = 0; i < ALIGNMENTS; i++) {
        int delay = Math.min(EARLIEST + i, LATEST);
        boolean averages = EARLIEST + i > LATEST;
        int at = REACH + (averages ? 0 : delay);
        double battery = batteries[averages ? EARLIEST + i - LATEST : 0].bend[REACH];
        double load =
            meter.bend[at] + behaviour.ofOthers * others.bend[at] + behaviour.ofBatteries * battery;
        changed[i] = keeps * changed[i] + Math.min(beyondNoise(load), CAP * ratedW);
      }
    }
  }

  /** Judges it by the meter's answer to the batteries' move. */
  private void compareMoves() {
    double stepW = batteries[0].watts[REACH] - batteries[0].watts[REACH - 1];
    double keeps = Math.exp(-beyondNoise(stepW) / (REMEMBERED * ratedW));
    movedW *= keeps;
    answeredW *= keeps;
    followedW *= keeps;
    exaggeratedW *= keeps;
    if (beyondNoise(stepW) > NOISE * ratedW) {
      double moves = Math.signum(stepW);
      double answer = shown(moves, -moves);
      movedW += Math.abs(stepW);
      answeredW += Math.abs(stepW) * Math.min(1, answer);
      exaggeratedW += answer > EXAGGERATED ? Math.abs(stepW) : 0;
      followedW += Math.abs(stepW) * Math.min(1, shown(moves, moves));
    }
  }

  /** The meter's move in a direction while the batteries moved, as a share of their move. */
  private double shown(double moves, double direction) {
    double[] without = new double[LENGTH];
    Arrays.setAll(without, i -> meter.watts[i] + others.watts[i]);
    return Trend.run(without, direction) / Trend.run(batteries[0].watts, moves);
  }

  private double beyondNoise(double watts) {
    return Math.max(0, Math.abs(watts) - NOISE * ratedW);
  }

  /**
   * The behaviour that explains the meter clearly better than an honest one; a reason to look more
   * closely.
   *
   * @param doubt how much more evidence than usual it takes, {@code >= 1}
   */
  Optional<Behaviour> suspicion(double doubt) {
    if (movedW < MOVED * ratedW) {
      return Optional.empty();
    }
    Behaviour best = Behaviour.HONEST;
    for (Behaviour behaviour : Behaviour.values()) {
      best = leastW(behaviour) < leastW(best) ? behaviour : best;
    }
    double honestW = leastW(Behaviour.HONEST);
    boolean isClear =
        honestW - leastW(best) >= doubt * NEEDED * ratedW && leastW(best) <= REMAINS * honestW;
    boolean fits =
        best == Behaviour.TENFOLD ? exaggeratedW > movedW / 2 : answeredW < UNANSWERED * movedW;
    return isClear && fits ? Optional.of(best) : Optional.empty();
  }

  /**
   * The behaviour by what the meter showed of the batteries' moves alone. It is right for a move
   * that does not follow the load, such as that to neutral in a hold; empty before one, or if the
   * load hides the answer.
   */
  Optional<Behaviour> verdict() {
    if (movedW < JUDGED * ratedW) {
      return Optional.empty();
    }
    double answer = answeredW / movedW;
    double follows = followedW / movedW;
    if (answer >= ANSWERED) {
      return Optional.of(exaggeratedW > movedW / 2 ? Behaviour.TENFOLD : Behaviour.HONEST);
    }
    if (follows > answer + ANSWERED) {
      return Optional.of(Behaviour.INVERTED);
    }
    return answer < ANSWERED / 2 ? Optional.of(Behaviour.BLIND) : Optional.empty();
  }

  private double leastW(Behaviour behaviour) {
    return Arrays.stream(Objects.requireNonNull(changedW.get(behaviour))).min().orElseThrow();
  }
}
