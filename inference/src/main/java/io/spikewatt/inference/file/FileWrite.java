package io.spikewatt.inference.file;

/** Outcome of writing a file. */
public sealed interface FileWrite {

  /** The file is in its place, and its length. */
  record Written(long bytes) implements FileWrite {}

  /** Nothing changed: a file that was there before still is. The detail is for a person. */
  record Failed(String detail) implements FileWrite {}
}
