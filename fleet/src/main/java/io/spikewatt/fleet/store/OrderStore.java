package io.spikewatt.fleet.store;

import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.controller.protocol.SignedOrder;
import io.spikewatt.fleet.order.GroupOrder;
import io.spikewatt.fleet.order.GroupOrder.OrderMember;
import io.spikewatt.fleet.order.GroupOrder.OrderTerms;
import io.spikewatt.fleet.order.OrderProgress;
import io.spikewatt.fleet.order.OrderProgress.MemberAnswer;
import io.spikewatt.fleet.order.OrderProgress.MemberProgress;
import io.spikewatt.fleet.order.OrderProgress.OrderState;
import io.spikewatt.fleet.order.OrderProgress.PhaseEnd;
import io.spikewatt.fleet.order.RolloutRules;
import io.spikewatt.fleet.store.FleetDatabase.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Orders of the operator and the gateways' answers. Each phase ends in one transaction, so a
 * coordinator that was killed goes on with the phase that it was in.
 */
public final class OrderStore {

  static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS fleet_order (
        id TEXT PRIMARY KEY, command TEXT NOT NULL, value TEXT NOT NULL,
        issued_at TEXT NOT NULL, expires_at TEXT NOT NULL, first INTEGER NOT NULL,
        percents TEXT NOT NULL, stop_above REAL NOT NULL, answer_ms INTEGER NOT NULL,
        pause_ms INTEGER NOT NULL, dry_run_only INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('OPEN', 'DONE', 'STOPPED')),
        reason TEXT NOT NULL, phase INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS order_member (
        id TEXT NOT NULL, position INTEGER NOT NULL, gateway TEXT NOT NULL,
        dry_run BLOB NOT NULL, signed BLOB NOT NULL, stage INTEGER NOT NULL DEFAULT 0,
        dry_outcome TEXT, dry_text TEXT NOT NULL DEFAULT '', dry_late INTEGER NOT NULL DEFAULT 0,
        outcome TEXT, text TEXT NOT NULL DEFAULT '', late INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (id, gateway));
      """;

  /** In the place of an order where only a dry run was signed. */
  private static final byte[] NOTHING = {};

  private final FleetDatabase database;

  OrderStore(FleetDatabase database) {
    this.database = database;
  }

  /** A message to a gateway. */
  public record OrderMessage(String gateway, byte[] body) {}

  /**
   * Adds an order whose dry run is to begin.
   *
   * @throws IllegalArgumentException if its id is known
   */
  public void add(GroupOrder order) {
    OrderTerms terms = order.terms();
    RolloutRules rules = order.rules();
    database.change(
        transaction -> {
          int added =
              transaction.update(
                  "INSERT INTO fleet_order VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', '', 0)"
                      + " ON CONFLICT (id) DO NOTHING",
                  terms.id(),
                  terms.command(),
                  terms.value(),
                  terms.issuedAt().toString(),
                  terms.expiresAt().toString(),
                  rules.first(),
                  rules.percents().stream().map(String::valueOf).collect(Collectors.joining(",")),
                  rules.stopAbove(),
                  rules.answerWithin().toMillis(),
                  rules.pause().toMillis(),
                  order.dryRunOnly() ? 1 : 0);
          if (added != 1) {
            throw new IllegalArgumentException("an order " + terms.id() + " is there already");
          }
          int position = 0;
          for (OrderMember member : order.members()) {
            transaction.update(
                "INSERT INTO order_member (id, position, gateway, dry_run, signed)"
                    + " VALUES (?, ?, ?, ?, ?)",
                terms.id(),
                position++,
                member.gateway(),
                member.dryRun().encoded(),
                member.order().map(SignedOrder::encoded).orElseGet(() -> NOTHING));
          }
        });
  }

  /** Orders that go on, oldest first. */
  public List<OrderProgress> open() {
    return orders("WHERE state = 'OPEN' ORDER BY issued_at, id");
  }

  /** The newest orders, newest first. */
  public List<OrderProgress> newest(int count) {
    return orders("ORDER BY issued_at DESC, id LIMIT " + count);
  }

  public Optional<OrderProgress> find(String id) {
    return orders("WHERE id = ?", id).stream().findFirst();
  }

  private List<OrderProgress> orders(String which, Object... parameters) {
    return database.outcome(
        transaction ->
            transaction.rows(
                "SELECT id, command, value, issued_at, expires_at, first, percents, stop_above,"
                    + " answer_ms, pause_ms, dry_run_only, state, reason, phase FROM fleet_order "
                    + which,
                row -> order(row, members(transaction, row.getString(1))),
                parameters));
  }

  private static OrderProgress order(ResultSet row, List<MemberProgress> members)
      throws SQLException {
    return new OrderProgress(
        new OrderTerms(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            Instant.parse(row.getString(4)),
            Instant.parse(row.getString(5))),
        new RolloutRules(
            row.getInt(6),
            Arrays.stream(row.getString(7).split(",")).map(Integer::valueOf).toList(),
            row.getDouble(8),
            Duration.ofMillis(row.getLong(9)),
            Duration.ofMillis(row.getLong(10))),
        row.getInt(11) == 1,
        OrderState.valueOf(row.getString(12)),
        row.getString(13),
        row.getInt(14),
        members);
  }

  private static List<MemberProgress> members(Transaction transaction, String id)
      throws SQLException {
    return transaction.rows(
        "SELECT gateway, stage, dry_outcome, dry_text, dry_late, outcome, text, late"
            + " FROM order_member WHERE id = ? ORDER BY position",
        row ->
            new MemberProgress(
                row.getString(1),
                row.getInt(2),
                answer(row.getString(3), row.getString(4), row.getInt(5)),
                answer(row.getString(6), row.getString(7), row.getInt(8))),
        id);
  }

  private static Optional<MemberAnswer> answer(@Nullable String outcome, String text, int late) {
    return outcome == null
        ? Optional.empty()
        : Optional.of(new MemberAnswer(outcome, text, late == 1));
  }

  /** Messages of the open phase of an order that are not answered. */
  public List<OrderMessage> awaited(String id) {
    return messages("o.id = ?", id);
  }

  /** Messages to a gateway in open phases that it has not answered. */
  public List<OrderMessage> awaitedOf(String gateway) {
    return messages("m.gateway = ?", gateway);
  }

  private List<OrderMessage> messages(String which, String parameter) {
    return database.query(
        "SELECT m.gateway, CASE o.phase WHEN 0 THEN m.dry_run ELSE m.signed END"
            + " FROM order_member m JOIN fleet_order o ON o.id = m.id"
            + " WHERE o.state = 'OPEN' AND (o.phase = 0 AND m.dry_outcome IS NULL"
            + " OR o.phase > 0 AND m.stage = o.phase AND m.outcome IS NULL) AND "
            + which
            + " ORDER BY o.issued_at, m.position",
        row -> new OrderMessage(row.getString(1), row.getBytes(2)),
        parameter);
  }

  /**
   * Keeps a gateway's answer, the first one: doubled ones change nothing. One that comes after its
   * phase is marked as late and changes no decision.
   *
   * @return whether it is kept
   */
  public boolean answer(String gateway, OrderResult result) {
    String prefix = result.dryRun() ? "dry_" : "";
    // An order that was not sent has no answer.
    String sent =
        result.dryRun()
            ? ""
            : " AND stage BETWEEN 1 AND (SELECT phase FROM fleet_order WHERE id = ?1)";
    String sql =
        ("UPDATE order_member SET %1$slate = CASE WHEN %1$soutcome IS NULL THEN 0 ELSE 1 END,"
                + " %1$stext = ?4, %1$soutcome = ?3 WHERE id = ?1 AND gateway = ?2"
                + " AND COALESCE(%1$soutcome, '%2$s') = '%2$s'%3$s")
            .formatted(prefix, OrderProgress.NO_ANSWER, sent);
    return database.update(sql, result.order(), gateway, result.outcome(), result.text()) == 1;
  }

  /** Whether an order is known and is for a gateway. */
  public boolean addresses(String id, String gateway) {
    return !database
        .query(
            "SELECT 1 FROM order_member WHERE id = ? AND gateway = ?",
            row -> row.getInt(1),
            id,
            gateway)
        .isEmpty();
  }

  /**
   * Ends the open phase of an order as a whole: notes who has not answered, and what follows.
   *
   * @return whether it was open in that phase
   */
  public boolean endPhase(OrderProgress order, PhaseEnd end) {
    String id = order.terms().id();
    boolean on = end.state() == OrderState.OPEN;
    return database.outcome(
        transaction -> {
          boolean ended =
              transaction.update(
                      "UPDATE fleet_order SET state = ?, reason = ?, phase = ?"
                          + " WHERE id = ? AND state = 'OPEN' AND phase = ?",
                      end.state().name(),
                      on ? "" : end.text(),
                      order.phase() + (on ? 1 : 0),
                      id,
                      order.phase())
                  == 1;
          if (ended) {
            noteMissing(transaction, id, order.phase());
            assign(transaction, order, end.stageEnds());
          }
          return ended;
        });
  }

  private static void noteMissing(Transaction transaction, String id, int phase)
      throws SQLException {
    String sql =
        phase == 0
            ? "UPDATE order_member SET dry_outcome = ? WHERE id = ? AND dry_outcome IS NULL"
            : "UPDATE order_member SET outcome = ? WHERE id = ? AND outcome IS NULL AND stage = "
                + phase;
    transaction.update(sql, OrderProgress.NO_ANSWER, id);
  }

  private static void assign(Transaction transaction, OrderProgress order, List<Integer> stageEnds)
      throws SQLException {
    int number = 0;
    int stage = 0;
    for (MemberProgress member : order.members()) {
      if (!stageEnds.isEmpty() && member.dryRun().filter(MemberAnswer::accepted).isPresent()) {
        if (number == (stage == 0 ? 0 : stageEnds.get(stage - 1))) {
          stage++;
        }
        number++;
        transaction.update(
            "UPDATE order_member SET stage = ? WHERE id = ? AND gateway = ?",
            stage,
            order.terms().id(),
            member.gateway());
      }
    }
  }

  /**
   * Stops an order; what gateways have accepted lapses by itself.
   *
   * @return whether it was open
   */
  public boolean stop(String id, String reason) {
    return database.update(
            "UPDATE fleet_order SET state = 'STOPPED', reason = ?"
                + " WHERE id = ? AND state = 'OPEN'",
            reason,
            id)
        == 1;
  }
}
