package io.spikewatt.fleet.stream;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a stream of records is.
 *
 * @param encrypted whether with TLS, by the coordinator's certificate; otherwise as {@code guest},
 *     whom a broker lets in from its own machine alone
 * @param nodes {@code host:port} of nodes of the cluster, which are tried in this order
 * @param stream name of the stream
 */
public record StreamAddress(boolean encrypted, List<Node> nodes, String stream) {

  public record Node(String host, int port) {}

  private static final String FORM = "amqps://HOST:PORT[,HOST:PORT]…/STREAM";

  public StreamAddress {
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads {@code amqps://host:port,host:port/stream} or, without TLS, {@code amqp://…}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static StreamAddress parse(String text) {
    int begin = text.indexOf("://") + 3;
    int end = text.indexOf('/', begin);
    boolean encrypted = text.startsWith("amqps://");
    if (!(encrypted || text.startsWith("amqp://")) || end < 0) {
      throw malformed(text);
    }
    List<Node> nodes = new ArrayList<>();
    for (String node : text.substring(begin, end).split(",", -1)) {
      try {
        URI address = new URI("amqp://" + node);
        if (address.getHost() == null || address.getPort() < 0 || address.getUserInfo() != null) {
          throw malformed(text);
        }
        nodes.add(new Node(address.getHost(), address.getPort()));
      } catch (URISyntaxException _) {
        throw malformed(text);
      }
    }
    String stream = text.substring(end + 1);
    if (!stream.matches("[A-Za-z0-9_.-]+")) {
      throw malformed(text);
    }
    return new StreamAddress(encrypted, nodes, stream);
  }

  /** The same with another node as the first. */
  StreamAddress from(int first) {
    List<Node> turned = new ArrayList<>(nodes);
    Collections.rotate(turned, -first);
    return new StreamAddress(encrypted, turned, stream);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "--records-stream: %s expected, found %s"
            .formatted(FORM, text.replaceFirst("//[^@/]*@", "//…@")));
  }
}
