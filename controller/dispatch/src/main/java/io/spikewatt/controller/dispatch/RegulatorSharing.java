package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shares one power among several batteries in one direction. As few as suffice run, least losses
 * first, because each has losses of its own. They share by power and remaining energy (or room), so
 * that they become empty (or full) together. Order and shares change slowly; only power that one
 * cannot take moves at once. Confined to one thread.
 */
final class RegulatorSharing {

  /** Another battery starts when the running ones are this busy. */
  private static final double CALL_AT = 0.8;

  /** A battery stops when the others would be no busier than this, for this long. */
  private static final double LET_GO_AT = 0.5;

  private static final Duration LET_GO_AFTER = Duration.ofMinutes(1);

  /** Share of the whole power that may move between batteries in a second. */
  private static final double SHIFT_PER_S = 0.05;

  /** A battery with less than this left to give (or take) is spared. */
  private static final double SPARED = 0.3;

  /** Handicap of an empty battery against a full one, as if it were losses. */
  private static final double SPARED_LOSS = 0.2;

  /** Margin by which another order must be better. */
  private static final double CLEARLY = 0.02;

  private final int size;
  private final double cycleS;
  private final double[] share;
  private final List<Integer> order = new ArrayList<>();
  private int running;
  private Optional<Moment> enoughSince = Optional.empty();

  /**
   * Ability of one battery in the requested direction.
   *
   * @param mostW largest power, W, {@code >= 0}; 0 = it cannot
   * @param left share of its usable energy that it can still give (or take), 0..1
   * @param efficiency in this direction, 0..1
   */
  record Offer(double mostW, double left, double efficiency) {

    /** Of a battery that does not share. */
    static final Offer NONE = new Offer(0, 0, 1);

    private double loss() {
      double spared = Math.max(0, 1 - left / SPARED) * SPARED_LOSS;
      return mostW > 0 ? 1 - efficiency + spared : Double.POSITIVE_INFINITY;
    }

    private double weight() {
      return mostW * Math.max(0.02, left);
    }
  }

  /**
   * @param size number of batteries
   * @param cycleS period of the control cycle, s
   */
  RegulatorSharing(int size, double cycleS) {
    this.size = size;
    this.cycleS = cycleS;
    this.share = new double[size];
    this.running = Math.min(1, size);
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
  }

  /**
   * Splits a power.
   *
   * @param powerW W, {@code >= 0}
   * @param offers one a battery, always in the same order
   * @return W, {@code >= 0}, for each; they add up to {@code powerW} if the batteries can
   */
  double[] split(double powerW, List<Offer> offers, Moment now) {
    rank(offers);
    count(powerW, offers, now);
    shift(wanted(offers));
    return within(powerW, offers);
  }

  /** Changes the order where the later one is clearly better. */
  private void rank(List<Offer> offers) {
    for (int pass = 0; pass < size; pass++) {
      for (int i = 0; i + 1 < size; i++) {
        int first = order.get(i);
        int second = order.get(i + 1);
        if (offers.get(first).loss() > offers.get(second).loss() + CLEARLY) {
          order.set(i, second);
          order.set(i + 1, first);
        }
      }
    }
  }

  private void count(double powerW, List<Offer> offers, Moment now) {
    while (running < size && powerW > CALL_AT * mostW(running, offers)) {
      running++;
      enoughSince = Optional.empty();
    }
    boolean enough = running > 1 && powerW < LET_GO_AT * mostW(running - 1, offers);
    enoughSince = enough ? Optional.of(enoughSince.orElse(now)) : Optional.empty();
    if (enough && now.since(enoughSince.orElse(now)).compareTo(LET_GO_AFTER) >= 0) {
      running--;
      enoughSince = Optional.empty();
    }
  }

  private double mostW(int first, List<Offer> offers) {
    double sum = 0;
    for (int i : order.subList(0, Math.min(first, size))) {
      sum += offers.get(i).mostW();
    }
    return sum;
  }

  private double[] wanted(List<Offer> offers) {
    double[] wanted = new double[size];
    double sum = 0;
    for (int i : order.subList(0, running)) {
      sum += offers.get(i).weight();
    }
    for (int i : order.subList(0, running)) {
      wanted[i] = sum > 0 ? offers.get(i).weight() / sum : 0;
    }
    return wanted;
  }

  private void shift(double[] wanted) {
    double lacking = 0;
    for (int i = 0; i < size; i++) {
      lacking = Math.max(lacking, Math.abs(wanted[i] - share[i]));
    }
    double sum = 0;
    for (double one : share) {
      sum += one;
    }
    double part = sum == 0 || lacking == 0 ? 1 : Math.min(1, SHIFT_PER_S * cycleS / lacking);
    for (int i = 0; i < size; i++) {
      share[i] += part * (wanted[i] - share[i]);
    }
  }

  /** Splits by the shares; power beyond one's range goes to the others by their room. */
  private double[] within(double powerW, List<Offer> offers) {
    double[] watts = new double[size];
    double given = 0;
    double room = 0;
    for (int i = 0; i < size; i++) {
      watts[i] = Math.min(share[i] * powerW, offers.get(i).mostW());
      given += watts[i];
      room += offers.get(i).mostW() - watts[i];
    }
    double rest = Math.min(powerW - given, room);
    for (int i = 0; i < size && rest > 0 && room > 0; i++) {
      watts[i] += rest * (offers.get(i).mostW() - watts[i]) / room;
    }
    return watts;
  }
}
