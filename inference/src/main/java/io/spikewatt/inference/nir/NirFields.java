package io.spikewatt.inference.nir;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.spikewatt.inference.nir.NirNode.Affine;
import io.spikewatt.inference.nir.NirNode.CubaLif;
import io.spikewatt.inference.nir.NirNode.Input;
import io.spikewatt.inference.nir.NirNode.Li;
import io.spikewatt.inference.nir.NirNode.Lif;
import io.spikewatt.inference.nir.NirNode.Output;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The datasets of one group. Every error message names place, expected and actual content. */
final class NirFields {
  /** Longest array of a network that can run here; a compressed array may claim any length. */
  static final long MAX_VALUES = 1 << 22;

  /** Group of what readers may ignore. */
  static final String METADATA = "metadata";

  private static final String RESET = "v_reset";

  private final String place;
  private final Group group;
  private final Set<String> used = new HashSet<>(Set.of("type", METADATA));

  NirFields(String place, Group group) {
    this.place = place;
    this.group = group;
  }

  /** The node that the fields describe; refuses unknown fields, which could change the meaning. */
  NirNode node() {
    String type = text("type");
    NirNode node;
    try {
      node =
          switch (type) {
            case "Input" -> new Input(size());
            case "Output" -> new Output(size());
            case "Linear" -> linear(matrix("weight"));
            case "Affine" -> new Affine(matrix("weight"), vector("bias"));
            case "LI" -> new Li(vector("tau"), vector("r"), vector("v_leak"));
            case "LIF" ->
                new Lif(
                    vector("tau"), vector("r"), vector("v_leak"), reset(), vector("v_threshold"));
            case "CubaLIF" ->
                new CubaLif(
                    vector("tau_syn"),
                    vector("tau_mem"),
                    vector("r"),
                    vector("v_leak"),
                    reset(),
                    vector("v_threshold"),
                    vector("w_in"));
            default ->
                throw refused(
                    "expected a type Input, Output, Linear, Affine, LI, LIF or CubaLIF, found "
                        + type);
          };
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw why.startsWith(place) ? e : refused(why);
    }
    Set<String> unknown = new TreeSet<>(group.getChildren().keySet());
    unknown.removeAll(used);
    if (!unknown.isEmpty()) {
      throw refused("expected nothing beside the fields of " + type + ", found " + unknown);
    }
    return node;
  }

  private static Affine linear(double[][] weight) {
    return new Affine(weight, new double[weight.length]);
  }

  /** Files from before NIR knew a reset reset to 0. */
  private double[] reset() {
    return group.getChildren().containsKey(RESET)
        ? vector(RESET)
        : new double[vector("v_threshold").length];
  }

  private int size() {
    double[] shape = vector("shape");
    if (shape.length != 1) {
      throw refused("expected a shape of one dimension, found " + Arrays.toString(shape));
    }
    return (int) shape[0];
  }

  Group group(String name) {
    if (group.getChildren().get(name) instanceof Group found) {
      return found;
    }
    throw refused("expected a group " + name + ", found " + names());
  }

  Dataset dataset(String name) {
    Node node = group.getChildren().get(name);
    used.add(name);
    if (!(node instanceof Dataset found)) {
      throw refused("expected a field " + name + ", found " + names());
    }
    if (!reasonable(found)) {
      throw refused(
          "%s has %d values in %d bytes, expected at most %d values"
              .formatted(name, found.getSize(), found.getSizeInBytes(), MAX_VALUES));
    }
    return found;
  }

  /** Whether the sizes that a dataset claims can be allocated. */
  static boolean reasonable(Dataset dataset) {
    long chunk = 1;
    if (dataset instanceof ChunkedDataset chunked) {
      for (int size : chunked.getChunkDimensions()) {
        chunk = size < 1 || size > MAX_VALUES / chunk ? MAX_VALUES + 1 : chunk * size;
      }
    }
    return dataset.getSize() <= MAX_VALUES
        && dataset.getSizeInBytes() <= MAX_VALUES * Double.BYTES
        && chunk <= MAX_VALUES;
  }

  String text(String name) {
    Dataset dataset = dataset(name);
    if (dataset.getData() instanceof String text) {
      return text;
    }
    throw refused("expected a text as " + name + ", found " + shape(dataset));
  }

  private double[] vector(String name) {
    Dataset dataset = dataset(name);
    if (dataset.isScalar()) {
      throw refused(name + " is a scalar, expected an array of one value a neuron");
    }
    return numbers(name, dataset, 1);
  }

  private double[][] matrix(String name) {
    Dataset dataset = dataset(name);
    double[] flat = numbers(name, dataset, 2);
    int[] shape = dataset.getDimensions();
    double[][] rows = new double[shape[0]][];
    Arrays.setAll(rows, row -> Arrays.copyOfRange(flat, row * shape[1], (row + 1) * shape[1]));
    return rows;
  }

  private double[] numbers(String name, Dataset dataset, int dimensions) {
    if (dataset.getDimensions().length != dimensions) {
      throw refused(
          "expected %s of %d dimensions, found %s".formatted(name, dimensions, shape(dataset)));
    }
    double[] numbers = new double[(int) dataset.getSize()];
    if (numbers.length > 0) {
      Object flat = dataset.getDataFlat();
      if (!flat.getClass().isArray() || !flat.getClass().componentType().isPrimitive()) {
        throw refused("expected numbers as " + name + ", found " + shape(dataset));
      }
      Arrays.setAll(numbers, i -> ((Number) Array.get(flat, i)).doubleValue());
    }
    return numbers;
  }

  static String shape(Dataset dataset) {
    return dataset.getJavaType().getSimpleName() + Arrays.toString(dataset.getDimensions());
  }

  private Set<String> names() {
    return new TreeSet<>(group.getChildren().keySet());
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(place + ": " + why);
  }
}
