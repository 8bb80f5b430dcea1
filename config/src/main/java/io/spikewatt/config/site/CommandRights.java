package io.spikewatt.config.site;

import java.util.Map;
import java.util.Set;

/**
 * Which commands may be given over the broker. Commands are named by their first word, {@code
 * setpoint} for example.
 *
 * @param anyone allowed on {@code command/<name>}
 * @param senders allowed on {@code command/from/<sender>/<name>}, by sender; without any, every
 *     sender has the rights of {@code anyone}
 */
public record CommandRights(Set<String> anyone, Map<String, Set<String>> senders) {

  /** A sender's name: one level of a topic. */
  public static final String SENDER = "[a-z0-9-]{1,32}";

  /** Sender of all Sparkplug hosts, because their messages do not say which host wrote. */
  public static final String SPARKPLUG = "sparkplug";

  /** Senders whose commands come by another way than the broker. */
  public static final Set<String> ELSEWHERE = Set.of("page", "fleet", "assistant");

  private static final String FROM = "from/";

  public CommandRights {
    anyone = Set.copyOf(anyone);
    senders = Map.copyOf(senders);
  }

  /** Whether a command may be given; {@code topic} is what follows {@code command/}. */
  public boolean permit(String topic) {
    Set<String> allowed = topic.startsWith(FROM) ? ofSender(sender(topic)) : anyone;
    return allowed.contains(command(topic).split("/", 2)[0]);
  }

  private Set<String> ofSender(String sender) {
    Set<String> own = senders.get(sender);
    if (own != null) {
      return own;
    }
    boolean likeAnyone =
        sender.equals(SPARKPLUG)
            || (senders.isEmpty() && sender.matches(SENDER) && !ELSEWHERE.contains(sender));
    return likeAnyone ? anyone : Set.of();
  }

  /** Whether any sender may give a command. */
  public boolean permitSomeone(String command) {
    return anyone.contains(command)
        || senders.values().stream().anyMatch(allowed -> allowed.contains(command));
  }

  /** The command's name without its sender; {@code topic} is what follows {@code command/}. */
  public static String command(String topic) {
    String[] words = topic.split("/", 3);
    return topic.startsWith(FROM) && words.length == 3 ? words[2] : topic;
  }

  /** The command's sender; empty = a message without one. */
  public static String sender(String topic) {
    String[] words = topic.split("/", 3);
    return topic.startsWith(FROM) && words.length == 3 ? words[1] : "";
  }
}
