package io.spikewatt.fleet.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.federated.WeightUpdate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benches with kills and outages would not overlook. */
final class RoundAuditTest {

  private static final String FEATURES = "test-1";

  /** From 1 half of the way to 3. */
  private static final AdaptiveStep STEP =
      AdaptiveStep.first(1).after(new WeightUpdate(new float[] {1}));

  private static final String AT = "2026-11-29T02:00:00Z";

  @TempDir private Path folder = Path.of("");

  /** A finished round on version 0 by two gateways with the targets 2 and 4, and an open one. */
  @BeforeEach
  void makeRounds() throws Exception {
    FleetState.open(folder).close();
    addVersion(0, 1, "");
    addVersion(1, STEP.applied(new float[] {1}, AdaptiveStep.RATE)[0], "g02,g04");
    addStep(1, STEP);
    change("INSERT INTO round VALUES (1, 'test-1', 0, 'finished', '', '" + AT + "', '" + AT + "')");
    change("INSERT INTO round VALUES (2, 'test-1', 1, 'void', 'few', '" + AT + "', '" + AT + "')");
    change("INSERT INTO round VALUES (3, 'test-1', 1, 'open', '', '" + AT + "', NULL)");
    change("INSERT INTO journal VALUES (1, 3, 0, 'KEYS', 'g02', x'00')");
  }

  private Connection database() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("fleet.db"));
  }

  private void change(String sql) throws Exception {
    try (Connection connection = database();
        Statement statement = connection.createStatement()) {
      assertEquals(1, statement.executeUpdate(sql), sql);
    }
  }

  private void addVersion(long version, float weight, String trainedBy) throws Exception {
    try (Connection connection = database();
        PreparedStatement row =
            connection.prepareStatement(
                "INSERT INTO model VALUES (?, ?, '', ?, x'00', ?, 'TRAINED', ?)")) {
      row.setString(1, FEATURES);
      row.setLong(2, version);
      row.setBytes(3, new SharedModel(FEATURES, version, new float[] {weight}).encoded());
      row.setString(4, trainedBy);
      row.setString(5, AT);
      row.executeUpdate();
    }
  }

  private void addStep(long version, AdaptiveStep step) throws Exception {
    try (Connection connection = database();
        PreparedStatement row =
            connection.prepareStatement("INSERT INTO model_step VALUES (?, ?, ?)")) {
      row.setString(1, FEATURES);
      row.setLong(2, version);
      row.setBytes(3, step.encoded());
      row.executeUpdate();
    }
  }

  private RoundAudit audit() throws Exception {
    RoundAudit audit = RoundAudit.read(folder, FEATURES);
    audit.requireWhole();
    audit.requireBases(gateway -> Integer.parseInt(gateway.substring(1)));
    return audit;
  }

  @Test
  void rounds_that_are_finished_void_or_open_as_a_whole_pass() throws Exception {
    RoundAudit audit = audit();
    assertEquals(3, audit.open().orElseThrow().round());
    assertEquals(1, audit.finishedAfter(Instant.parse("2026-11-29T01:00:00Z")));
    assertEquals(0, audit.finishedAfter(Instant.parse(AT)));
    assertEquals("void", audit.state(2));
  }

  @Test
  void a_finished_round_without_its_version_is_half() throws Exception {
    change("DELETE FROM model WHERE version = 1");
    assertThrows(AssertionError.class, this::audit);
  }

  @Test
  void a_void_round_with_a_version_is_half() throws Exception {
    addVersion(2, 2.5f, "g02,g04");
    assertThrows(AssertionError.class, this::audit);
  }

  @Test
  void a_version_of_no_round_is_half() throws Exception {
    addVersion(9, 2.5f, "g02,g04");
    assertThrows(AssertionError.class, this::audit);
  }

  @Test
  void messages_of_a_round_that_is_over_are_found() throws Exception {
    change("UPDATE journal SET round = 2");
    assertThrows(AssertionError.class, this::audit);
  }

  @Test
  void a_round_that_is_over_without_an_end_is_found() throws Exception {
    change("UPDATE round SET ended_at = NULL WHERE round = 2");
    assertThrows(AssertionError.class, this::audit);
  }

  @Test
  void a_version_on_another_base_than_its_rounds_is_found() throws Exception {
    change("UPDATE round SET base = -1 WHERE round = 1");
    assertThrows(AssertionError.class, this::audit);
    addVersion(-1, 1.5f, "");
    assertThrows(AssertionError.class, this::audit);
  }

  @Test
  void a_version_without_its_step_or_with_that_of_another_round_is_found() throws Exception {
    change("DELETE FROM model_step");
    assertThrows(AssertionError.class, this::audit);
    addStep(1, STEP.after(new WeightUpdate(new float[] {1})));
    assertThrows(AssertionError.class, this::audit);
  }

  @Test
  void bytes_that_a_release_has_taken_are_missed_by_nobody() throws Exception {
    change("UPDATE model SET bytes = x'' WHERE version = 1");
    RoundAudit _ = audit();
  }

  @Test
  void a_version_of_other_gateways_than_its_registered_ones_is_found() throws Exception {
    change("UPDATE model SET trained_by = 'g02' WHERE version = 1");
    assertThrows(AssertionError.class, this::audit);
  }
}
