package io.spikewatt.controller.update;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The server of updates, and how this gateway shows who it is.
 *
 * @param base of this gateway's resources
 * @param authorization value of the header of that name
 */
public record UpdateServer(URI base, String authorization) {

  /** No name: what a name leads to can be changed from outside. */
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");

  /**
   * @param server such as {@code https://updates.example.org}, with a path if hawkBit has one
   * @param name of this gateway at the server
   * @param token of the gateway, or of all gateways of the tenant if {@code shared}
   * @throws IllegalArgumentException if the address is none, or would send the token in clear text
   *     over a network
   */
  public static UpdateServer of(
      String server, String tenant, String name, String token, boolean shared) {
    URI address = URI.create(server);
    if (!isProtected(address)
        || address.getRawQuery() != null
        || address.getRawFragment() != null
        || address.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "expected https://HOST (http:// to 127.0.0.1 only), found " + server);
    }
    String path = Optional.ofNullable(address.getPath()).orElse("").replaceFirst("/+$", "");
    return new UpdateServer(
        URI.create(
            "%s://%s%s/%s/controller/v1/%s"
                .formatted(
                    address.getScheme(),
                    address.getRawAuthority(),
                    path,
                    segment(tenant),
                    segment(name))),
        (shared ? "GatewayToken " : "TargetToken ") + token);
  }

  /** One part of a path, whatever characters it has. */
  private static String segment(String text) {
    try {
      String encoded = new URI(null, null, "/" + text, null).toASCIIString().substring(1);
      return encoded.replace("/", "%2F");
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no part of an address: " + text, e);
    }
  }

  /** A resource of this gateway. */
  URI resource(String path) {
    return URI.create(base + "/" + path);
  }

  /** Whether nobody on a network can read or change what is sent there. */
  static boolean isProtected(URI address) {
    String scheme = Optional.ofNullable(address.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    String host = Optional.ofNullable(address.getHost()).orElse("");
    return switch (scheme) {
      case "https" -> !host.isEmpty();
      case "http" -> LOOPBACK.contains(host);
      default -> false;
    };
  }

  /** Whether an address is of this server, which alone may see the token. */
  boolean owns(URI address) {
    return base.getScheme().equalsIgnoreCase(String.valueOf(address.getScheme()))
        && base.getRawAuthority().equalsIgnoreCase(String.valueOf(address.getRawAuthority()));
  }
}
