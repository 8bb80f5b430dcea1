package io.spikewatt.controller.assistant.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Headers that repeat fields of the message, so that a proxy can judge a request without reading
 * it: one that says something else is refused, or the proxy would have judged another request.
 */
final class MirroredHeaders {

  private static final String METHOD = "Mcp-Method";
  private static final String NAME = "Mcp-Name";

  /** Parameter that {@code Mcp-Name} repeats, by method. */
  private static final Map<String, String> NAMED_BY =
      Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  private MirroredHeaders() {}

  /** Why the headers do not fit the message; empty = they do. */
  static Optional<String> mismatch(McpRequest http, RpcMessage.Request request) {
    Optional<String> method = http.only(METHOD);
    if (!method.equals(Optional.of(request.method()))) {
      return Optional.of(METHOD + ": expected the message's method, " + found(method));
    }
    Optional<String> expected =
        Optional.ofNullable(NAMED_BY.get(request.method()))
            .flatMap(request.params()::find)
            .filter(value -> value.kind() == JsonKind.TEXT)
            .map(JsonTree::text);
    if (expected.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> header = http.only(NAME);
    return header.flatMap(MirroredHeaders::decoded).equals(expected)
        ? Optional.empty()
        : Optional.of(NAME + ": expected what the message names, " + found(header));
  }

  private static String found(Optional<String> header) {
    return header.map(value -> "found \"" + QuotedText.of(value, 60) + '"').orElse("found none");
  }

  /** The value of a header in plain ASCII or in Base64; empty for anything else. */
  private static Optional<String> decoded(String header) {
    boolean encoded =
        header.length() >= ENCODED.length() + ENCODED_END.length()
            && header.startsWith(ENCODED)
            && header.endsWith(ENCODED_END);
    if (!encoded) {
      boolean plain = header.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
      return plain ? Optional.of(header) : Optional.empty();
    }
    try {
      String base64 = header.substring(ENCODED.length(), header.length() - ENCODED_END.length());
      return Optional.of(
          UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
              .toString());
    } catch (IllegalArgumentException | CharacterCodingException noText) {
      return Optional.empty();
    }
  }
}
