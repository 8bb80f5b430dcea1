package io.spikewatt.inference.file;

/** Outcome of writing a file. */
public sealed interface FileWrite {

  /**
   * The file is in its place.
   *
   * @param bytes its length
   */
  record Written(long bytes) implements FileWrite {}

  /**
   * Nothing changed: a file that was there before still is.
   *
   * @param detail what went wrong, for a person
   */
  record Failed(String detail) implements FileWrite {}
}
