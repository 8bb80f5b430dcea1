package io.spikewatt.controller.source;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An XML element by its local name, without attributes: its text, or the elements inside.
 *
 * @param text without space at its ends; empty with elements inside
 */
record XmlTree(String name, String text, List<XmlTree> children) {

  XmlTree {
    children = List.copyOf(children);
  }

  /** Root of a document. */
  static XmlTree of(byte[] document) throws AnswerProblem {
    return XmlReader.read(document);
  }

  /** Elements of a name directly inside. */
  Stream<XmlTree> all(String childName) {
    return children.stream().filter(child -> child.name.equals(childName));
  }

  /** The first element of a name directly inside. */
  Optional<XmlTree> first(String childName) {
    return all(childName).findFirst();
  }

  /** Text of the first element of a name directly inside. */
  Optional<String> text(String childName) {
    return first(childName).map(XmlTree::text);
  }
}
