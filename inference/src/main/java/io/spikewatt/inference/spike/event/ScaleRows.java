package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.spike.Topology;

/**
 * The weights that share a scale, as places in the topology's flat vector. In this order: a
 * neuron's inputs and its bias [hidden], an output's traces [outputs], an output's skip [outputs].
 */
record ScaleRows(Topology shape) {

  int count() {
    return shape.hidden() + 2 * shape.outputs();
  }

  int length(int row) {
    int o = row - shape.hidden();
    if (o < 0) {
      return shape.inputs() + 1;
    }
    return o < shape.outputs() ? shape.hidden() : shape.inputs();
  }

  /** Index of a row's i-th weight. */
  int place(int row, int i) {
    int o = row - shape.hidden();
    if (o < 0) {
      // The biases follow the input matrix, as if they belonged to one input more.
      return i * shape.hidden() + row;
    }
    return o < shape.outputs()
        ? shape.output() + o * shape.hidden() + i
        : shape.skip() + (o - shape.outputs()) * shape.inputs() + i;
  }
}
