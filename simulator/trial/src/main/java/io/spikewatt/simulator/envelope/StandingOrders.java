package io.spikewatt.simulator.envelope;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What senders have ordered and the controller has confirmed. Each sender has one order of a kind;
 * a later one of its own replaces it, and no other sender's does. A confirmed order holds until its
 * time is over, by the wall clock or since it was given, whichever ends it first: over restarts and
 * reloads, unless nothing could be stored when it was confirmed.
 */
public final class StandingOrders {

  /** Kinds of orders. */
  public enum Kind {
    /** Largest import, W. */
    IMPORT_LIMIT,
    /** Largest export, W. */
    EXPORT_LIMIT,
    /** State of charge kept for outages, percent. */
    RESERVE,
    /** A mode of the site: 1 = an island, 0 = another. */
    MODE
  }

  /**
   * @param id unique among all orders
   * @param sender who gives it; empty = a message that names none
   * @param value W or percent
   * @param from when it begins to hold, by the wall clock
   * @param until when it ends, by the wall clock
   */
  public record Order(
      String id, String sender, Kind kind, double value, Instant from, Instant until) {}

  /** Time after which an order without an answer cannot have replaced another one, s. */
  private static final double UNANSWERED_S = 60;

  private record Key(String sender, Kind kind) {}

  private record Asked(Order order, int number, double atS, double endsS) {}

  private record Held(Asked asked, boolean stored) {}

  private final Map<String, Asked> asked = new HashMap<>();
  private final Map<Key, Asked> newest = new HashMap<>();
  private final Map<Key, Held> held = new HashMap<>();

  /** Confirmed, but not stored when control began anew: it may know them, and need not. */
  private final Map<Key, Asked> perhapsHeld = new HashMap<>();

  private Instant wallClock = Instant.MIN;
  private boolean storing = true;
  private double nowS;
  private int number;

  StandingOrders() {}

  void now(double seconds) {
    nowS = seconds;
  }

  /**
   * Sets the controller's circumstances of this second.
   *
   * @param wall its clock, right or wrong
   * @param canStore whether its disk takes anything
   */
  public void circumstances(Instant wall, boolean canStore) {
    wallClock = wall;
    storing = canStore;
  }

  /** An order was sent; it counts once it is confirmed. */
  public void asked(Order order) {
    double lastsS = Duration.between(wallClock, order.until()).toMillis() / 1_000.0;
    Asked one = new Asked(order, number++, nowS, nowS + lastsS);
    asked.put(order.id(), one);
    newest.put(key(order), one);
  }

  /** The controller has answered an order; answers to others are ignored. */
  public void answered(String id, boolean accepted) {
    Asked one = asked.get(id);
    if (one == null) {
      return;
    }
    Key key = key(one.order);
    Held before = held.get(key);
    if (accepted && (before == null || before.asked.number <= one.number)) {
      held.put(key, new Held(one, storing));
      perhapsHeld.remove(key);
    }
    newest.remove(key, one);
  }

  /** Control begins anew, in a new process or by a reload: it knows what was stored. */
  public void beginsAnew() {
    held.forEach(
        (key, one) -> {
          if (!one.stored) {
            perhapsHeld.put(key, one.asked);
          }
        });
    held.values().removeIf(one -> !one.stored);
  }

  /** The smallest of the limits that hold; infinite = none. */
  double limitW(Kind kind) {
    return values(kind).stream().mapToDouble(it -> it).min().orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * The smallest import limit that may be in force, W: one ends when both clocks say so, and one
   * without an answer may hold, too, or one that could not be stored.
   */
  double possibleImportLimitW() {
    double smallestW = Double.POSITIVE_INFINITY;
    for (Asked one : asked.values()) {
      boolean over = nowS >= one.endsS && !wallClock.isBefore(one.order.until());
      Key key = key(one.order);
      Held kept = held.get(key);
      boolean current =
          one.equals(newest.get(key))
              || one.equals(perhapsHeld.get(key))
              || (kept != null && kept.asked.equals(one));
      if (key.kind == Kind.IMPORT_LIMIT && current && !over) {
        smallestW = Math.min(smallestW, one.order.value());
      }
    }
    return smallestW;
  }

  /** The largest reserve that holds, percent; empty = none is ordered. */
  OptionalDouble reservePct() {
    return values(Kind.RESERVE).stream().mapToDouble(it -> it).max();
  }

  /** Whether an island is requested. */
  boolean island() {
    return values(Kind.MODE).contains(1.0);
  }

  private List<Double> values(Kind kind) {
    List<Double> values = new ArrayList<>();
    held.forEach(
        (key, one) -> {
          Order order = one.asked.order;
          if (key.kind == kind
              && nowS < one.asked.endsS
              && wallClock.isBefore(order.until())
              && !wallClock.isBefore(order.from())
              && !beingReplaced(key)) {
            values.add(order.value());
          }
        });
    return values;
  }

  /** Whether a later order of the same sender may be in force without an answer. */
  private boolean beingReplaced(Key key) {
    Asked later = newest.get(key);
    return later != null && nowS - later.atS < UNANSWERED_S;
  }

  private static Key key(Order order) {
    return new Key(order.sender, order.kind);
  }

  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<Double> values = values(kind);
      if (!values.isEmpty()) {
        texts.add(kind + " " + values);
      }
    }
    return String.join(", ", texts);
  }
}
