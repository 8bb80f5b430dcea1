package io.spikewatt.inference.nir;

/** What came of writing a NIR file. */
public sealed interface NirWrite {

  /**
   * The file is in its place.
   *
   * @param bytes its length
   */
  record Written(long bytes) implements NirWrite {}

  /**
   * Nothing changed: a file that was there before still is.
   *
   * @param detail what went wrong, for a person
   */
  record Failed(String detail) implements NirWrite {}
}
