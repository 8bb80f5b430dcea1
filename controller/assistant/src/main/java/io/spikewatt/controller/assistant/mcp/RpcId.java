package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.util.Optional;
import java.util.regex.Pattern;

/** Id of a request, a text or a whole number, which its answer repeats as it was written. */
record RpcId(boolean isText, String text) {

  private static final int LONGEST = 256;
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  /** Reads an id; empty for every other value, null included. */
  static Optional<RpcId> of(JsonTree value) {
    boolean text = value.kind() == JsonKind.TEXT && isPlain(value.text());
    boolean number = value.kind() == JsonKind.NUMBER && WHOLE.matcher(value.text()).matches();
    return text || number ? Optional.of(new RpcId(text, value.text())) : Optional.empty();
  }

  private static boolean isPlain(String text) {
    return text.length() <= LONGEST && QuotedText.isWellFormed(text);
  }

  void write(JsonWriter message) {
    if (isText) {
      message.put("id", text);
    } else {
      message.document("id", text);
    }
  }
}
