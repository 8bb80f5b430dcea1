package io.spikewatt.fleet.coordinate;

import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.order.OrderProgress;
import io.spikewatt.fleet.order.OrderProgress.OrderState;
import io.spikewatt.fleet.order.OrderProgress.PhaseEnd;
import io.spikewatt.fleet.store.OrderStore;
import io.spikewatt.fleet.store.OrderStore.OrderMessage;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out the operator's orders: a dry run at all gateways, then stage after stage while the
 * share of errors allows. Everything that it must not forget is in the {@link OrderStore}; a phase
 * that a restart or a broker's absence has interrupted begins its time anew. Confined to one
 * thread.
 */
final class OrderRollout {

  /** Orders come from another process, which writes them into the store. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** The same while one is open. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /** Messages a look: a link drops messages beyond its queue, and each answer costs a write. */
  private static final int MOST_AT_ONCE = 50;

  /** Unanswered messages are sent again: a link may have dropped the message or the answer. */
  private static final Duration RESEND = Duration.ofSeconds(10);

  /** A phase that this process has begun. */
  private static final class PhaseRun {
    private final Deque<OrderMessage> unsent;
    private Optional<Moment> sentAt = Optional.empty();
    private Moment resendAt;

    PhaseRun(List<OrderMessage> messages, Moment now) {
      unsent = new ArrayDeque<>(messages);
      resendAt = now.plus(RESEND);
    }
  }

  private final OrderStore store;
  private final FleetOutbox outbox;
  private final Map<String, PhaseRun> runs = new HashMap<>();
  private Optional<Moment> lookAt = Optional.empty();

  OrderRollout(OrderStore store, FleetOutbox outbox) {
    this.store = store;
    this.outbox = outbox;
  }

  /** Nobody can answer: phases begin their time anew, and are sent again, with the broker. */
  void interrupted() {
    runs.clear();
    lookAt = Optional.empty();
  }

  /** Sends a gateway that has connected its unanswered orders. */
  void greet(String gateway) {
    store.awaitedOf(gateway).forEach(this::send);
  }

  /**
   * Takes a gateway's answer.
   *
   * @return the cause of a refusal
   */
  Optional<String> answer(String gateway, OrderResult result) {
    if (!store.addresses(result.order(), gateway)) {
      return Optional.of("UNKNOWN_ORDER");
    }
    if (store.answer(gateway, result) && !result.accepted()) {
      outbox.report(
          EventKind.ORDER_REFUSED,
          gateway,
          "%s: %s: %s".formatted(result.order(), result.outcome(), result.text()));
    }
    return Optional.empty();
  }

  /** Begins and ends what is due. */
  void step(Moment now) {
    if (lookAt.filter(now::isBefore).isPresent()) {
      return;
    }
    Set<String> open = new HashSet<>();
    for (OrderProgress order : store.open()) {
      open.add(phase(order));
      advance(order, now);
    }
    runs.keySet().retainAll(open);
    lookAt = Optional.of(now.plus(open.isEmpty() ? LOOK : LOOK_AGAIN));
  }

  private static String phase(OrderProgress order) {
    return order.terms().id() + "/" + order.phase();
  }

  private void advance(OrderProgress order, Moment now) {
    if (!order.terms().expiresAt().isAfter(now.instant())) {
      end(
          order,
          new PhaseEnd(
              OrderState.STOPPED,
              OrderProgress.phaseName(order.phase()) + ": expired before its end",
              List.of()));
      return;
    }
    PhaseRun run =
        runs.computeIfAbsent(
            phase(order), _ -> new PhaseRun(store.awaited(order.terms().id()), now));
    sendSome(order, run, now);
    if (run.sentAt.isEmpty()) {
      return;
    }
    Duration passed = now.since(run.sentAt.get());
    Duration least = order.phase() == 0 ? Duration.ZERO : order.rules().pause();
    boolean answered = order.awaited().isEmpty();
    boolean over = answered || passed.compareTo(order.rules().answerWithin()) >= 0;
    if (over && passed.compareTo(least) >= 0) {
      end(order, order.end());
    }
  }

  /** The time of a phase begins once all messages are sent. */
  private void sendSome(OrderProgress order, PhaseRun run, Moment now) {
    if (run.unsent.isEmpty() && !now.isBefore(run.resendAt)) {
      run.unsent.addAll(store.awaited(order.terms().id()));
      run.resendAt = now.plus(RESEND);
    }
    for (int i = 0; i < MOST_AT_ONCE && !run.unsent.isEmpty(); i++) {
      send(run.unsent.removeFirst());
    }
    if (run.unsent.isEmpty() && run.sentAt.isEmpty()) {
      run.sentAt = Optional.of(now);
    }
  }

  private void end(OrderProgress order, PhaseEnd end) {
    if (!store.endPhase(order, end)) {
      // A person has stopped it.
      return;
    }
    EventKind kind =
        switch (end.state()) {
          case OPEN -> EventKind.ORDER_STAGE;
          case DONE -> EventKind.ORDER_DONE;
          case STOPPED -> EventKind.ORDER_STOPPED;
        };
    outbox.report(kind, order.terms().id(), end.text());
  }

  private void send(OrderMessage message) {
    outbox.send(message.gateway(), CoordinatorMessage.ORDER, message.body());
  }
}
