package io.spikewatt.fleet.store;

import io.spikewatt.controller.protocol.StepKind;
import io.spikewatt.fleet.round.GroupPlan;
import io.spikewatt.fleet.round.JournalEntry;
import io.spikewatt.fleet.round.RoundPlan;
import io.spikewatt.fleet.store.FleetDatabase.Transaction;
import io.spikewatt.fleet.store.ModelRegistry.TrainedModel;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rounds and what happened in them. A round ends in one transaction together with the model that it
 * made: it is finished and has one, or is void and has none. The messages of an ended round are
 * deleted, because masked updates and shares are of no further use.
 */
public final class RoundJournal {

  /**
   * A round for a person.
   *
   * @param state {@code open}, {@code finished} or {@code void}
   * @param reason why groups are void; empty = none is
   * @param entries number of entries in its journal
   */
  public record RoundLine(
      long round, String features, String state, String reason, Instant openedAt, int entries) {}

  private final FleetDatabase database;

  RoundJournal(FleetDatabase database) {
    this.database = database;
  }

  /** Number of the next round: one more than any before. */
  public long next() {
    return database
        .query("SELECT COALESCE(MAX(round), 0) + 1 FROM round", row -> row.getLong(1))
        .getFirst();
  }

  public void open(RoundPlan plan, Instant now) {
    database.change(
        transaction -> {
          transaction.update(
              "INSERT INTO round VALUES (?, ?, ?, 'open', '', ?, NULL)",
              plan.round(),
              plan.features(),
              plan.base(),
              now.toString());
          for (GroupPlan group : plan.groups()) {
            transaction.update(
                "INSERT INTO round_group VALUES (?, ?, ?, ?)",
                plan.round(),
                group.terms().group(),
                group.terms().encoded(),
                String.join(",", group.gateways()));
          }
        });
  }

  /** Records an entry of a round that is open. */
  public void append(long round, JournalEntry entry) {
    database.update(
        "INSERT INTO journal (round, number, kind, gateway, body) VALUES (?, ?, ?, ?, ?)",
        round,
        entry.group(),
        entry.kind().name(),
        entry.gateway(),
        entry.body());
  }

  /**
   * Ends a round.
   *
   * @param trained the model that it made; empty = the round is void
   * @param reasons why groups are void
   * @throws IllegalStateException if it has ended before
   */
  public void end(RoundPlan plan, Optional<TrainedModel> trained, String reasons, Instant now) {
    database.change(
        transaction -> {
          int ended =
              transaction.update(
                  "UPDATE round SET state = ?, reason = ?, ended_at = ?"
                      + " WHERE round = ? AND state = 'open'",
                  trained.isPresent() ? "finished" : "void",
                  reasons,
                  now.toString(),
                  plan.round());
          if (ended != 1) {
            throw new IllegalStateException("round " + plan.round() + " is not open");
          }
          if (trained.isPresent()) {
            ModelRegistry.insert(transaction, trained.get());
          }
          transaction.update("DELETE FROM journal WHERE round = ?", plan.round());
        });
  }

  /**
   * Ends open rounds whose terms are of another version of the rounds as void: a release before
   * began them, and its members cannot end them. They end when they began, as far as is known.
   */
  public void endOfOtherVersion() {
    record Terms(long round, byte[] bytes) {}
    List<Terms> open =
        database.query(
            "SELECT round, terms FROM round_group JOIN round USING (round) WHERE state = 'open'",
            row -> new Terms(row.getLong(1), row.getBytes(2)));
    for (Terms terms : open) {
      try {
        RoundTerms _ = RoundTerms.decoded(terms.bytes);
      } catch (RoundRefusal refusal) {
        database.change(
            transaction -> {
              transaction.update(
                  "UPDATE round SET state = 'void', reason = ?, ended_at = opened_at"
                      + " WHERE round = ?",
                  refusal.getMessage(),
                  terms.round);
              transaction.update("DELETE FROM journal WHERE round = ?", terms.round);
            });
      }
    }
  }

  public List<RoundPlan> open() {
    return database.outcome(
        transaction ->
            transaction.rows(
                "SELECT round, features, base FROM round WHERE state = 'open' ORDER BY round",
                row ->
                    new RoundPlan(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        groups(transaction, row.getLong(1)))));
  }

  private static List<GroupPlan> groups(Transaction transaction, long round) throws SQLException {
    return transaction.rows(
        "SELECT terms, gateways FROM round_group WHERE round = ? ORDER BY number",
        row -> new GroupPlan(terms(row.getBytes(1)), List.of(row.getString(2).split(","))),
        round);
  }

  private static RoundTerms terms(byte[] bytes) throws SQLException {
    try {
      return RoundTerms.decoded(bytes);
    } catch (RoundRefusal e) {
      throw new SQLException("terms that were written here cannot be read", e);
    }
  }

  /** Entries of a round in their order. */
  public List<JournalEntry> entries(long round) {
    return database.query(
        "SELECT number, kind, gateway, body FROM journal WHERE round = ? ORDER BY id",
        row ->
            new JournalEntry(
                row.getInt(1),
                StepKind.valueOf(row.getString(2)),
                row.getString(3),
                row.getBytes(4)),
        round);
  }

  public int members(long round) {
    return database
        .query(
            "SELECT gateways FROM round_group WHERE round = ?",
            row -> row.getString(1).split(",").length,
            round)
        .stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  /** The newest rounds, the newest first. */
  public List<RoundLine> newest(int most) {
    return database.query(
        "SELECT round, features, state, reason, opened_at,"
            + " (SELECT COUNT(*) FROM journal WHERE journal.round = round.round)"
            + " FROM round ORDER BY round DESC LIMIT ?",
        row ->
            new RoundLine(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Instant.parse(row.getString(5)),
                row.getInt(6)),
        most);
  }
}
