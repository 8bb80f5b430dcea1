package io.spikewatt.controller.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Commands that come by another way than the broker's command topics. They wait here for the next
 * cycle, which judges them like all others. Safe for use by many threads.
 */
public final class CommandQueue {

  /** What the names of the page's commands begin with; no message of the broker may use it. */
  public static final String FROM_PAGE = "from/page/";

  private static final int MOST_WAITING = 32;

  private final Deque<Submission> waiting = new ArrayDeque<>();
  private boolean closed;

  /**
   * A command that waits for its answer.
   *
   * @param name as what follows {@code command/} in a topic
   * @param payload as on that topic
   * @param answer completed once it is judged
   */
  public record Submission(String name, byte[] payload, CompletableFuture<CommandResult> answer) {}

  /** Whether a command of that name comes from the page, whose users have shown its token. */
  public static boolean isFromPage(String name) {
    return name.startsWith(FROM_PAGE);
  }

  /**
   * Hands a command over; one that finds no place is refused at once.
   *
   * @param name as what follows {@code command/} in a topic
   * @param payload as on that topic
   */
  public synchronized CompletableFuture<CommandResult> submit(String name, byte[] payload) {
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    if (closed || waiting.size() >= MOST_WAITING) {
      answer.complete(refusal(name, payload, closed ? "control is ending" : "too many at once"));
    } else {
      waiting.addLast(new Submission(name, payload, answer));
    }
    return answer;
  }

  /** The oldest command that was not taken yet. */
  public synchronized Optional<Submission> poll() {
    return Optional.ofNullable(waiting.pollFirst());
  }

  /** Refuses what waits, and everything after it. */
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
