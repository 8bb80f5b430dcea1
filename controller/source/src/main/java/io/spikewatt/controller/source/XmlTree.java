package io.spikewatt.controller.source;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An XML element by its local name, without attributes: its text, or the elements inside. A
 * document with a type declaration or an entity is refused, so nothing is expanded or fetched.
 */
record XmlTree(String name, String text, List<XmlTree> children) {

  private static final int MOST_ELEMENTS = 20_000;
  private static final int MOST_DEPTH = 12;
  private static final int LONGEST_TEXT = 1_000;

  static XmlTree of(byte[] document) throws AnswerProblem {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    try {
      XMLStreamReader reader =
          checked(() -> factory.createXMLStreamReader(new ByteArrayInputStream(document)));
      Reader tree = new Reader(reader);
      while (reader.getEventType() != XMLStreamConstants.START_ELEMENT) {
        tree.next();
      }
      XmlTree root = tree.element(1);
      while (reader.hasNext()) {
        tree.next();
      }
      return root;
    } catch (XMLStreamException e) {
      String message = String.valueOf(e.getMessage()).replaceFirst("(?s).*Message: ", "");
      throw new AnswerProblem(
          place(e), "an XML document", "something else: " + AnswerProblem.shown(message));
    }
  }

  /** A step of the JDK's parser. */
  @FunctionalInterface
  private interface ParserStep<T> {
    T run() throws XMLStreamException;
  }

  /** The JDK's parser lacks the message of some faults, and throws an unchecked exception then. */
  private static <T> T checked(ParserStep<T> step) throws XMLStreamException, AnswerProblem {
    try {
      return step.run();
    } catch (RuntimeException e) {
      throw new AnswerProblem(
          "answer", "an XML document", "a fault: " + e.getClass().getSimpleName());
    }
  }

  private static String place(XMLStreamException e) {
    return e.getLocation() == null ? "answer" : "line " + e.getLocation().getLineNumber();
  }

  private static final class Reader {
    private final XMLStreamReader reader;
    private int elements;

    Reader(XMLStreamReader reader) {
      this.reader = reader;
    }

    private int next() throws XMLStreamException, AnswerProblem {
      int event = checked(reader::next);
      if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
        throw new AnswerProblem(
            "line " + reader.getLocation().getLineNumber(),
            "XML without type declarations and entities",
            event == XMLStreamConstants.DTD ? "a type declaration" : "an entity");
      }
      return event;
    }

    /** The element at whose start the reader is; afterwards it is at its end. */
    private XmlTree element(int depth) throws XMLStreamException, AnswerProblem {
      if (++elements > MOST_ELEMENTS || depth > MOST_DEPTH) {
        throw new AnswerProblem(
            "line " + reader.getLocation().getLineNumber(),
            "at most " + MOST_ELEMENTS + " elements, " + MOST_DEPTH + " levels deep",
            "more");
      }
      String name = reader.getLocalName();
      StringBuilder text = new StringBuilder();
      List<XmlTree> children = new ArrayList<>();
      for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
        if (event == XMLStreamConstants.START_ELEMENT) {
          children.add(element(depth + 1));
        } else if (isText(event) && text.length() < LONGEST_TEXT) {
          text.append(reader.getText(), 0, Math.min(LONGEST_TEXT, reader.getTextLength()));
        }
      }
      // Space between elements is no text.
      return new XmlTree(
          name, children.isEmpty() ? text.toString().strip() : "", List.copyOf(children));
    }

    private static boolean isText(int event) {
      return event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA;
    }
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
