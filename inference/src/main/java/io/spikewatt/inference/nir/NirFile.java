package io.spikewatt.inference.nir;

import io.jhdf.api.WritableGroup;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.hdf5.Hdf5File;
import io.spikewatt.inference.nir.NirNode.Affine;
import io.spikewatt.inference.nir.NirNode.Neurons;
import java.nio.file.Path;

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
    return Hdf5File.read(path, file -> new NirReader(file).read(), NirRead.Refused::new);
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
    String[][] edges = new String[graph.edges().size()][];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = new String[] {graph.edges().get(i).from(), graph.edges().get(i).to()};
    }
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
        float[][] weight = new float[affine.outputs()][];
        for (int o = 0; o < weight.length; o++) {
          weight[o] = floats(affine.weight()[o]);
        }
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
}
