package io.spikewatt.config.check;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port of an endpoint such as {@code opc.tcp://10.0.0.5:4840/plc}. A host of an endpoint
 * may contain characters that no URI has.
 *
 * @param host without brackets
 * @param port empty = the protocol's own
 */
record HostPort(String host, OptionalInt port) {

  private static final Pattern ENDPOINT =
      Pattern.compile("[a-z.]+://(\\[[^\\]]*\\]|[^:/]*)(?::([0-9]{1,9}))?(?:/.*)?");
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:]+:[0-9a-fA-F:.]*");

  /** Empty if the text is no endpoint. */
  static Optional<HostPort> of(String endpoint) {
    Matcher parts = ENDPOINT.matcher(endpoint);
    if (!parts.matches()) {
      return Optional.empty();
    }
    OptionalInt port =
        parts.group(2) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(parts.group(2)));
    return Optional.of(new HostPort(parts.group(1).replaceAll("[\\[\\]]", ""), port));
  }

  /** True for loopback addresses and {@code localhost}; other names are not resolved. */
  boolean onThisMachine() {
    return host.equals("localhost")
        || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  /** True for an address of this machine; names are not resolved. */
  static boolean isThisMachine(String endpoint) {
    return of(endpoint).filter(HostPort::onThisMachine).isPresent();
  }

  static boolean isEncrypted(String address) {
    return address.startsWith("https://");
  }

  /** The host as a numeric address; empty for a name. */
  static Optional<InetAddress> literal(String host) {
    if (!LITERAL.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
