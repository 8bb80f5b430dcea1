package io.spikewatt.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.spikewatt.controller.json.JsonWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer to a request: HTTP status, further headers, and a body that may be empty. */
public record PageAnswer(int status, Map<String, String> headers, byte[] body) {

  /** Media type of a JSON document. */
  public static final String JSON = "application/json; charset=utf-8";

  /** No script, style or connection but the page's own; no other page may hold it in a frame. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  public PageAnswer {
    headers = Map.copyOf(headers);
  }

  /** A text that no cache may keep. */
  public static PageAnswer of(int status, String type, byte[] body) {
    return new PageAnswer(status, Map.of("Content-Type", type, "Cache-Control", "no-store"), body);
  }

  public static PageAnswer json(String document) {
    return of(200, JSON, document.getBytes(UTF_8));
  }

  public static PageAnswer error(int status, String why) {
    return of(status, JSON, JsonWriter.object(writer -> writer.put("error", why)));
  }

  /** The same with one more header. */
  public PageAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new PageAnswer(status, more, body);
  }

  void send(HttpExchange exchange) throws IOException {
    prepare(exchange);
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
      // Closing reads the rest of the request first, and that may be nonsense.
      exchange.getResponseBody().flush();
    }
  }

  /** Sets the headers of this answer and of every answer. */
  void prepare(HttpExchange exchange) {
    Headers out = exchange.getResponseHeaders();
    out.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    out.set("X-Content-Type-Options", "nosniff");
    out.set("Referrer-Policy", "no-referrer");
    out.set("Cross-Origin-Resource-Policy", "same-origin");
    out.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.forEach(out::set);
  }
}
