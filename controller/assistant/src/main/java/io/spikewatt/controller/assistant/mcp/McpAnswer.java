package io.spikewatt.controller.assistant.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to one HTTP request.
 *
 * @param status of HTTP
 * @param headers by name
 * @param body one JSON-RPC message, a finished stream of events, or empty
 * @param note what an audit tells of it
 * @param hold how long the sender waits first, so that a connection can make few guesses; else zero
 */
public record McpAnswer(
    int status, Map<String, String> headers, byte[] body, McpNote note, Duration hold) {

  private static final String JSON = "application/json";

  public McpAnswer {
    headers = Map.copyOf(headers);
  }

  /** A JSON document. */
  static McpAnswer json(int status, byte[] document, McpNote note) {
    return new McpAnswer(status, headers(JSON), document, note, Duration.ZERO);
  }

  /** Notifications and then the response, as server-sent events of a stream that ends with it. */
  static McpAnswer events(List<String> notifications, byte[] response, McpNote note) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (String notification : notifications) {
      stream.writeBytes(event(notification));
    }
    stream.writeBytes(event(new String(response, UTF_8)));
    return new McpAnswer(
            200, headers("text/event-stream"), stream.toByteArray(), note, Duration.ZERO)
        .with("X-Accel-Buffering", "no");
  }

  private static byte[] event(String document) {
    return ("event: message\ndata: " + document + "\n\n").getBytes(UTF_8);
  }

  /** The answer to a notification. */
  static McpAnswer accepted(McpNote note) {
    return new McpAnswer(
        202, Map.of("Cache-Control", "no-store"), new byte[0], note, Duration.ZERO);
  }

  /** A refusal before any message is read: a JSON-RPC error without an id. */
  static McpAnswer refused(int status, String why) {
    return json(
        status, error(Optional.empty(), McpError.INVALID_REQUEST, why, ""), McpNote.refused(why));
  }

  /**
   * A refusal of a request whose answer is withheld.
   *
   * @param note of the answer that is withheld
   */
  public static McpAnswer withheld(McpRequest request, McpError error, String why, McpNote note) {
    Optional<RpcId> id =
        RpcMessage.read(request.body()) instanceof RpcMessage.Request read
            ? Optional.of(read.id())
            : Optional.empty();
    return json(error.status, error(id, error, why, ""), note);
  }

  /** A JSON-RPC error; data is a JSON document, empty = none. */
  static byte[] error(Optional<RpcId> id, McpError error, String why, String data) {
    return JsonWriter.object(
        message -> {
          message.put("jsonrpc", "2.0");
          id.ifPresent(known -> known.write(message));
          message.in(
              "error",
              inner -> {
                inner.put("code", error.code).put("message", why);
                if (!data.isEmpty()) {
                  inner.document("data", data);
                }
              });
        });
  }

  private static Map<String, String> headers(String type) {
    return Map.of("Content-Type", type, "Cache-Control", "no-store");
  }

  /** The same with one more header. */
  McpAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new McpAnswer(status, more, body, note, hold);
  }

  /** The same, sent later. */
  McpAnswer heldFor(Duration time) {
    return new McpAnswer(status, headers, body, note, time);
  }
}
