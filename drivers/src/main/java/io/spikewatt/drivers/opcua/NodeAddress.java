package io.spikewatt.drivers.opcua;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;

/** A node's address in a server, compared by its text, which names the same node in any session. */
sealed interface NodeAddress {

  /** As in the configuration. */
  String text();

  record Id(String text, NodeId id) implements NodeAddress {}

  /** Browse names below the server's root folder; never empty. */
  record Path(String text, List<QualifiedName> names) implements NodeAddress {
    public Path {
      names = List.copyOf(names);
    }
  }

  /**
   * @param text a NodeId such as {@code ns=2;s=Feeder/Power}, or a path of browse names such as
   *     {@code /Objects/2:Feeder/2:Power}, in which {@code &} escapes a character that is part of a
   *     name (OPC 10000-4, A.2)
   * @throws IllegalArgumentException if it is neither
   */
  static NodeAddress parse(String text) {
    if (text.startsWith("/")) {
      return new Path(text, names(text));
    }
    return NodeId.parseSafe(text)
        .<NodeAddress>map(id -> new Id(text, id))
        .orElseThrow(() -> new IllegalArgumentException("not a NodeId: " + text));
  }

  private static List<QualifiedName> names(String text) {
    Pattern step = Pattern.compile("/(?:([0-9]{1,5}):)?((?:[^/&]|&.)+)");
    Matcher matcher = step.matcher(text);
    List<QualifiedName> names = new ArrayList<>();
    int end = 0;
    while (end < text.length() && matcher.find(end) && matcher.start() == end) {
      int namespace = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
      names.add(new QualifiedName(namespace, matcher.group(2).replaceAll("&(.)", "$1")));
      end = matcher.end();
    }
    if (end < text.length()) {
      throw new IllegalArgumentException("not a browse path: " + text);
    }
    return names;
  }
}
