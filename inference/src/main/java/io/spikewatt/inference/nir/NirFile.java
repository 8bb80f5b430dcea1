package io.spikewatt.inference.nir;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.nir.NirNode.Affine;
import io.spikewatt.inference.nir.NirNode.Neurons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A graph in an HDF5 file, laid out as NIR's reference implementation does it (nir/serialization.py
 * of 1.0.7): {@code /version}, and {@code /node} with type, edges, nodes and metadata. Numbers are
 * written as 32-bit floats, matrices [outputs][inputs]; readers refuse datasets they do not know,
 * so everything else is in the metadata.
 */
public final class NirFile {
  /** Version of the layout, as the reference implementation counts it. */
  public static final String VERSION = "1.0.7";

  private static final long MAX_BYTES = 64 << 20;

  private NirFile() {}

  /** Reads a network, or returns why it is refused. */
  public static NirRead read(Path path) {
    byte[] bytes;
    try {
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        return new NirRead.Refused(size + " bytes, expected at most " + MAX_BYTES);
      }
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      return new NirRead.Refused(e.toString());
    }
    // From memory, where a length that a damaged file claims ends at its end; read from a channel,
    // the library would first allocate it.
    try (HdfFile file = HdfFile.fromBytes(bytes)) {
      return new NirReader(file).read();
    } catch (IllegalArgumentException e) {
      return new NirRead.Refused(String.valueOf(e.getMessage()));
    } catch (RuntimeException | NoClassDefFoundError e) {
      // A damaged file can cause any exception of the library, and a filter that NIR does not use
      // needs a class that is not shipped.
      return new NirRead.Refused("not a readable HDF5 file: " + e);
    }
  }

  /** Writes a network to {@code path}, whose directory must exist. */
  public static FileWrite write(Path path, NirGraph graph) {
    Path beside = path.resolveSibling(path.getFileName() + ".new");
    try {
      try (WritableHdfFile file = HdfFile.write(beside)) {
        file.putDataset("version", VERSION);
        graph(file.putGroup("node"), graph);
      }
      long bytes = Files.size(beside);
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
      return new FileWrite.Written(bytes);
    } catch (IOException | HdfException e) {
      return new FileWrite.Failed(e.getCause() == null ? e.toString() : e.getCause().toString());
    }
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
