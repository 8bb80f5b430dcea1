package io.spikewatt.inference.nir;

/** What came of reading a NIR file. */
public sealed interface NirRead {

  /**
   * A whole network.
   *
   * @param version of the writer, from the file; empty if the file has none
   */
  record Loaded(NirGraph graph, String version) implements NirRead {}

  /**
   * A refused file.
   *
   * @param detail the node, the expected and the actual content
   */
  record Refused(String detail) implements NirRead {}
}
