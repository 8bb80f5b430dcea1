package io.spikewatt.controller.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Topics of a fleet: {@code ROOT/up/GATEWAY/KIND} to the coordinator, {@code
 * ROOT/down/GATEWAY/KIND} from it. Any broker that knows a client by the common name of its
 * certificate can enforce them.
 *
 * @param root first topic level(s), for example {@code spikewatt-fleet}
 * @param coordinator common name of the coordinator's certificate; no gateway has it
 */
public record FleetTopics(String root, String coordinator) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

  /** A message's sender and kind, as its topic says them. */
  public record Source(String gateway, String kind) {}

  /** Whether a gateway may be called this: one topic level without wildcards. */
  public static boolean valid(String gateway) {
    return NAME.matcher(gateway).matches();
  }

  /** Topic from a gateway to the coordinator. */
  public String up(String gateway, String kind) {
    return root + "/up/" + gateway + "/" + kind;
  }

  /** Topic from the coordinator to a gateway. */
  public String down(String gateway, String kind) {
    return root + "/down/" + gateway + "/" + kind;
  }

  /** Filter that the coordinator subscribes to. */
  public String allUp() {
    return root + "/up/+/+";
  }

  /** Filter that a gateway subscribes to. */
  public String allDown(String gateway) {
    return root + "/down/" + gateway + "/+";
  }

  /** Sender and kind of a message to the coordinator; empty for another topic. */
  public Optional<Source> source(String topic) {
    String[] parts =
        topic.startsWith(root + "/up/")
            ? topic.substring(root.length() + 4).split("/", -1)
            : new String[0];
    return parts.length == 2 && valid(parts[0])
        ? Optional.of(new Source(parts[0], parts[1]))
        : Optional.empty();
  }

  /** Whether the owner of a certificate may publish to a topic. */
  public boolean mayPublish(String name, String topic) {
    return name.equals(coordinator)
        ? topic.startsWith(root + "/down/")
        : valid(name) && source(topic).filter(s -> s.gateway().equals(name)).isPresent();
  }

  /** Whether the owner of a certificate may read a topic or topic filter. */
  public boolean mayRead(String name, String topic) {
    return name.equals(coordinator)
        ? topic.startsWith(root + "/up/")
        : valid(name) && topic.startsWith(root + "/down/" + name + "/");
  }
}
