package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Namespace and message kinds of Sparkplug B 3.0. Nothing else knows them, since version 4 changes
 * both.
 *
 * @param group group of the edge node
 * @param node name of the edge node
 * @param primaryHost host without which the node stays silent; empty = it waits for none
 */
public record SparkplugTopics(String group, String node, Optional<String> primaryHost) {

  private static final String NAMESPACE = "spBv1.0";

  /** The namespace as a broker hands it out that takes a dot for a level. */
  private static final String TURNED = NAMESPACE.replace('.', '/') + "/";

  /** Message kinds of an edge node and of its devices. */
  enum MessageKind {
    NBIRTH,
    NDEATH,
    NDATA,
    NCMD,
    DBIRTH,
    DDEATH,
    DDATA,
    DCMD
  }

  /**
   * Target of a command.
   *
   * @param device empty = the node itself
   */
  record Target(Optional<String> device) {}

  public static SparkplugTopics of(Site.Sparkplug sparkplug) {
    return new SparkplugTopics(sparkplug.group(), sparkplug.node(), sparkplug.primaryHost());
  }

  /** Filters of everything that a node receives. */
  public List<String> subscriptions() {
    List<String> filters = new ArrayList<>();
    state().ifPresent(filters::add);
    filters.add(ofNode(MessageKind.NCMD));
    filters.add(ofDevice(MessageKind.DCMD, "+"));
    return filters;
  }

  /** Where the primary host says whether it is online. */
  Optional<String> state() {
    return primaryHost.map(host -> String.join("/", NAMESPACE, "STATE", host));
  }

  String ofNode(MessageKind kind) {
    return String.join("/", NAMESPACE, group, kind.name(), node);
  }

  String ofDevice(MessageKind kind, String device) {
    return ofNode(kind) + "/" + device;
  }

  /** Whether the broker turned the namespace's dot, so that no host and no node is understood. */
  boolean turned(String topic) {
    return topic.startsWith(TURNED);
  }

  /** Target of a command's topic; empty for any other topic. */
  Optional<Target> commanded(String topic) {
    if (topic.equals(ofNode(MessageKind.NCMD))) {
      return Optional.of(new Target(Optional.empty()));
    }
    String devices = ofDevice(MessageKind.DCMD, "");
    return topic.startsWith(devices) && topic.length() > devices.length()
        ? Optional.of(new Target(Optional.of(topic.substring(devices.length()))))
        : Optional.empty();
  }
}
