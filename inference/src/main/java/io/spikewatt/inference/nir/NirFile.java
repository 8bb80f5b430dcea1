package io.spikewatt.inference.nir;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.hdf5.Hdf5File;
import io.spikewatt.inference.nir.NirFile.NirRead;
import io.spikewatt.inference.nir.NirGraph.Edge;
import io.spikewatt.inference.nir.NirNode.Affine;
import io.spikewatt.inference.nir.NirNode.Neurons;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph in an HDF5 file, laid out as NIR's reference implementation does it (nir/serialization.py
 * of 1.0.7): {@code /version}, and {@code /node} with type, edges, nodes and metadata. Numbers are
 * written as 32-bit floats, matrices [outputs][inputs]; readers refuse datasets they do not know,
 * so everything else is in the metadata.
 */
public final class NirFile {
  /** Version of the layout, as the reference implementation counts it. */
  public static final String VERSION = "1.0.7";

  private NirFile() {}

  /** Reads a network, or returns why it is refused. */
  public static NirRead read(Path path) {
    return Hdf5File.read(path, NirFile::read, NirRead.Refused::new);
  }

  /** Writes a network to {@code path}, whose directory must exist. */
  public static FileWrite write(Path path, NirGraph graph) {
    return Hdf5File.write(
        path,
        file -> {
          file.putDataset("version", VERSION);
          graph(file.putGroup("node"), graph);
        });
  }

  private static void graph(WritableGroup root, NirGraph graph) {
    root.putDataset("type", "NIRGraph");
    String[][] edges =
        graph.edges().stream()
            .map(edge -> new String[] {edge.from(), edge.to()})
            .toArray(String[][]::new);
    root.putDataset("edges", edges);
    WritableGroup nodes = root.putGroup("nodes");
    graph.nodes().forEach((name, node) -> node(nodes.putGroup(name), node));
    if (!graph.metadata().isEmpty()) {
      WritableGroup metadata = root.putGroup(NirFields.METADATA);
      graph.metadata().forEach((name, value) -> metadata.putDataset(name, data(value)));
    }
  }

  private static void node(WritableGroup group, NirNode node) {
    group.putDataset("type", node.type());
    switch (node) {
      case NirNode.Terminal end -> group.putDataset("shape", new long[] {end.size()});
      case Affine affine -> {
        float[][] weight =
            Arrays.stream(affine.weight()).map(NirFile::floats).toArray(float[][]::new);
        group.putDataset("weight", weight);
        group.putDataset("bias", floats(affine.bias()));
      }
      case Neurons neurons ->
          neurons.parameters().forEach((name, values) -> group.putDataset(name, floats(values)));
    }
  }

  private static Object data(MetaValue value) {
    return switch (value) {
      case MetaValue.Text text -> text.value();
      case MetaValue.Texts texts -> texts.values().toArray(new String[0]);
      case MetaValue.Scalar number -> number.value();
      case MetaValue.Numbers numbers -> numbers.values();
      case MetaValue.Matrix matrix -> matrix.rows();
    };
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  public sealed interface NirRead {

    /** A whole network, and its writer's version, which may be empty. */
    record Loaded(NirGraph graph, String version) implements NirRead {}

    /** A refused file: the node, its expected and its actual content. */
    record Refused(String detail) implements NirRead {}
  }

  /** Reads the graph of an open file; an IllegalArgumentException refuses it. */
  private static NirRead read(Group file) {
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
    String version =
        file.getChildren().containsKey("version")
            ? new NirFields("the file", file).text("version")
            : "";
    return new NirRead.Loaded(new NirGraph(nodes, edges(graph), metadata(root)), version);
  }

  private static List<Edge> edges(NirFields graph) {
    Dataset edges = graph.dataset("edges");
    int[] shape = edges.getDimensions();
    // Writers store an empty list with neither two columns nor strings.
    if (edges.getSize() == 0) {
      return List.of();
    }
    if (shape.length != 2 || shape[1] != 2 || !(edges.getData() instanceof String[][] pairs)) {
      throw new IllegalArgumentException(
          "/node: expected edges as pairs of names, found " + NirFields.shape(edges));
    }
    return Arrays.stream(pairs).map(pair -> new Edge(pair[0], pair[1])).toList();
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
