package io.spikewatt.inference.nir;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.spikewatt.inference.nir.NirGraph.Edge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the graph out of an open file; what does not fit is an {@link IllegalArgumentException}.
 */
final class NirReader {
  private final Group file;

  NirReader(Group file) {
    this.file = file;
  }

  NirRead read() {
    Group root = new NirFields("the file", file).group("node");
    NirFields graph = new NirFields("/node", root);
    if (!graph.text("type").equals("NIRGraph")) {
      throw new IllegalArgumentException(
          "/node: expected type NIRGraph, found " + graph.text("type"));
    }
    Map<String, NirNode> nodes = new LinkedHashMap<>();
    for (Node child : graph.group("nodes")) {
      if (!(child instanceof Group group)) {
        throw new IllegalArgumentException(
            "node " + child.getName() + ": expected a group, found a dataset");
      }
      nodes.put(child.getName(), new NirFields("node " + child.getName(), group).node());
    }
    return new NirRead.Loaded(new NirGraph(nodes, edges(graph), metadata(root)), version());
  }

  private String version() {
    return file.getChildren().containsKey("version")
        ? new NirFields("the file", file).text("version")
        : "";
  }

  private static List<Edge> edges(NirFields graph) {
    Dataset edges = graph.dataset("edges");
    int[] shape = edges.getDimensions();
    List<Edge> list = new ArrayList<>();
    // Writers store an empty list with neither two columns nor strings.
    if (edges.getSize() > 0) {
      if (shape.length != 2 || shape[1] != 2 || !(edges.getData() instanceof String[][] pairs)) {
        throw new IllegalArgumentException(
            "/node: expected edges as pairs of names, found " + NirFields.shape(edges));
      }
      for (String[] pair : pairs) {
        list.add(new Edge(pair[0], pair[1]));
      }
    }
    return list;
  }

  /** The metadata of known types; nothing depends on the rest. */
  private static Map<String, MetaValue> metadata(Group root) {
    Map<String, MetaValue> metadata = new LinkedHashMap<>();
    if (root.getChildren().get(NirFields.METADATA) instanceof Group group) {
      for (Node child : group) {
        if (child instanceof Dataset dataset && NirFields.reasonable(dataset)) {
          switch (dataset.getData()) {
            case String text -> metadata.put(child.getName(), new MetaValue.Text(text));
            case String[] texts ->
                metadata.put(child.getName(), new MetaValue.Texts(List.of(texts)));
            case Number number ->
                metadata.put(child.getName(), new MetaValue.Scalar(number.doubleValue()));
            case double[] numbers -> metadata.put(child.getName(), new MetaValue.Numbers(numbers));
            case double[][] rows -> metadata.put(child.getName(), new MetaValue.Matrix(rows));
            default -> {}
          }
        }
      }
    }
    return metadata;
  }
}
