package io.spikewatt.controller.source;

/**
 * Where the values of one quantity are in an answer.
 *
 * @param path path, column or element
 * @param optional whether they may be missing altogether
 */
record ValuePlace(String path, boolean optional) {

  /** A place that must be there. */
  static ValuePlace required(String path) {
    return new ValuePlace(path, false);
  }
}
