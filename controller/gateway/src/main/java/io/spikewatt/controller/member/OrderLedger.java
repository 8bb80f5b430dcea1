package io.spikewatt.controller.member;

import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Timestamp;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Orders that a gateway has taken, with its answers, over a restart: the same order again is
 * answered again and not carried out again. Dry runs are not in it. Confined to one thread.
 */
public record OrderLedger(KeptValues kept) {

  /** A clock that was set back must not make an old order new. */
  private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(8);

  /**
   * An order that was taken.
   *
   * @param result the answer; empty = the site's control has not judged it yet
   */
  record TakenOrder(Instant expiresAt, String hash, Optional<OrderResult> result) {}

  public static OrderLedger in(Path directory, Consumer<String> onProblem) {
    Path file = directory.resolve("fleet").resolve("orders.properties");
    return new OrderLedger(
        KeptValues.in(file, "Orders of the fleet's operator: end, hash, answer", onProblem));
  }

  Optional<TakenOrder> find(String id) {
    return kept.get(id).flatMap(line -> parsed(id, line));
  }

  private static Optional<TakenOrder> parsed(String id, String line) {
    String[] words = line.split(" ", 4);
    try {
      Optional<OrderResult> result =
          words.length == 4
              ? Optional.of(new OrderResult(id, false, words[2], words[3]))
              : Optional.empty();
      return words.length < 2
          ? Optional.empty()
          : Optional.of(new TakenOrder(Timestamp.require(words[0]), words[1], result));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** Keeps an order on the disk, and drops those that expired long ago. */
  void keep(String id, TakenOrder order, Instant now) {
    Map<String, String> lines = new TreeMap<>(kept.all());
    lines
        .entrySet()
        .removeIf(
            line ->
                parsed(line.getKey(), line.getValue())
                    .filter(taken -> taken.expiresAt().plus(KEPT_AFTER_EXPIRY).isAfter(now))
                    .isEmpty());
    String answer =
        order.result().map(result -> " " + result.outcome() + " " + result.text()).orElse("");
    lines.put(id, order.expiresAt() + " " + order.hash() + answer);
    // What cannot be kept is in memory, and the site's own list of ids is the second guard.
    boolean _ = kept.replace(lines);
  }
}
