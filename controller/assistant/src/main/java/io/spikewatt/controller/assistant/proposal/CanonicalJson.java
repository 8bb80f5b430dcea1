package io.spikewatt.controller.assistant.proposal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.MalformedMessage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * One spelling of a JSON document: no spaces, names in order, numbers without needless digits.
 * Documents of the same meaning have the same bytes, so a hash over them covers the meaning.
 *
 * <p>Texts and names are visible ASCII: nothing in the arguments of a command needs more, and no
 * other character can make two texts look alike.
 */
final class CanonicalJson {

  /** Arguments of a command are a few short values. */
  static final int MOST_BYTES = 1024;

  /** Far more digits than a measured value has, before and after the point. */
  private static final int MOST_DIGITS = 18;

  private CanonicalJson() {}

  /**
   * The canonical spelling of an object.
   *
   * @throws MalformedMessage for anything but an object of at most 1024 bytes, and for texts, names
   *     and numbers that have no place in a command
   */
  static String of(byte[] document) throws MalformedMessage {
    if (document.length > MOST_BYTES) {
      throw new MalformedMessage(
          "expected at most %d bytes of JSON, found %d".formatted(MOST_BYTES, document.length));
    }
    JsonTree tree = JsonTree.strict(document);
    StringBuilder text = new StringBuilder(document.length);
    switch (tree.kind()) {
      case OBJECT -> append(text, tree);
      case LIST, TEXT, NUMBER, TRUTH, NOTHING ->
          throw new MalformedMessage("expected a JSON object, found another value");
    }
    // Plain numbers may be longer than their spelling with an exponent.
    if (text.toString().getBytes(UTF_8).length > MOST_BYTES) {
      throw new MalformedMessage("expected at most %d bytes of JSON".formatted(MOST_BYTES));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, JsonTree tree) throws MalformedMessage {
    switch (tree.kind()) {
      case OBJECT -> {
        String between = "{";
        for (Map.Entry<String, JsonTree> field : new TreeMap<>(tree.fields()).entrySet()) {
          text.append(between);
          quote(text, field.getKey());
          text.append(':');
          append(text, field.getValue());
          between = ",";
        }
        text.append(tree.fields().isEmpty() ? "{}" : "}");
      }
      case LIST -> {
        String between = "[";
        for (JsonTree item : tree.items()) {
          text.append(between);
          append(text, item);
          between = ",";
        }
        text.append(tree.items().isEmpty() ? "[]" : "]");
      }
      case TEXT -> quote(text, tree.text());
      case NUMBER -> text.append(number(tree.text()));
      case TRUTH -> text.append(tree.text());
      case NOTHING -> throw new MalformedMessage("expected a value, found null");
    }
  }

  private static String number(String written) throws MalformedMessage {
    BigDecimal number = new BigDecimal(written).stripTrailingZeros();
    if (number.scale() > MOST_DIGITS || number.precision() - number.scale() > MOST_DIGITS) {
      throw new MalformedMessage(
          "expected numbers of at most %d digits before and after the point"
              .formatted(MOST_DIGITS));
    }
    return number.signum() == 0 ? "0" : number.toPlainString();
  }

  private static void quote(StringBuilder text, String value) throws MalformedMessage {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~') {
        throw new MalformedMessage("expected texts of visible ASCII characters");
      }
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }
}
