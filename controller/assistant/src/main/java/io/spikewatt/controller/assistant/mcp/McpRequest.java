package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.hal.time.Moment;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request to the protocol's path, as a web server has read it.
 *
 * @param method of HTTP
 * @param headers values by name, in any case
 * @param body at most the first {@link #MOST_BYTES} + 1 bytes: one more than allowed is refused
 * @param local address that the connection came to
 * @param now when the request arrived
 */
public record McpRequest(
    String method, Map<String, List<String>> headers, byte[] body, InetAddress local, Moment now) {

  /** Largest body, bytes. A call of a tool takes some hundred. */
  public static final int MOST_BYTES = 64 * 1024;

  public McpRequest {
    headers = Map.copyOf(headers);
  }

  /** All values of a header, whatever the case of its name. */
  List<String> all(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .flatMap(header -> header.getValue().stream())
        .toList();
  }

  /** A header that is there once; twice is as suspicious as never. */
  Optional<String> only(String name) {
    List<String> values = all(name);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }
}
