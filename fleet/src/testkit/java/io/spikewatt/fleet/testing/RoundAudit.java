package io.spikewatt.fleet.testing;

import io.spikewatt.inference.federated.AdaptiveStep;
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

  /**
   * A version of the model.
   *
   * @param weights none where a later release has taken them
   * @param step how the coordinator goes on from it; empty where no round has made it
   */
  public record AuditedVersion(
      Optional<float[]> weights, List<String> trainedBy, Optional<AdaptiveStep> step) {}

  /** Beyond what rounding does to a tenth of an update of this size. */
  private static final double TOLERANCE = 1e-3;

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
            "SELECT version, bytes, trained_by, state FROM model LEFT JOIN model_step"
                + " USING (features, version) WHERE features = '"
                + features
                + "'")) {
      while (row.next()) {
        byte[] bytes = row.getBytes(2);
        byte[] step = row.getBytes(4);
        versions.put(
            row.getLong(1),
            new AuditedVersion(
                bytes.length == 0 ? Optional.empty() : Optional.of(weights(row.getLong(1), bytes)),
                List.of(row.getString(3).split(",")),
                step == null ? Optional.empty() : Optional.of(AdaptiveStep.decoded(step))));
      }
    } catch (RoundRefusal e) {
      throw new AssertionError("a version that cannot be read", e);
    }
    return versions;
  }

  private static float[] weights(long version, byte[] bytes) throws RoundRefusal {
    SharedModel model = SharedModel.decoded(bytes);
    if (model.round() != version) {
      throw new AssertionError("version " + version + " holds that of " + model.round());
    }
    return model.weights();
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
   * Each version is its round's base, moved by one step in the mean direction of exactly those
   * gateways that the registry names, see {@link TargetLearner}.
   *
   * @param target of a gateway
   * @throws AssertionError otherwise
   */
  public void requireBases(ToDoubleFunction<String> target) {
    for (AuditedRound round : rounds) {
      if (round.finished()) {
        requireStep(round, version(round.base()), version(round.round()), target);
      }
    }
  }

  private static void requireStep(
      AuditedRound round,
      AuditedVersion from,
      AuditedVersion made,
      ToDoubleFunction<String> target) {
    if (from.weights().isEmpty() || made.weights().isEmpty()) {
      return;
    }
    float[] base = from.weights().get();
    AdaptiveStep before = from.step().orElseGet(() -> AdaptiveStep.first(base.length));
    require(made.step().isPresent(), round + ": a step expected with its version");
    AdaptiveStep after = made.step().orElseThrow();
    require(after.rounds() == before.rounds() + 1, round + ": a step after that of its base");
    double mean = made.trainedBy().stream().mapToDouble(target).average().orElse(Double.NaN);
    float[] moved = after.applied(base, AdaptiveStep.RATE);
    for (int i = 0; i < base.length; i++) {
      double expected = 0.9 * before.mean()[i] + 0.1 * 0.5 * (mean - base[i]);
      require(
          Math.abs(after.mean()[i] - expected) <= TOLERANCE,
          "%s: mean %d of %s after that of its base expected, found %s"
              .formatted(round, i, expected, after.mean()[i]));
      require(
          moved[i] == made.weights().get()[i],
          "%s: weight %d of %s on its base expected, found %s"
              .formatted(round, i, moved[i], made.weights().get()[i]));
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
