package io.spikewatt.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Circles of a graph: nodes that each reach each other. */
final class Circles {

  private Circles() {}

  /**
   * @param edges from each node to others
   * @return the largest circles, of two nodes or more
   */
  static List<SortedSet<String>> of(Map<String, Set<String>> edges) {
    Map<String, Set<String>> reached = new TreeMap<>();
    edges.keySet().forEach(node -> reached.put(node, reachedFrom(node, edges)));
    List<SortedSet<String>> circles = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    for (String node : reached.keySet()) {
      SortedSet<String> circle = new TreeSet<>();
      for (String other : reached.getOrDefault(node, Set.of())) {
        if (reached.getOrDefault(other, Set.of()).contains(node)) {
          circle.add(other);
        }
      }
      if (circle.size() > 1 && seen.addAll(circle)) {
        circles.add(circle);
      }
    }
    return circles;
  }

  private static Set<String> reachedFrom(String start, Map<String, Set<String>> edges) {
    Set<String> reached = new TreeSet<>();
    List<String> open = new ArrayList<>(List.of(start));
    while (!open.isEmpty()) {
      for (String next : edges.getOrDefault(open.removeLast(), Set.of())) {
        if (reached.add(next)) {
          open.add(next);
        }
      }
    }
    return reached;
  }
}
