package io.spikewatt.controller.member;

import io.spikewatt.config.site.FleetMembership.FleetCommands;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.member.OrderLedger.TakenOrder;
import io.spikewatt.controller.protocol.FleetOrder;
import io.spikewatt.controller.protocol.OrderRefusal;
import io.spikewatt.controller.protocol.OrderRefusal.Cause;
import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.controller.protocol.SignedOrder;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Judges orders of the fleet's operator, and hands those that are sound to the site's control,
 * which judges the command as it judges any other. Confined to one thread.
 */
public final class OrderExecutor {

  /** Tolerated lead of the operator's clock over ours. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

  private final String member;
  private final FleetCommands rights;
  private final Optional<PublicKey> key;
  private final CommandQueue queue;
  private final OrderLedger ledger;
  private final Map<String, PendingOrder> pending = new LinkedHashMap<>();

  /** An order that the site's control has not answered yet. */
  private record PendingOrder(
      FleetOrder order, String hash, CompletableFuture<CommandResult> answer) {}

  /**
   * @param member name of this gateway in the fleet
   * @param rights what the site file lets the operator command
   * @param key that the operator signs with; empty = every order is refused
   * @param queue of the site's control
   */
  public OrderExecutor(
      String member,
      FleetCommands rights,
      Optional<PublicKey> key,
      CommandQueue queue,
      OrderLedger ledger) {
    this.member = member;
    this.rights = rights;
    this.key = key;
    this.queue = queue;
    this.ledger = ledger;
  }

  /**
   * Takes an order.
   *
   * @return the answer; empty = the site's control has to judge it first, see {@link #judged}
   */
  Optional<OrderResult> take(byte[] body, Instant now) {
    String id = "";
    boolean dryRun = false;
    try {
      SignedOrder signed = SignedOrder.decoded(body);
      FleetOrder unverified = signed.unverified();
      id = unverified.id();
      dryRun = unverified.dryRun();
      FleetOrder order = verified(signed);
      requireInTime(order, now);
      requireAllowed(order);
      return order.dryRun() ? tryOut(order) : carryOut(order, signed.hash(), now);
    } catch (OrderRefusal refusal) {
      return Optional.of(OrderResult.refused(id, dryRun, refusal));
    }
  }

  private FleetOrder verified(SignedOrder signed) throws OrderRefusal {
    if (key.isEmpty()) {
      throw new OrderRefusal(Cause.NOT_ALLOWED, "fleet.commands is none");
    }
    FleetOrder order = signed.verified(key.get());
    if (!order.gateway().equals(member)) {
      throw new OrderRefusal(
          Cause.NOT_ADDRESSED,
          "an order for %s expected, found one for %s".formatted(member, order.gateway()));
    }
    return order;
  }

  private static void requireInTime(FleetOrder order, Instant now) throws OrderRefusal {
    if (order.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
      throw new OrderRefusal(
          Cause.FROM_FUTURE, "issued at %s, but it is %s".formatted(order.issuedAt(), now));
    }
    if (!order.expiresAt().isAfter(now)) {
      throw new OrderRefusal(Cause.EXPIRED, "expired at " + order.expiresAt());
    }
  }

  private void requireAllowed(FleetOrder order) throws OrderRefusal {
    if (!rights.permit(order.command())) {
      throw new OrderRefusal(
          Cause.NOT_ALLOWED,
          "one of fleet.commands (%s) expected, found %s"
              .formatted(
                  String.join(", ", rights.allowed().stream().sorted().toList()), order.command()));
    }
  }

  private Optional<OrderResult> tryOut(FleetOrder order) throws OrderRefusal {
    String name = CommandQueue.FROM_FLEET + order.command();
    byte[] payload = order.payload();
    pending.computeIfAbsent(
        place(order), _ -> new PendingOrder(order, "", queue.tryOut(name, payload)));
    return Optional.empty();
  }

  /** The id is on the disk before the command is handed over. */
  private Optional<OrderResult> carryOut(FleetOrder order, String hash, Instant now)
      throws OrderRefusal {
    Optional<TakenOrder> before = ledger.find(order.id());
    if (before.filter(taken -> !taken.hash().equals(hash)).isPresent()) {
      throw new OrderRefusal(
          Cause.REPLAYED,
          "the id %s was used by an order with another content".formatted(order.id()));
    }
    Optional<OrderResult> answered = before.flatMap(TakenOrder::result);
    if (answered.isPresent() || pending.containsKey(place(order))) {
      return answered;
    }
    byte[] payload = order.payload();
    ledger.keep(order.id(), new TakenOrder(order.expiresAt(), hash, Optional.empty()), now);
    pending.put(
        place(order),
        new PendingOrder(
            order, hash, queue.submit(CommandQueue.FROM_FLEET + order.command(), payload)));
    return Optional.empty();
  }

  /** Answers to orders that the site's control has judged since the last call. */
  public List<OrderResult> judged(Instant now) {
    List<OrderResult> results = new ArrayList<>();
    for (PendingOrder one : List.copyOf(pending.values())) {
      if (one.answer.isDone()) {
        OrderResult result = result(one.order, one.answer.join());
        if (!one.order.dryRun()) {
          ledger.keep(
              one.order.id(),
              new TakenOrder(one.order.expiresAt(), one.hash, Optional.of(result)),
              now);
        }
        pending.remove(place(one.order));
        results.add(result);
      }
    }
    return results;
  }

  private static String place(FleetOrder order) {
    return order.id() + "/" + order.dryRun();
  }

  private static OrderResult result(FleetOrder order, CommandResult answer) {
    String id = order.id();
    return switch (answer) {
      case CommandResult.Accepted accepted ->
          new OrderResult(
              id,
              order.dryRun(),
              OrderResult.ACCEPTED,
              (order.dryRun() ? "would hold until " : "until ")
                  + accepted.until()
                  + (accepted.reason().isEmpty() ? "" : ", " + accepted.reason()));
      case CommandResult.Refused refused ->
          OrderResult.refused(
              id, order.dryRun(), new OrderRefusal(Cause.REFUSED, refused.reason()));
    };
  }
}
