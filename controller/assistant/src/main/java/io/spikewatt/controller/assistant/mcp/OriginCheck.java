package io.spikewatt.controller.assistant.mcp;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a request was meant for this server. A foreign name in Host is DNS rebinding; a foreign
 * Origin is a web page that acts in its visitor's name. Programs send no Origin.
 *
 * @param names under which the server may be addressed beside its own addresses, in lower case
 * @param scheme {@code http} or {@code https}
 * @param allowed further web pages whose requests are answered, as in Origin
 */
public record OriginCheck(Set<String> names, String scheme, Set<String> allowed) {

  private static final Set<String> OF_LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}\\]|[A-Za-z0-9.-]{1,253})(?::[0-9]{1,5})?");

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  public OriginCheck {
    names = Set.copyOf(names);
    allowed = Set.copyOf(allowed);
  }

  /** No page but the server's own. */
  public OriginCheck(Set<String> names, String scheme) {
    this(names, scheme, Set.of());
  }

  /** Why a request is refused; empty = it was meant for this server. */
  Optional<String> refusal(McpRequest request) {
    Optional<String> host = request.only("Host");
    if (host.isEmpty() || !isOurs(host.get(), request.local())) {
      return Optional.of("Host: this server is not served under that name");
    }
    List<String> origins = request.all("Origin");
    boolean own =
        origins.isEmpty()
            || origins.equals(List.of(scheme + "://" + host.get()))
            || (origins.size() == 1 && allowed.contains(origins.getFirst()));
    return own ? Optional.empty() : Optional.of("Origin: another site may not ask this");
  }

  private boolean isOurs(String header, InetAddress local) {
    Matcher matcher = HOST.matcher(header);
    if (!matcher.matches()) {
      return false;
    }
    String host = matcher.group(1).toLowerCase(Locale.ROOT);
    return names.contains(host)
        || (local.isLoopbackAddress() && OF_LOOPBACK.contains(host))
        || isAddress(host, local);
  }

  /** An address cannot be rebound, so the one that the request came to is always ours. */
  private static boolean isAddress(String host, InetAddress local) {
    try {
      return (host.startsWith("[") || IPV4.matcher(host).matches())
          && InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).equals(local);
    } catch (IllegalArgumentException noAddress) {
      return false;
    }
  }
}
