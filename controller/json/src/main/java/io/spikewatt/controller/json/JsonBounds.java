package io.spikewatt.controller.json;

/**
 * Bounds of a document of somebody who is not trusted.
 *
 * @param values most values inside, objects and lists included
 * @param depth most levels of objects and lists
 * @param text longest text, characters
 * @param name longest name of a field, characters
 */
public record JsonBounds(int values, int depth, int text, int name) {

  /** Bounds of {@link JsonTree#strict(byte[])}: 20,000 values fit into 4 MB. */
  public static final JsonBounds USUAL = new JsonBounds(JsonTree.MOST_VALUES, 20, 65_536, 256);

  /** The bounds for the author of a document that is beyond one. */
  String words() {
    return "expected at most %d levels, %d characters a text and %d a name, and short numbers"
        .formatted(depth, text, name);
  }
}
