package io.spikewatt.controller.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a request was meant for this page. A foreign name in Host is DNS rebinding; a foreign
 * Origin, or a browser that says cross-site, is another page acting in its user's name.
 *
 * @param names under which the page may be addressed beside its own addresses, in lower case
 * @param scheme {@code http} or {@code https}
 */
public record RequestOrigin(Set<String> names, String scheme) {

  private static final Set<String> OF_LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}\\]|[A-Za-z0-9.-]{1,253})(?::[0-9]{1,5})?");

  public RequestOrigin {
    names = Set.copyOf(names);
  }

  /** Whether the request names this page as its host. */
  boolean isOurs(HttpExchange exchange) {
    Optional<String> host = host(exchange);
    return host.isPresent() && isOurs(host.get(), exchange.getLocalAddress().getAddress());
  }

  private boolean isOurs(String host, InetAddress local) {
    boolean ofLoopback = local.isLoopbackAddress() && OF_LOOPBACK.contains(host);
    return ofLoopback || names.contains(host) || isAddress(host, local);
  }

  /** An address cannot be rebound, so the one that the request came to is always ours. */
  private static boolean isAddress(String host, InetAddress local) {
    try {
      return isLiteral(host)
          && InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).equals(local);
    } catch (IllegalArgumentException noAddress) {
      return false;
    }
  }

  private static boolean isLiteral(String host) {
    return host.startsWith("[") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  }

  /** Name or address in the one Host header, without port, in lower case. */
  private static Optional<String> host(HttpExchange exchange) {
    Matcher host = HOST.matcher(only(exchange.getRequestHeaders(), "Host").orElse(""));
    return host.matches() ? Optional.of(host.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  /** Whether the request comes from a page of another site, as far as its browser says. */
  boolean isForeign(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    boolean saysSo =
        !Set.of("same-origin", "none")
            .contains(only(headers, "Sec-Fetch-Site").orElse("same-origin"));
    return saysSo || (headers.containsKey("Origin") && !isOwnPage(exchange));
  }

  /** Whether a browser says that the request comes from this page. */
  boolean isOwnPage(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    Optional<String> host = only(headers, "Host");
    return host.isPresent()
        && only(headers, "Origin")
            .map(origin -> origin.equalsIgnoreCase(scheme + "://" + host.get()))
            .orElse(false);
  }

  /** A header that is there once; twice is as suspicious as never. */
  public static Optional<String> only(Headers headers, String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }
}
