package io.spikewatt.inference.nir;

/** What came of reading a NIR file. */
public sealed interface NirRead {

  /**
   * A whole network.
   *
   * @param version that the file says it was written by; empty if it says none
   */
  record Loaded(NirGraph graph, String version) implements NirRead {}

  /**
   * No network that is known here.
   *
   * @param detail which node, what was expected and what was found
   */
  record Refused(String detail) implements NirRead {}
}
