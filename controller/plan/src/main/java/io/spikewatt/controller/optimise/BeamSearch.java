package io.spikewatt.controller.optimise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows the values of a pass from the true energies, where a converter's runs are to be chosen.
 * Values are known on levels, but a converter with fixed powers leads between them: the few
 * cheapest courses so far go on side by side, each with its exact energies and costs, and only what
 * comes after them is read from the values. Not thread-safe.
 */
public final class BeamSearch {

  /** Most courses that go on after each slot. */
  private static final int WIDTH = 192;

  /** Parts of a step between levels: of courses with a heat in the same part, one goes on. */
  private static final double PARTS = 8;

  /**
   * Weight of exact heat outside the band beyond its price in the values. The search finds no
   * optimum: at the price alone, leaving the band replaces a course that keeps it at less cost.
   */
  private static final double FIRM = 1;

  private final BestAction bestAction;

  /**
   * A course's choice in a slot.
   *
   * @param kwh energies when the slot begins
   */
  public record Step(double[] kwh, SlotChoice choice) {}

  /**
   * The cheapest course.
   *
   * @param steps by slot
   * @param endKwh energies at the horizon's end
   */
  public record Course(List<Step> steps, double[] endKwh) {}

  /**
   * Where a course stands when a slot begins.
   *
   * @param parent number of the course among those before the last slot
   * @param cost of the slots so far
   */
  private record Node(int parent, double[] kwh, int committed, double cost) {}

  /** A choice that continues a course; {@code total}: cost so far and after it. */
  private record Option(int parent, SlotChoice choice, double total) {}

  /** Courses in one stand have about the same ahead of them. */
  private record Stand(int committed, long energy) {}

  public BeamSearch(BestAction bestAction) {
    this.bestAction = bestAction;
  }

  /**
   * The cheapest course of those that were followed.
   *
   * @param s storage whose converter has runs
   * @param committed its commitment when the plan begins
   * @param netKw net load by slot with storages at 0
   * @param pvKw PV that can be curtailed, by slot
   */
  public Course follow(
      Values values, int s, int committed, double[] fromKwh, double[] netKw, double[] pvKw) {
    List<List<Node>> nodes = new ArrayList<>();
    List<List<Option>> taken = new ArrayList<>();
    nodes.add(List.of(new Node(0, fromKwh.clone(), committed, 0)));
    for (int k = 0; k < netKw.length; k++) {
      List<Node> before = nodes.getLast();
      List<Option> options = options(values, k, s, before, netKw[k], pvKw[k]);
      List<Node> after = new ArrayList<>();
      for (Option option : options) {
        after.add(next(values, k, before.get(option.parent), option));
      }
      taken.add(options);
      nodes.add(after);
    }
    List<Node> ends = nodes.getLast();
    int best = cheapest(values, ends);
    Step[] steps = new Step[netKw.length];
    int at = best;
    for (int k = netKw.length - 1; k >= 0; k--) {
      Option option = taken.get(k).get(at);
      at = option.parent;
      steps[k] = new Step(nodes.get(k).get(at).kwh, option.choice);
    }
    return new Course(List.of(steps), ends.get(best).kwh);
  }

  /** Number of the cheapest course at the horizon's end. */
  private static int cheapest(Values values, List<Node> ends) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ends.size(); i++) {
      Node node = ends.get(i);
      double total = node.cost + values.end(node.committed, node.kwh);
      if (total < least) {
        least = total;
        best = i;
      }
    }
    return best;
  }

  /** The cheapest options first, one for each stand. */
  private List<Option> options(
      Values values, int k, int s, List<Node> before, double netKw, double pvKw) {
    List<Option> options = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      Node node = before.get(i);
      for (SlotChoice choice :
          bestAction.alternatives(values, k, node.committed, netKw, pvKw, node.kwh, s)) {
        options.add(new Option(i, choice, node.cost + choice.total()));
      }
    }
    options.sort(Comparator.comparingDouble(Option::total));
    double partKwh = values.grid(k).stepKwh(s) / PARTS;
    Set<Stand> stands = new HashSet<>();
    List<Option> best = new ArrayList<>();
    for (Option option : options) {
      double kwh = before.get(option.parent).kwh[s] + option.choice.kwh()[s];
      if (best.size() < WIDTH
          && stands.add(new Stand(option.choice.committed(), Math.round(kwh / partKwh)))) {
        best.add(option);
      }
    }
    return List.copyOf(best);
  }

  private static Node next(Values values, int k, Node before, Option option) {
    Storage[] stores = values.stores();
    SlotChoice choice = option.choice;
    double[] kwh = before.kwh.clone();
    for (int s = 0; s < stores.length; s++) {
      double after = values.energyAfter(k, s, kwh[s], choice.kwh()[s]);
      kwh[s] = stores[s].drained(k, after, values.problem().hours(k));
    }
    double cost = before.cost + choice.total() - choice.later() + values.ending(k, kwh);
    cost += FIRM * values.outside(k, kwh);
    return new Node(option.parent, kwh, choice.committed(), cost);
  }
}
