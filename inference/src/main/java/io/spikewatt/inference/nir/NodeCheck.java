package io.spikewatt.inference.nir;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conditions of every node; each error message names the expected and the actual content. */
final class NodeCheck {

  private NodeCheck() {}

  static void size(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("shape is [" + size + "], expected at least 1");
    }
  }

  static void affine(double[][] weight, double[] bias) {
    if (weight.length == 0 || weight[0].length == 0) {
      throw new IllegalArgumentException("weight is empty");
    }
    for (double[] row : weight) {
      finite("weight", row);
    }
    finite("bias", bias);
    if (bias.length != weight.length) {
      throw new IllegalArgumentException(
          "bias has %d values, expected as many as weight has rows: %d"
              .formatted(bias.length, weight.length));
    }
  }

  /** The arrays of a layer by their name in a file, checked; the first one gives its size. */
  static Map<String, double[]> neurons(List<String> names, double[]... arrays) {
    Map<String, double[]> byName = new LinkedHashMap<>();
    for (int i = 0; i < arrays.length; i++) {
      neurons(arrays[0].length, names.get(i), arrays[i]);
      byName.put(names.get(i), arrays[i]);
    }
    return byName;
  }

  private static void neurons(int size, String name, double[] values) {
    if (values.length != size || size == 0) {
      throw new IllegalArgumentException(
          "%s has %d values, expected one a neuron: %d".formatted(name, values.length, size));
    }
    finite(name, values);
    for (double value : values) {
      if (name.startsWith("tau") && !(value > 0)) {
        throw new IllegalArgumentException(name + " is " + value + ", expected above 0");
      }
    }
  }

  private static void finite(String name, double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " holds " + value + ", expected finite numbers");
      }
    }
  }
}
