package io.spikewatt.fleet.coordinate;

import io.spikewatt.controller.federation.CoordinatorMessage;
import io.spikewatt.controller.federation.OrderResult;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.order.OrderProgress;
import io.spikewatt.fleet.order.OrderProgress.OrderState;
import io.spikewatt.fleet.order.OrderProgress.PhaseEnd;
import io.spikewatt.fleet.store.OrderStore;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
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

  private final OrderStore store;
  private final FleetOutbox outbox;
  private final Map<String, Moment> begun = new HashMap<>();
  private Optional<Moment> lookAt = Optional.empty();

  OrderRollout(OrderStore store, FleetOutbox outbox) {
    this.store = store;
    this.outbox = outbox;
  }

  /** Nobody can answer: phases begin their time anew, and are sent again, with the broker. */
  void interrupted() {
    begun.clear();
    lookAt = Optional.empty();
  }

  /** Sends a gateway that has connected what it has not answered. */
  void greet(String gateway) {
    send(store.awaitedOf(gateway));
  }

  /**
   * Takes a gateway's answer.
   *
   * @return the cause of a refusal
   */
  Optional<String> answer(String gateway, OrderResult result) {
    if (!store.asks(result.order(), gateway)) {
      return Optional.of("UNKNOWN_ORDER");
    }
    if (store.answer(gateway, result) && !result.accepted()) {
      outbox.report(
          EventKind.ORDER_REFUSED,
          gateway,
          "%s: %s: %s".formatted(result.order(), result.outcome(), result.text()));
    }
    lookAt = Optional.empty();
    return Optional.empty();
  }

  /** Begins and ends what is due. */
  void step(Moment now) {
    if (lookAt.filter(now::isBefore).isPresent()) {
      return;
    }
    lookAt = Optional.of(now.plus(LOOK));
    Set<String> open = new HashSet<>();
    for (OrderProgress order : store.open()) {
      open.add(phase(order));
      advance(order, now);
    }
    begun.keySet().retainAll(open);
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
    if (!begun.containsKey(phase(order))) {
      begun.put(phase(order), now);
      send(store.awaited(order.terms().id()));
    }
    Duration passed = now.since(begun.getOrDefault(phase(order), now));
    Duration least = order.phase() == 0 ? Duration.ZERO : order.rules().pause();
    boolean answered = order.awaited().isEmpty();
    boolean over = answered || passed.compareTo(order.rules().answerWithin()) >= 0;
    if (over && passed.compareTo(least) >= 0) {
      end(order, order.end());
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
    lookAt = Optional.empty();
  }

  private void send(Iterable<OrderStore.OrderMessage> messages) {
    for (OrderStore.OrderMessage message : messages) {
      outbox.send(message.gateway(), CoordinatorMessage.ORDER, message.body());
    }
  }
}
