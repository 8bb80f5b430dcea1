package io.spikewatt.inference.nir;

import java.util.List;

/** One metadata value of a file; readers of the format ignore it. */
public sealed interface MetaValue {

  /** A text. */
  record Text(String value) implements MetaValue {}

  /** Several texts. */
  record Texts(List<String> values) implements MetaValue {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** A number. */
  record Scalar(double value) implements MetaValue {}

  /** Several numbers. */
  record Numbers(double[] values) implements MetaValue {}

  /** A matrix, row by row. */
  record Matrix(double[][] rows) implements MetaValue {}
}
