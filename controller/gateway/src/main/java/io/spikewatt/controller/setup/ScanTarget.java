package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.drivers.scan.Ipv4Subnet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a scan looks. */
sealed interface ScanTarget {

  /** A name or an address, perhaps in brackets, perhaps with a port. */
  Pattern PLACE =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.%]+\\]|[^:\\s]+|[0-9A-Fa-f:.]*:.*:[0-9A-Fa-f:.]*)(:([0-9]{1,5}))?");

  /** A serial line, by the path of its port. */
  record Line(String device) implements ScanTarget {}

  /**
   * @param port empty = the usual ones
   */
  record Host(String host, Optional<Integer> port) implements ScanTarget {}

  /**
   * @param port empty = the usual ones
   */
  record Network(String text, Ipv4Subnet subnet, Optional<Integer> port) implements ScanTarget {}

  /**
   * Parses {@code HOST[:PORT]}, {@code NETWORK/BITS[:PORT]} or {@code /dev/PORT}.
   *
   * @throws UsageException for anything else
   */
  static ScanTarget parse(String text) throws UsageException {
    if (text.startsWith("/")) {
      return new Line(text);
    }
    Matcher parts = PLACE.matcher(text);
    if (!parts.matches()) {
      throw new UsageException("expected HOST or HOST:PORT, found " + text);
    }
    String host = parts.group(1).replaceAll("^\\[|\\]$", "");
    Optional<Integer> port =
        parts.group(3) == null ? Optional.empty() : Optional.of(port(parts.group(3)));
    if (!host.contains("/")) {
      return new Host(host, port);
    }
    return Ipv4Subnet.parse(host)
        .map(subnet -> new Network(host, subnet, port))
        .orElseThrow(
            () ->
                new UsageException(
                    "expected an IPv4 network with a prefix of %d to 32 bits, such as 192.168.1.0/24, found %s"
                        .formatted(Ipv4Subnet.LEAST_BITS, host)));
  }

  private static int port(String text) throws UsageException {
    int number = Integer.parseInt(text);
    if (number < 1 || number > 65_535) {
      throw new UsageException("expected a port 1..65535, found " + number);
    }
    return number;
  }
}
