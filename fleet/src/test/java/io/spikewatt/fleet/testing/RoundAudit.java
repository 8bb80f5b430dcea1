package io.spikewatt.fleet.testing;

import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.SharedModel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Rounds and versions of one model as {@code fleet.db} holds them, read past the coordinator's own
 * classes, and what must hold of them at any moment.
 *
 * @param rounds in their order
 * @param versions by number, those that came along included
 */
public record RoundAudit(List<AuditedRound> rounds, Map<Long, AuditedVersion> versions) {

  /**
   * A round.
   *
   * @param base version that it builds on
   * @param ended empty = it has no end
   * @param entries number of entries in its journal
   */
  public record AuditedRound(
      long round, String state, long base, Optional<Instant> ended, int entries) {

    boolean finished() {
      return state.equals("finished");
    }

    boolean open() {
      return state.equals("open");
    }
  }

  /** A version of the model. */
  public record AuditedVersion(float[] weights, List<String> trainedBy) {}

  /** Beyond what rounding does to an update of this size. */
  private static final double TOLERANCE = 0.01;

  /** Reads a coordinator's folder, whether it runs or not. */
  public static RoundAudit read(Path folder, String features) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("fleet.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      connection.setAutoCommit(false);
      return new RoundAudit(rounds(statement, features), versions(statement, features));
    }
  }

  private static List<AuditedRound> rounds(Statement statement, String features)
      throws SQLException {
    List<AuditedRound> rounds = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT round, state, base, ended_at,"
                + " (SELECT COUNT(*) FROM journal WHERE journal.round = round.round)"
                + " FROM round WHERE features = '"
                + features
                + "' ORDER BY round")) {
      while (row.next()) {
        rounds.add(
            new AuditedRound(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                Optional.ofNullable(row.getString(4)).map(Instant::parse),
                row.getInt(5)));
      }
    }
    return rounds;
  }

  private static Map<Long, AuditedVersion> versions(Statement statement, String features)
      throws SQLException {
    Map<Long, AuditedVersion> versions = new HashMap<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT version, bytes, trained_by FROM model WHERE features = '" + features + "'")) {
      while (row.next()) {
        SharedModel model = SharedModel.decoded(row.getBytes(2));
        if (model.round() != row.getLong(1)) {
          throw new AssertionError("version " + row.getLong(1) + " holds that of " + model.round());
        }
        versions.put(
            row.getLong(1),
            new AuditedVersion(model.weights(), List.of(row.getString(3).split(","))));
      }
    } catch (RoundRefusal e) {
      throw new AssertionError("a version that cannot be read", e);
    }
    return versions;
  }

  /** The round that is open. */
  public Optional<AuditedRound> open() {
    return rounds.stream().filter(AuditedRound::open).findFirst();
  }

  /** Number of rounds that finished after a time. */
  public long finishedAfter(Instant time) {
    return rounds.stream()
        .filter(AuditedRound::finished)
        .filter(round -> round.ended().filter(time::isBefore).isPresent())
        .count();
  }

  /** State of a round. */
  public String state(long round) {
    return rounds.stream()
        .filter(r -> r.round() == round)
        .findFirst()
        .map(AuditedRound::state)
        .orElse("missing");
  }

  /**
   * Each round is open, finished with one version or void with none; one that has ended has left no
   * messages.
   *
   * @throws AssertionError otherwise
   */
  public void requireWhole() {
    require(rounds.stream().filter(AuditedRound::open).count() <= 1, "open rounds: " + rounds);
    for (AuditedRound round : rounds) {
      String what = round.toString();
      require(versions.containsKey(round.round()) == round.finished(), what + " and its version");
      require(round.open() == round.ended().isEmpty(), what + " and its end");
      require(round.open() || round.entries() == 0, "messages of a round that is over: " + what);
      require(versions.containsKey(round.base()), what + " and its base");
      require(round.base() < round.round(), what + " and its base");
    }
    for (long version : versions.keySet()) {
      require(version <= 0 || state(version).equals("finished"), "no round of version " + version);
    }
  }

  /**
   * Each version is its round's base, moved once by exactly those gateways that the registry names:
   * half of the way to the mean of their targets, see {@link TargetLearner}.
   *
   * @param target of a gateway
   * @throws AssertionError otherwise
   */
  public void requireBases(ToDoubleFunction<String> target) {
    for (AuditedRound round : rounds) {
      if (round.finished()) {
        AuditedVersion made = version(round.round());
        float[] base = version(round.base()).weights();
        double mean = made.trainedBy().stream().mapToDouble(target).average().orElse(Double.NaN);
        for (int i = 0; i < base.length; i++) {
          double expected = base[i] + 0.5 * (mean - base[i]);
          require(
              Math.abs(made.weights()[i] - expected) <= TOLERANCE,
              "%s: weight %d of %s on its base expected, found %s"
                  .formatted(round, i, expected, made.weights()[i]));
        }
      }
    }
  }

  private AuditedVersion version(long version) {
    return Optional.ofNullable(versions.get(version)).orElseThrow();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
