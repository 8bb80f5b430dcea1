package io.spikewatt.controller.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An XML element by its local name: its attributes, and its text or the elements inside.
 *
 * @param attributes values by local name
 * @param text without space at its ends; empty with elements inside
 */
record XmlTree(String name, Map<String, String> attributes, String text, List<XmlTree> children) {

  XmlTree {
    attributes = Map.copyOf(attributes);
    children = List.copyOf(children);
  }

  /** Root of a document. */
  static XmlTree of(byte[] document) throws AnswerProblem {
    return XmlReader.read(document, XmlReader.LONGEST_TEXT);
  }

  /**
   * Root of a document.
   *
   * @param longestText characters of a text that are kept
   */
  static XmlTree of(byte[] document, int longestText) throws AnswerProblem {
    return XmlReader.read(document, longestText);
  }

  /** Elements of a name directly inside. */
  Stream<XmlTree> all(String childName) {
    return children.stream().filter(child -> child.name.equals(childName));
  }

  /** The first element of a name directly inside. */
  Optional<XmlTree> first(String childName) {
    return all(childName).findFirst();
  }

  /** An attribute of this element. */
  Optional<String> attribute(String attributeName) {
    return Optional.ofNullable(attributes.get(attributeName));
  }

  /** The first element of a name directly inside, which must be there. */
  XmlTree required(String childName) throws AnswerProblem {
    return first(childName)
        .orElseThrow(() -> new AnswerProblem(name, "an element " + childName, "none of that name"));
  }

  /** Text of the first element of a name directly inside. */
  Optional<String> text(String childName) {
    return first(childName).map(XmlTree::text);
  }
}
