package io.spikewatt.inference.nir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A feed-forward network: one Input, one Output, and nodes between them. Several edges into a node
 * are summed. The constructor refuses any other graph with an {@link IllegalArgumentException} that
 * names the node, the expected and the actual content.
 *
 * @param nodes by name; a name holds no slash
 * @param edges in any order
 * @param metadata informative only
 */
public record NirGraph(
    Map<String, NirNode> nodes, List<Edge> edges, Map<String, MetaValue> metadata) {

  /** The values of one node go to another. */
  public record Edge(String from, String to) {
    @Override
    public String toString() {
      return from + " -> " + to;
    }
  }

  public NirGraph {
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    edges = List.copyOf(edges);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    checkEdges(nodes, edges);
    ends(nodes, edges);
    order(nodes, edges);
  }

  /** Names such that each node comes after all that it takes values from. */
  public List<String> order() {
    return order(nodes, edges);
  }

  /** Name of the only node of a class, or of the first: Input and Output are there once. */
  public String first(Class<? extends NirNode> kind) {
    return nodes.entrySet().stream()
        .filter(node -> kind.isInstance(node.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + kind.getSimpleName()));
  }

  /** Where the values of a node go. */
  public List<String> targets(String name) {
    return edges.stream().filter(e -> e.from().equals(name)).map(Edge::to).toList();
  }

  private static void checkEdges(Map<String, NirNode> nodes, List<Edge> edges) {
    for (String name : nodes.keySet()) {
      refuseIf(
          name.isEmpty() || name.contains("/"),
          () -> "node \"" + name + "\": expected a name without slash");
    }
    Set<Edge> seen = new LinkedHashSet<>();
    for (Edge edge : edges) {
      NirNode from = nodes.get(edge.from());
      NirNode to = nodes.get(edge.to());
      if (from == null || to == null) {
        throw new IllegalArgumentException(
            "edge %s: no node of that name, found %s".formatted(edge, nodes.keySet()));
      }
      refuseIf(!seen.add(edge), () -> "edge " + edge + " is given twice");
      refuseIf(
          from.outputs() != to.inputs(),
          () ->
              "edge %s: %s takes %d values, but %s gives %d"
                  .formatted(edge, edge.to(), to.inputs(), edge.from(), from.outputs()));
    }
  }

  /** One input, one output, and every other node between two others. */
  private static void ends(Map<String, NirNode> nodes, List<Edge> edges) {
    long inputs = nodes.values().stream().filter(NirNode.Input.class::isInstance).count();
    long outputs = nodes.values().stream().filter(NirNode.Output.class::isInstance).count();
    refuseIf(inputs != 1, () -> "expected one node of type Input, found " + inputs);
    refuseIf(outputs != 1, () -> "expected one node of type Output, found " + outputs);
    nodes.forEach(
        (name, node) -> {
          boolean fed = edges.stream().anyMatch(e -> e.to().equals(name));
          boolean read = edges.stream().anyMatch(e -> e.from().equals(name));
          boolean input = node instanceof NirNode.Input;
          boolean output = node instanceof NirNode.Output;
          refuseIf(
              fed == input,
              () -> "node %s: expected %s edge to it".formatted(name, input ? "no" : "an"));
          refuseIf(
              read == output,
              () -> "node %s: expected %s edge from it".formatted(name, output ? "no" : "an"));
        });
  }

  private static List<String> order(Map<String, NirNode> nodes, List<Edge> edges) {
    Set<String> left = new LinkedHashSet<>(nodes.keySet());
    List<String> order = new ArrayList<>();
    while (!left.isEmpty()) {
      List<String> ready =
          left.stream()
              .filter(
                  name ->
                      edges.stream().noneMatch(e -> e.to().equals(name) && left.contains(e.from())))
              .toList();
      refuseIf(
          ready.isEmpty(), () -> "expected a feed-forward network, found a cycle among " + left);
      order.addAll(ready);
      ready.forEach(left::remove);
    }
    return order;
  }

  private static void refuseIf(boolean wrong, Supplier<String> why) {
    if (wrong) {
      throw new IllegalArgumentException(why.get());
    }
  }
}
