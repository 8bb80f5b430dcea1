package io.spikewatt.fleet.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The coordinator's state: gateways, rounds, models. One file, so one transaction holds a step. */
public final class FleetState implements AutoCloseable {

  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS gateway (
        name TEXT PRIMARY KEY, features TEXT NOT NULL, climate TEXT NOT NULL,
        software TEXT NOT NULL, enrolled_at TEXT NOT NULL, seen_at TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS round (
        round INTEGER PRIMARY KEY, features TEXT NOT NULL, base INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'void')),
        reason TEXT NOT NULL, opened_at TEXT NOT NULL, ended_at TEXT);
      CREATE TABLE IF NOT EXISTS round_group (
        round INTEGER NOT NULL, number INTEGER NOT NULL, terms BLOB NOT NULL,
        gateways TEXT NOT NULL, PRIMARY KEY (round, number));
      CREATE TABLE IF NOT EXISTS journal (
        id INTEGER PRIMARY KEY, round INTEGER NOT NULL, number INTEGER NOT NULL,
        kind TEXT NOT NULL, gateway TEXT NOT NULL, body BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS model (
        features TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL,
        bytes BLOB NOT NULL, signature BLOB NOT NULL, trained_by TEXT NOT NULL,
        stage TEXT NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (features, version));
      CREATE TABLE IF NOT EXISTS model_step (
        features TEXT NOT NULL, version INTEGER NOT NULL, state BLOB NOT NULL,
        PRIMARY KEY (features, version));
      CREATE TABLE IF NOT EXISTS gateway_contact (
        name TEXT PRIMARY KEY, heard_at TEXT NOT NULL, connected_since TEXT, records_to TEXT,
        condition BLOB, condition_at TEXT);
      """;

  private static final String FILE = "fleet.db";

  private final FleetDatabase database;

  private FleetState(FleetDatabase database) {
    this.database = database;
  }

  /**
   * @param folder holds {@code fleet.db}
   */
  public static FleetState open(Path folder) throws IOException {
    return new FleetState(FleetDatabase.open(folder.resolve(FILE), SCHEMA + OrderStore.SCHEMA));
  }

  /** Whether a folder holds the state of a fleet. */
  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  public RoundJournal rounds() {
    return new RoundJournal(database);
  }

  public ModelRegistry models() {
    return new ModelRegistry(database);
  }

  public GatewayRegister gateways() {
    return new GatewayRegister(database);
  }

  public ContactRegister contacts() {
    return new ContactRegister(database);
  }

  public OrderStore orders() {
    return new OrderStore(database);
  }

  @Override
  public void close() {
    database.close();
  }
}
