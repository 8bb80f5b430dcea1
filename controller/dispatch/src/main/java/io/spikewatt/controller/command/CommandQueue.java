package io.spikewatt.controller.command;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.controller.protocol.CommandMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Commands that come by another way than the broker's command topics. They wait here for the next
 * cycle, which judges them like all others. Safe for use by many threads.
 */
public final class CommandQueue {

  /** Prefix of the page's commands; no message of the broker may use it. */
  public static final String FROM_PAGE = "from/page/";

  /** Prefix of the commands of a fleet's operator; likewise. */
  public static final String FROM_FLEET = "from/fleet/";

  /** Prefix of the commands of Sparkplug hosts; likewise. */
  public static final String FROM_SPARKPLUG = "from/" + CommandRights.SPARKPLUG + "/";

  /** Prefix of an assistant's proposals that a person approved; likewise. */
  public static final String FROM_ASSISTANT = "from/assistant/";

  private static final int MOST_WAITING = 32;

  private final Deque<Submission> waiting = new ArrayDeque<>();
  private boolean closed;

  /**
   * A command that waits for its answer.
   *
   * @param name as what follows {@code command/} in a topic
   * @param payload as on that topic
   * @param dryRun whether it is only judged, and changes nothing
   * @param answer completed once it is judged
   */
  public record Submission(
      String name, byte[] payload, boolean dryRun, CompletableFuture<CommandResult> answer) {}

  /** Whether a command of that name has a way of its own, and none over its topic. */
  public static boolean isElsewhere(String name) {
    return isFromPage(name)
        || isFromFleet(name)
        || isFromAssistant(name)
        || name.startsWith(FROM_SPARKPLUG);
  }

  /** Whether a command of that name comes from the page, whose users have shown its token. */
  public static boolean isFromPage(String name) {
    return name.startsWith(FROM_PAGE);
  }

  /** Whether a command of that name comes from the fleet's operator, who has signed it. */
  public static boolean isFromFleet(String name) {
    return name.startsWith(FROM_FLEET);
  }

  /** True for an assistant's proposal, which a person has approved. */
  public static boolean isFromAssistant(String name) {
    return name.startsWith(FROM_ASSISTANT);
  }

  /**
   * Hands a command over; one that finds no place is refused at once.
   *
   * @param name as what follows {@code command/} in a topic
   * @param payload as on that topic
   */
  public CompletableFuture<CommandResult> submit(String name, byte[] payload) {
    return add(name, payload, false);
  }

  /** The answer that a command would get now; nothing changes and nothing is published. */
  public CompletableFuture<CommandResult> tryOut(String name, byte[] payload) {
    return add(name, payload, true);
  }

  private synchronized CompletableFuture<CommandResult> add(
      String name, byte[] payload, boolean dryRun) {
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    if (closed || waiting.size() >= MOST_WAITING) {
      answer.complete(refusal(name, payload, closed ? "control is ending" : "too many at once"));
    } else {
      waiting.addLast(new Submission(name, payload, dryRun, answer));
    }
    return answer;
  }

  /** The oldest command that was not taken yet. */
  public synchronized Optional<Submission> poll() {
    return Optional.ofNullable(waiting.pollFirst());
  }

  /** Refuses all waiting commands, and every later one. */
  public synchronized void close() {
    closed = true;
    for (Submission left : waiting) {
      left.answer.complete(refusal(left.name, left.payload, "control is ending"));
    }
    waiting.clear();
  }

  private static CommandResult refusal(String name, byte[] payload, String why) {
    return new CommandResult.Refused(name, CommandMessage.id(payload), why);
  }
}
