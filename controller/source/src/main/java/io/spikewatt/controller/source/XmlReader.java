package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads XML 1.0 in UTF-8 or ISO 8859-1 without type declarations and without entities beyond XML's
 * own five, so that nothing is expanded or fetched. Java's parser would cost 2 MB of memory at its
 * first use.
 */
final class XmlReader {

  private static final int MOST_ELEMENTS = 20_000;
  private static final int MOST_DEPTH = 12;

  /** Characters of a text that are kept, unless a document has longer ones. */
  static final int LONGEST_TEXT = 1_000;

  private static final int LONGEST_DECLARATION = 200;
  private static final int SHOWN_LENGTH = 12;

  private static final Pattern ENCODING =
      Pattern.compile("\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

  private static final Set<String> ENCODINGS = Set.of("UTF-8", "US-ASCII", "ISO-8859-1");

  private final String text;
  private final int longestText;
  private int at;

  /** Elements and attributes. */
  private int elements;

  /** Text since the last start of an element: that of an element without others inside. */
  private final StringBuilder content = new StringBuilder();

  private XmlReader(String text, int longestText) {
    this.text = text;
    this.longestText = longestText;
  }

  static XmlTree read(byte[] document, int longestText) throws AnswerProblem {
    XmlReader reader = new XmlReader(decoded(document), longestText);
    reader.skip("\uFEFF");
    reader.declaration();
    reader.between();
    if (!reader.skip("<")) {
      throw reader.problem("an element", reader.next());
    }
    XmlTree root = reader.element(1);
    reader.between();
    if (reader.at < reader.text.length()) {
      throw reader.problem("nothing after the document", reader.next());
    }
    return root;
  }

  private static String decoded(byte[] document) throws AnswerProblem {
    String text;
    try {
      text =
          isLatin(document)
              ? new String(document, ISO_8859_1)
              : UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    } catch (CharacterCodingException e) {
      throw new AnswerProblem("answer", "an XML document in UTF-8", "other bytes");
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isPermitted(text.charAt(i))) {
        throw new AnswerProblem("answer", "an XML document", "a control character");
      }
    }
    return text;
  }

  /** True if the declaration says so: the document's first bytes are the same in both. */
  private static boolean isLatin(byte[] document) {
    int length = Math.min(document.length, LONGEST_DECLARATION);
    String begin = new String(document, 0, length, ISO_8859_1);
    Matcher encoding = ENCODING.matcher(begin);
    return begin.startsWith("<?xml")
        && encoding.find()
        && encoding.start() < begin.indexOf("?>")
        && encoding.group(1).equalsIgnoreCase("ISO-8859-1");
  }

  private static boolean isPermitted(int character) {
    return character >= ' '
        ? character != 0xFFFE && character != 0xFFFF
        : character == '\t' || character == '\n' || character == '\r';
  }

  /** The declaration at the document's begin, if there is one. */
  private void declaration() throws AnswerProblem {
    int begin = at;
    if (!skip("<?xml") || at >= text.length() || !isSpace(text.charAt(at))) {
      at = begin;
      return;
    }
    skipPast("?>");
    Matcher encoding = ENCODING.matcher(text).region(begin, at);
    if (encoding.find()) {
      String name = encoding.group(1).toUpperCase(Locale.ROOT);
      if (!ENCODINGS.contains(name)) {
        throw new AnswerProblem("encoding", "UTF-8 or ISO-8859-1", AnswerProblem.shown(name));
      }
    }
  }

  /** Space, comments and instructions around the root element. */
  private void between() throws AnswerProblem {
    do {
      space();
    } while (skipNote());
    if (text.startsWith("<!", at)) {
      throw problem("XML without type declarations and entities", "a type declaration");
    }
  }

  /** Skips a comment or an instruction; false = there is none here. */
  private boolean skipNote() throws AnswerProblem {
    if (skip("<!--")) {
      skipPast("-->");
      return true;
    }
    if (skip("<?")) {
      String target = name();
      if (target.equalsIgnoreCase("xml")) {
        throw problem("a declaration at the begin only", AnswerProblem.shown(target));
      }
      skipPast("?>");
      return true;
    }
    return false;
  }

  /** The element whose {@code <} was read. */
  private XmlTree element(int depth) throws AnswerProblem {
    count(depth);
    String name = name();
    content.setLength(0);
    List<XmlTree> children = new ArrayList<>();
    Map<String, String> attributes = attributes(depth);
    if (!skip("/>") && skip(">")) {
      while (!skip("</")) {
        if (text.startsWith("<", at) && !text.startsWith("<!", at) && !text.startsWith("<?", at)) {
          at++;
          children.add(element(depth + 1));
        } else if (text.startsWith("&", at)) {
          int character = reference();
          if (content.length() < longestText) {
            content.appendCodePoint(character);
          }
        } else if (!skipNote()) {
          characters();
        }
      }
      boolean same = skip(name);
      space();
      if (!same || !skip(">")) {
        throw problem("the end of " + AnswerProblem.shown(name), next());
      }
    }
    // Space between elements is no text.
    return new XmlTree(
        local(name), attributes, children.isEmpty() ? content.toString().strip() : "", children);
  }

  private void count(int depth) throws AnswerProblem {
    if (++elements > MOST_ELEMENTS || depth > MOST_DEPTH) {
      throw problem(
          "at most %d elements and attributes, %d levels deep".formatted(MOST_ELEMENTS, MOST_DEPTH),
          "more");
    }
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  /** Takes a section, or text up to whatever is no plain text. */
  private void characters() throws AnswerProblem {
    int begin = at;
    if (skip("<![CDATA[")) {
      begin = at;
      skipPast("]]>");
      append(begin, at - "]]>".length());
      return;
    }
    if (text.startsWith("<!", at)) {
      throw problem("XML without type declarations and entities", "a type declaration");
    }
    while (at < text.length() && text.charAt(at) != '<' && text.charAt(at) != '&') {
      at++;
    }
    if (at == text.length()) {
      throw problem("the end of an element", "the end of the answer");
    }
    append(begin, at);
  }

  /** The rest of a long text is left out. */
  private void append(int begin, int end) {
    if (content.length() < longestText) {
      content.append(text, begin, Math.min(end, begin + longestText));
    }
  }

  /** Attributes up to the end of the tag, by their local names; the first of a name is kept. */
  private Map<String, String> attributes(int depth) throws AnswerProblem {
    Map<String, String> attributes = Map.of();
    while (true) {
      boolean apart = space();
      if (text.startsWith("/>", at) || text.startsWith(">", at)) {
        return attributes;
      }
      if (!apart) {
        throw problem("the end of a tag", next());
      }
      count(depth);
      String name = local(name());
      space();
      boolean assigned = skip("=");
      space();
      char quote = at < text.length() ? text.charAt(at) : ' ';
      if (!assigned || (quote != '"' && quote != '\'')) {
        throw problem("an attribute with a value in quotes", next());
      }
      at++;
      attributes = attributes.isEmpty() ? new HashMap<>() : attributes;
      attributes.putIfAbsent(name, value(quote));
    }
  }

  private String value(char quote) throws AnswerProblem {
    StringBuilder value = new StringBuilder(0);
    int begin = at;
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '<') {
      if (text.charAt(at) == '&') {
        value.append(text, begin, at).appendCodePoint(reference());
        begin = at;
      } else {
        at++;
      }
    }
    if (at == text.length() || text.charAt(at) != quote) {
      throw problem("the end of an attribute", next());
    }
    return value.append(text, begin, at++).toString();
  }

  /** Character of a reference, one of XML's own entities or a number. Allocates nothing. */
  private int reference() throws AnswerProblem {
    if (skip("&lt;")) {
      return '<';
    }
    if (skip("&gt;")) {
      return '>';
    }
    if (skip("&amp;")) {
      return '&';
    }
    if (skip("&apos;")) {
      return '\'';
    }
    if (skip("&quot;")) {
      return '"';
    }
    if (skip("&#x")) {
      return numbered(16);
    }
    if (skip("&#")) {
      return numbered(10);
    }
    throw problem("XML without type declarations and entities", "an entity");
  }

  private int numbered(int radix) throws AnswerProblem {
    int character = 0;
    int begin = at;
    while (at < text.length()
        && text.charAt(at) < 0x80
        && Character.digit(text.charAt(at), radix) >= 0
        && Character.isValidCodePoint(character)) {
      character = character * radix + Character.digit(text.charAt(at), radix);
      at++;
    }
    boolean surrogate =
        character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    if (at == begin
        || !Character.isValidCodePoint(character)
        || !isPermitted(character)
        || surrogate
        || !skip(";")) {
      throw problem("a character", "a reference to none");
    }
    return character;
  }

  /** A name with at most one prefix. */
  private String name() throws AnswerProblem {
    int begin = at;
    int colons = 0;
    while (at < text.length() && isOfName(text.charAt(at))) {
      colons += text.charAt(at) == ':' ? 1 : 0;
      at++;
    }
    String name = text.substring(begin, at);
    boolean begins = !name.isEmpty() && "-.:0123456789".indexOf(name.charAt(0)) < 0;
    if (!begins || colons > 1 || name.endsWith(":")) {
      throw problem("a name", name.isEmpty() ? next() : AnswerProblem.shown(name));
    }
    return name;
  }

  private static boolean isOfName(char character) {
    return Character.isLetterOrDigit(character) || "_-.:".indexOf(character) >= 0;
  }

  private static boolean isSpace(char character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }

  /** Skips space; false = there is none here. */
  private boolean space() {
    int begin = at;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at > begin;
  }

  private boolean skip(String expected) {
    boolean here = text.startsWith(expected, at);
    at += here ? expected.length() : 0;
    return here;
  }

  private void skipPast(String end) throws AnswerProblem {
    int found = text.indexOf(end, at);
    if (found < 0) {
      throw problem("a document with " + AnswerProblem.shown(end), "the end of the answer");
    }
    at = found + end.length();
  }

  private String next() {
    return at < text.length()
        ? AnswerProblem.shown(text.substring(at, Math.min(text.length(), at + SHOWN_LENGTH)))
        : "the end of the answer";
  }

  private AnswerProblem problem(String expected, String found) {
    long line = 1 + text.substring(0, at).chars().filter(character -> character == '\n').count();
    return new AnswerProblem("line " + line, expected, found);
  }
}
