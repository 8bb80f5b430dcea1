package io.spikewatt.drivers.sunspec;

/**
 * One point of a model.
 *
 * @param name as in the specification
 * @param offset registers from the first one of its group; of a model, that one holds the id
 * @param words number of its registers
 * @param scale name of the model's point that holds its power of ten, or the power itself; empty
 *     for none
 */
record Point(String name, PointType type, int offset, int words, String scale) {

  /** First offset behind it. */
  int end() {
    return offset + words;
  }
}
