package io.spikewatt.fleet.store;

import io.spikewatt.controller.protocol.SignedModel;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.registry.ReleaseStage;
import io.spikewatt.fleet.store.FleetDatabase.Transaction;
import io.spikewatt.hal.store.Sha256;
import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.RoundRefusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Versions of the shared models: who trained them, how far they are released, and their bytes.
 * Bytes of versions that were only steps on the way are deleted once a later one is released.
 */
public final class ModelRegistry {

  private static final String VERSION_COLUMNS =
      "SELECT features, version, hash, trained_by, stage, made_at FROM model ";

  private static final String COLUMNS =
      "SELECT features, version, hash, trained_by, stage, made_at, bytes, signature FROM model ";

  private static final String LAST_RELEASED =
      "(SELECT COALESCE(MAX(version), -1) FROM model WHERE features = ? AND stage = 'RELEASED')";

  public record RegisteredModel(ModelVersion version, SignedModel signed) {}

  /**
   * A version that a round has made.
   *
   * @param step how the coordinator goes on from it
   */
  public record TrainedModel(ModelVersion version, SignedModel signed, AdaptiveStep step) {}

  private final FleetDatabase database;

  ModelRegistry(FleetDatabase database) {
    this.database = database;
  }

  /** Adds a version; its hash is taken from the bytes. */
  public void add(ModelVersion version, SignedModel signed) {
    database.change(transaction -> insert(transaction, version, signed));
  }

  static void insert(Transaction transaction, TrainedModel trained) throws SQLException {
    insert(transaction, trained.version(), trained.signed());
    String features = trained.version().features();
    transaction.update(
        "INSERT INTO model_step VALUES (?, ?, ?)",
        features,
        trained.version().version(),
        trained.step().encoded());
    transaction.update(
        "DELETE FROM model_step WHERE features = ? AND version < " + LAST_RELEASED,
        features,
        features);
    transaction.update(
        "UPDATE model SET bytes = x'' WHERE features = ? AND stage IN (?, ?) AND bytes <> x''"
            + " AND version < "
            + LAST_RELEASED,
        features,
        ReleaseStage.TRAINED.name(),
        ReleaseStage.ROLLED_BACK.name(),
        features);
  }

  private static void insert(Transaction transaction, ModelVersion version, SignedModel signed)
      throws SQLException {
    transaction.update(
        "INSERT INTO model VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        version.features(),
        version.version(),
        version.hash(),
        signed.model(),
        signed.signature(),
        String.join(",", version.trainedBy()),
        version.stage().name(),
        version.madeAt().toString());
  }

  /** All versions of a model, the newest first, without a look at their bytes. */
  public List<ModelVersion> versions(String features) {
    return database.query(
        VERSION_COLUMNS + "WHERE features = ? ORDER BY version DESC",
        ModelRegistry::readVersion,
        features);
  }

  /** Number of versions since the last release that are not on trial yet. */
  public long trainedSinceRelease(String features) {
    return database
        .query(
            "SELECT COUNT(*) FROM model WHERE features = ? AND stage = ? AND version > "
                + LAST_RELEASED,
            row -> row.getLong(1),
            features,
            ReleaseStage.TRAINED.name(),
            features)
        .getFirst();
  }

  /** How the coordinator goes on from a version; empty = no round has made it. */
  public Optional<AdaptiveStep> step(String features, long version) {
    return database.first(
        "SELECT state FROM model_step WHERE features = ? AND version = ?",
        row -> step(row.getBytes(1)),
        features,
        version);
  }

  private static AdaptiveStep step(byte[] bytes) throws SQLException {
    try {
      return AdaptiveStep.decoded(bytes);
    } catch (RoundRefusal e) {
      throw new SQLException("a step that was written here cannot be read", e);
    }
  }

  /** The newest versions of all models, the newest first, without a look at their bytes. */
  public List<ModelVersion> newest(int most) {
    return database.query(
        VERSION_COLUMNS + "ORDER BY version DESC, features LIMIT ?",
        ModelRegistry::readVersion,
        most);
  }

  /**
   * A version of a model.
   *
   * @throws java.io.UncheckedIOException if its bytes are deleted or damaged
   */
  public Optional<RegisteredModel> version(String features, long version) {
    return database.first(
        COLUMNS + "WHERE features = ? AND version = ?", ModelRegistry::read, features, version);
  }

  /** The version that the next round builds on: the newest that is not rolled back. */
  public Optional<RegisteredModel> base(String features) {
    return database.first(
        COLUMNS + "WHERE features = ? AND stage <> ? ORDER BY version DESC LIMIT 1",
        ModelRegistry::read,
        features,
        ReleaseStage.ROLLED_BACK.name());
  }

  /** Rolls back all versions that were made after a released one. */
  public void rollBackAfter(String features, long released) {
    database.update(
        "UPDATE model SET stage = ? WHERE features = ? AND version > ?",
        ReleaseStage.ROLLED_BACK.name(),
        features,
        released);
  }

  public Optional<RegisteredModel> newest(String features, ReleaseStage stage) {
    return database.first(
        COLUMNS + "WHERE features = ? AND stage = ? ORDER BY version DESC LIMIT 1",
        ModelRegistry::read,
        features,
        stage.name());
  }

  /**
   * Moves a version to another stage.
   *
   * @throws IllegalStateException if that stage may not follow, or there is no such version
   */
  public void move(String features, long version, ReleaseStage next) {
    database.change(
        transaction -> {
          for (ReleaseStage before : ReleaseStage.values()) {
            if (before.mayBecome(next)
                && transaction.update(
                        "UPDATE model SET stage = ?"
                            + " WHERE features = ? AND version = ? AND stage = ?",
                        next.name(),
                        features,
                        version,
                        before.name())
                    == 1) {
              return;
            }
          }
          throw new IllegalStateException(
              "version %d of %s cannot become %s".formatted(version, features, next));
        });
  }

  private static ModelVersion readVersion(ResultSet row) throws SQLException {
    String trainedBy = row.getString(4);
    return new ModelVersion(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        trainedBy.isEmpty() ? List.of() : List.of(trainedBy.split(",")),
        ReleaseStage.valueOf(row.getString(5)),
        Instant.parse(row.getString(6)));
  }

  private static RegisteredModel read(ResultSet row) throws SQLException {
    ModelVersion version = readVersion(row);
    SignedModel signed = new SignedModel(row.getBytes(7), row.getBytes(8));
    if (!Sha256.of(signed.model()).equals(version.hash())) {
      throw new SQLException(
          "version %d of %s does not have the hash that was recorded"
              .formatted(version.version(), version.features()));
    }
    return new RegisteredModel(version, signed);
  }
}
