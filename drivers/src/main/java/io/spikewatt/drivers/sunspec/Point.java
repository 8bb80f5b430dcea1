package io.spikewatt.drivers.sunspec;

/**
 * One point of a model.
 *
 * @param name as in the specification; points of a group as {@code group.point}
 * @param offset registers from the model's first one, which holds its id
 * @param words registers that it takes
 * @param scale name of the point that holds its power of ten, or the power itself; empty for none
 */
record Point(String name, PointType type, int offset, int words, String scale) {

  /** First offset behind it. */
  int end() {
    return offset + words;
  }
}
