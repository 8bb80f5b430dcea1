package io.spikewatt.inference.file;

/** Outcome of writing a file. */
public sealed interface FileWrite {

  /** The file is in its place; its length. */
  record Written(long bytes) implements FileWrite {}

  /** Nothing changed: an earlier file is kept. The detail is for a person. */
  record Failed(String detail) implements FileWrite {}
}
