package io.spikewatt.inference.model;

/** What came of writing a model file. */
public sealed interface ModelWrite {

  /**
   * The file is in its place.
   *
   * @param bytes its length
   */
  record Written(int bytes) implements ModelWrite {}

  /**
   * Nothing changed: a file that was there before still is.
   *
   * @param detail what went wrong, for a person
   */
  record Failed(String detail) implements ModelWrite {}
}
