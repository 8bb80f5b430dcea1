package io.spikewatt.fleet.coordinate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.GatewayHello;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.controller.protocol.SignedModel;
import io.spikewatt.controller.protocol.StepKind;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.record.RecordStore;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.registry.ReleaseStage;
import io.spikewatt.fleet.store.ModelRegistry;
import io.spikewatt.fleet.store.RoundJournal.RoundLine;
import io.spikewatt.fleet.testing.TargetLearner;
import io.spikewatt.fleet.testing.TestFleet;
import io.spikewatt.hal.message.Message;
import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.SharedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetCoordinatorTest {

  /** What Adam's first step moves a weight by, whatever the size of the update. */
  private static final double FIRST_STEP = 0.003;

  @TempDir private Path folder = Path.of("");

  private TestFleet fleet(int gateways) throws Exception {
    TestFleet fleet = new TestFleet(folder, TestFleet.RULES);
    fleet.addMany(gateways);
    return fleet;
  }

  /** Mean of the updates of a round that began with version 0. */
  private static double meanUpdate(TestFleet fleet, long version) {
    AdaptiveStep step = fleet.state().models().step(TestFleet.FEATURES, version).orElseThrow();
    assertEquals(1, step.rounds());
    return step.mean()[0] / 0.1;
  }

  private static String roundState(TestFleet fleet) {
    List<RoundLine> rounds = fleet.state().rounds().newest(1);
    return rounds.isEmpty() ? "none" : rounds.getFirst().state();
  }

  private static Message up(TestFleet fleet, String gateway, String kind, byte[] body) {
    return new Message(fleet.topics.up(gateway, kind), body, false);
  }

  /** The last message of a kind that a gateway has sent. */
  private static byte[] last(TestFleet fleet, String gateway, String kind) {
    return fleet.broker.sent().stream()
        .filter(m -> m.topic().equals(fleet.topics.up(gateway, kind)))
        .map(Message::payload)
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  @Test
  void a_round_ends_in_the_mean_of_all_updates_and_is_released_after_its_trial() throws Exception {
    try (TestFleet fleet = fleet(12)) {
      fleet.steps(12, Duration.ZERO);
      assertEquals("finished", roundState(fleet));
      ModelVersion version = fleet.state().models().versions(TestFleet.FEATURES).getFirst();
      assertEquals(ReleaseStage.RELEASED, version.stage());
      assertEquals(12, version.trainedBy().size());
      for (FleetMember gateway : fleet.gateways.values()) {
        SharedModel model = gateway.model().orElseThrow();
        assertEquals(1, model.round());
        assertEquals(FIRST_STEP, model.weights()[0], 1e-6);
      }
      // Half of the mean of 11 to 22.
      assertEquals(8.25, meanUpdate(fleet, 1), 1e-4);
    }
  }

  @Test
  void a_round_goes_on_where_a_third_has_left_after_its_shares() throws Exception {
    try (TestFleet fleet = fleet(12)) {
      stepUntilSharesAreIn(fleet);
      List.of("g01", "g02", "g03", "g04").forEach(fleet.gateways::remove);
      fleet.steps(3, Duration.ZERO);
      assertEquals("open", roundState(fleet));
      fleet.steps(12, Duration.ofSeconds(11));
      assertEquals("finished", roundState(fleet));
      assertTrue(fleet.happened(EventKind.PHASE_CLOSED, "4 dropped out"));
      // One of the canaries has left as well.
      fleet.steps(2, Duration.ofSeconds(11));
      ModelVersion version = fleet.state().models().versions(TestFleet.FEATURES).getFirst();
      assertEquals(8, version.trainedBy().size());
      assertEquals(1, fleet.gateway("g05").model().orElseThrow().round());
      // Half of the mean of 15 to 22.
      assertEquals(9.25, meanUpdate(fleet, 1), 1e-4);
    }
  }

  @Test
  void a_round_is_void_and_makes_no_model_where_more_than_a_third_has_left() throws Exception {
    try (TestFleet fleet = fleet(12)) {
      stepUntilSharesAreIn(fleet);
      List.of("g01", "g02", "g03", "g04", "g05").forEach(fleet.gateways::remove);
      fleet.steps(4, Duration.ofSeconds(11));
      assertEquals("void", roundState(fleet));
      assertTrue(fleet.happened(EventKind.ROUND_VOID, "TOO_FEW_MEMBERS"));
      assertEquals(1, fleet.state().models().versions(TestFleet.FEATURES).size());
    }
  }

  @Test
  void a_round_that_too_many_decline_is_void_at_once_and_the_next_one_waits_longer()
      throws Exception {
    CoordinatorRules patient =
        new CoordinatorRules(
            Duration.ofMinutes(10),
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            9,
            10,
            TestFleet.RULES.bounds(),
            TestFleet.RULES.release());
    try (TestFleet fleet = new TestFleet(folder, patient)) {
      fleet.addMany(6);
      for (int i = 0; i < 6; i++) {
        fleet.addAsleep("asleep" + i);
      }
      fleet.steps(1, Duration.ZERO);
      fleet.steps(4, Duration.ofSeconds(2));
      assertTrue(fleet.happened(EventKind.PHASE_CLOSED, "KEYS, declined {NOT_NOW=6}"));
      assertTrue(fleet.happened(EventKind.ROUND_VOID, "TOO_FEW_MEMBERS"));
      fleet.steps(4, Duration.ofMinutes(59));
      assertEquals(1, fleet.state().rounds().newest(9).size());
      fleet.steps(4, Duration.ofMinutes(2));
      assertEquals(2, fleet.state().rounds().newest(9).size());
    }
  }

  @Test
  void a_restarted_coordinator_goes_on_with_the_step_of_the_last_version() throws Exception {
    try (TestFleet fleet = new TestFleet(folder, TestFleet.rules(2, 9))) {
      fleet.addMany(12);
      for (int i = 0; i < 40 && !fleet.happened(EventKind.ROUND_FINISHED, "round 1"); i++) {
        fleet.step();
      }
      fleet.restartCoordinator();
      for (int i = 0; i < 40 && !fleet.happened(EventKind.ROUND_FINISHED, "round 2"); i++) {
        fleet.step();
      }
      AdaptiveStep second = fleet.state().models().step(TestFleet.FEATURES, 2).orElseThrow();
      assertEquals(2, second.rounds());
      // The second update is half of what is left after the first step.
      double mean = 0.9 * 0.825 + 0.1 * (8.25 - FIRST_STEP / 2);
      assertEquals(mean, second.mean()[0], 1e-4);
    }
  }

  @Test
  void after_a_release_the_steps_before_it_keep_their_record_and_lose_their_bytes()
      throws Exception {
    try (TestFleet fleet = new TestFleet(folder, TestFleet.rules(4, 3))) {
      fleet.addMany(12);
      for (int i = 0; i < 80 && !fleet.happened(EventKind.ROUND_FINISHED, "round 4"); i++) {
        fleet.step();
      }
      assertTrue(fleet.happened(EventKind.RELEASED, "version 3"));
      ModelRegistry models = fleet.state().models();
      List<ModelVersion> versions = models.versions(TestFleet.FEATURES);
      assertEquals(5, versions.size());
      assertTrue(versions.stream().skip(1).limit(3).allMatch(v -> v.trainedBy().size() == 12));
      for (long version = 1; version <= 2; version++) {
        long gone = version;
        assertTrue(models.step(TestFleet.FEATURES, gone).isEmpty());
        assertThrows(UncheckedIOException.class, () -> models.version(TestFleet.FEATURES, gone));
      }
      for (long version = 3; version <= 4; version++) {
        assertEquals(version, models.step(TestFleet.FEATURES, version).orElseThrow().rounds());
        assertTrue(models.version(TestFleet.FEATURES, version).isPresent());
      }
      assertTrue(models.version(TestFleet.FEATURES, 0).isPresent(), "it was released");
    }
  }

  private static void stepUntilSharesAreIn(TestFleet fleet) {
    for (int i = 0; i < 20 && !fleet.happened(EventKind.PHASE_CLOSED, "SHARES"); i++) {
      fleet.step();
    }
    assertTrue(fleet.happened(EventKind.PHASE_CLOSED, "SHARES"));
  }

  @Test
  void doubled_replayed_late_and_foreign_messages_are_refused_by_name() throws Exception {
    CoordinatorRules twoRounds = TestFleet.rules(2, 1);
    try (TestFleet fleet = new TestFleet(folder, twoRounds)) {
      fleet.addMany(12);
      stepUntilSharesAreIn(fleet);
      FleetMember absent = fleet.gateways.remove("g12");
      fleet.steps(1, Duration.ZERO);
      byte[] update = last(fleet, "g01", "update");
      fleet.broker.publish(up(fleet, "g01", "update", update));
      fleet.broker.publish(up(fleet, "g12", "update", update));
      fleet.broker.publish(up(fleet, "g13", "update", update));
      fleet.broker.publish(up(fleet, "g02", "keys", last(fleet, "g02", "keys")));
      fleet.broker.publish(up(fleet, "g03", "update", new byte[] {'U', 1, 0}));
      fleet.steps(1, Duration.ZERO);
      assertRefused(fleet, "g01", "DUPLICATE");
      assertRefused(fleet, "g12", "UNKNOWN_MEMBER");
      assertRefused(fleet, "g13", "LATE");
      assertRefused(fleet, "g02", "LATE");
      assertRefused(fleet, "g03", "OTHER_VERSION");
      fleet.gateways.put("g12", absent);
      fleet.events.clear();
      stepUntilSharesAreIn(fleet);
      for (int i = 0; i < 20 && !fleet.happened(EventKind.ROUND_OPENED, "round 2"); i++) {
        fleet.step();
      }
      fleet.broker.publish(up(fleet, "g04", "update", update));
      fleet.broker.publish(up(fleet, "g01", "update", update));
      fleet.step();
      assertRefused(fleet, "g01", "OTHER_ROUND");
      assertRefused(fleet, "g04", "OTHER_ROUND");
    }
  }

  private static void assertRefused(TestFleet fleet, String gateway, String cause) {
    assertTrue(
        fleet.events.stream()
            .anyMatch(
                e ->
                    e.kind() == EventKind.REFUSED
                        && e.subject().equals(gateway)
                        && e.text().startsWith(cause)),
        () -> cause + " of " + gateway + " in " + fleet.events);
  }

  @Test
  void a_version_that_is_worse_at_the_canaries_is_rolled_back_and_reaches_nobody()
      throws Exception {
    try (TestFleet fleet = new TestFleet(folder, TestFleet.RULES)) {
      for (int i = 1; i <= 9; i++) {
        fleet.add("g%02d".formatted(i), new TargetLearner(TestFleet.FEATURES, 0));
      }
      // Its weights move away from what suits the others.
      fleet.add("g10", new TargetLearner(TestFleet.FEATURES, 50));
      fleet.steps(12, Duration.ZERO);
      ModelVersion version = fleet.state().models().versions(TestFleet.FEATURES).getFirst();
      assertEquals(1, version.version());
      assertEquals(ReleaseStage.ROLLED_BACK, version.stage());
      for (FleetMember gateway : fleet.gateways.values()) {
        assertEquals(0, gateway.model().orElseThrow().round());
      }
    }
  }

  @Test
  void all_rounds_since_the_last_release_are_rolled_back_together() throws Exception {
    CoordinatorRules threeBeforeATrial = TestFleet.rules(4, 3);
    try (TestFleet fleet = new TestFleet(folder, threeBeforeATrial)) {
      for (int i = 1; i <= 9; i++) {
        fleet.add("g%02d".formatted(i), new TargetLearner(TestFleet.FEATURES, 0));
      }
      fleet.add("g10", new TargetLearner(TestFleet.FEATURES, 50));
      for (int i = 0; i < 60 && !fleet.happened(EventKind.ROUND_FINISHED, "round 4"); i++) {
        fleet.step();
      }
      assertTrue(fleet.happened(EventKind.ROLLED_BACK, "version 3"));
      List<ModelVersion> versions = fleet.state().models().versions(TestFleet.FEATURES);
      assertEquals(
          List.of(
              ReleaseStage.TRAINED,
              ReleaseStage.ROLLED_BACK,
              ReleaseStage.ROLLED_BACK,
              ReleaseStage.ROLLED_BACK,
              ReleaseStage.RELEASED),
          versions.stream().map(ModelVersion::stage).toList());
      // Round 4 began with version 0 again, and with its first step: a tenth of half of 50.
      SharedModel fourth =
          ModelReleases.opened(fleet.state().models().base(TestFleet.FEATURES).orElseThrow());
      assertEquals(FIRST_STEP, fourth.weights()[0], 1e-6);
      assertEquals(2.5, meanUpdate(fleet, 4), 1e-4);
    }
  }

  @Test
  void a_forged_model_is_refused_by_the_gateway_by_name() throws Exception {
    try (TestFleet fleet = fleet(2)) {
      fleet.steps(2, Duration.ZERO);
      SignedModel real = fleet.signer.sign(new SharedModel(TestFleet.FEATURES, 7, new float[6]));
      byte[] changed = real.model().clone();
      changed[changed.length - 1] ^= 1;
      SignedModel other = fleet.signer.sign(new SharedModel("other-1", 7, new float[6]));
      for (SignedModel model : List.of(new SignedModel(changed, real.signature()), other)) {
        fleet.broker.publish(
            new Message(fleet.topics.down("g01", "model"), model.encoded(), false));
      }
      fleet.step();
      FleetMember gateway = fleet.gateway("g01");
      assertEquals(0, gateway.model().orElseThrow().round());
      assertTrue(gateway.refusals().get(0).startsWith("FORGED_SIGNATURE"));
      assertTrue(gateway.refusals().get(1).startsWith("OTHER_FEATURES"));
    }
  }

  @Test
  void another_protocol_is_refused_before_anything_else_is_read() throws Exception {
    try (TestFleet fleet = fleet(1)) {
      fleet.broker.publish(
          up(
              fleet,
              "g77",
              GatewayHello.TOPIC,
              "{\"protocol\": 1, \"what\": 1}".getBytes(StandardCharsets.UTF_8)));
      fleet.step();
      assertRefused(fleet, "g77", "OTHER_PROTOCOL");
      assertFalse(fleet.state().gateways().all().stream().anyMatch(g -> g.name().equals("g77")));
    }
  }

  @Test
  void records_are_stored_once_and_answered_however_often_they_are_sent() throws Exception {
    try (TestFleet fleet = fleet(1)) {
      fleet.step();
      QuarterRecord row =
          new QuarterRecord(Instant.parse("2026-11-28T01:00:00Z"), "load-w", 0, 500, "");
      byte[] batch = new RecordBatch(3, List.of(row)).encoded();
      for (int i = 0; i < 2; i++) {
        fleet.broker.publish(up(fleet, "g01", RecordBatch.TOPIC, batch));
        fleet.step();
      }
      assertEquals(
          List.of(row), fleet.records().read("g01", "load-w", row.at(), row.at().plusMillis(1)));
      assertEquals(
          2,
          fleet.broker.sent().stream()
              .filter(
                  m ->
                      m.topic().equals(fleet.topics.down("g01", CoordinatorMessage.STORED.topic())))
              .filter(m -> new String(m.payload(), StandardCharsets.US_ASCII).equals("3"))
              .count());
    }
  }

  @Test
  void records_that_cannot_be_stored_are_not_answered_and_rounds_go_on() throws Exception {
    int[] tries = new int[1];
    RecordStore away =
        new RecordStore() {
          @Override
          public StoredBatch store(String gateway, List<QuarterRecord> rows) {
            tries[0]++;
            throw new UncheckedIOException(new IOException("the database is away"));
          }

          @Override
          public List<QuarterRecord> read(String gateway, String kind, Instant from, Instant to) {
            return List.of();
          }

          @Override
          public void close() {}
        };
    try (TestFleet fleet = new TestFleet(folder, TestFleet.RULES, away)) {
      fleet.addMany(12);
      fleet.step();
      byte[] batch = new RecordBatch(3, List.of()).encoded();
      fleet.broker.publish(up(fleet, "g01", RecordBatch.TOPIC, batch));
      fleet.steps(12, Duration.ZERO);
      assertTrue(
          fleet.happened(EventKind.NOT_STORED, "batch 3: java.io.IOException: the database"));
      assertTrue(
          fleet.broker.sent().stream()
              .noneMatch(
                  m ->
                      m.topic()
                          .equals(fleet.topics.down("g01", CoordinatorMessage.STORED.topic()))));
      assertEquals("finished", roundState(fleet));
      assertEquals(1, tries[0]);
      // Each try may take seconds in which no round goes on.
      fleet.broker.publish(up(fleet, "g02", RecordBatch.TOPIC, batch));
      fleet.steps(1, Duration.ofSeconds(20));
      assertEquals(1, tries[0]);
      fleet.steps(1, Duration.ofSeconds(20));
      fleet.broker.publish(up(fleet, "g02", RecordBatch.TOPIC, batch));
      fleet.step();
      assertEquals(2, tries[0]);
    }
  }

  @Test
  void bytes_of_a_hostile_member_are_refused_and_end_nothing() throws Exception {
    try (TestFleet fleet = fleet(12)) {
      stepUntilSharesAreIn(fleet);
      List<Message> sent =
          fleet.broker.sent().stream().filter(m -> m.topic().startsWith("fleet/up/g03/")).toList();
      assertFalse(sent.isEmpty());
      SplittableRandom random = new SplittableRandom(7);
      List<String> kinds =
          List.of(
              "hello",
              "keys",
              "shares",
              "update",
              "signature",
              "reveal",
              "trial",
              "records",
              "x",
              "online");
      for (int i = 0; i < 3_000; i++) {
        byte[] body = sent.get(random.nextInt(sent.size())).payload().clone();
        for (int flips = random.nextInt(4); flips >= 0 && body.length > 0; flips--) {
          body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(3) == 0) {
          body = Arrays.copyOf(body, random.nextInt(2 * body.length + 1));
        }
        String kind = kinds.get(random.nextInt(kinds.size()));
        fleet.broker.publish(up(fleet, "g03", kind, body));
        fleet.step();
      }
      // It still answers the others, and what it has kept can be read.
      fleet.steps(12, Duration.ofSeconds(11));
      assertTrue(List.of("finished", "void").contains(roundState(fleet)), roundState(fleet));
      fleet.restartCoordinator();
      fleet.step();
    }
  }

  @Test
  void a_restarted_coordinator_goes_on_with_the_round_where_it_was() throws Exception {
    try (TestFleet fleet = fleet(12)) {
      stepUntilSharesAreIn(fleet);
      fleet.restartCoordinator();
      fleet.steps(12, Duration.ZERO);
      assertEquals("finished", fleet.state().rounds().newest(9).getLast().state());
      ModelVersion version = fleet.state().models().versions(TestFleet.FEATURES).reversed().get(1);
      assertEquals(1, version.version());
      assertEquals(12, version.trainedBy().size());
    }
  }

  private static boolean allHaveSent(TestFleet fleet, StepKind kind) {
    return fleet.gateways.keySet().stream()
        .allMatch(
            name ->
                fleet.broker.sent().stream()
                        .filter(m -> m.topic().equals(fleet.topics.up(name, kind.topic())))
                        .count()
                    >= 2);
  }

  /** Members answer for a base once; a round that is void after its updates has used it up. */
  @Test
  void after_a_round_that_was_void_with_updates_the_next_ones_have_another_base() throws Exception {
    try (TestFleet fleet = new TestFleet(folder, TestFleet.rules(4, 99))) {
      for (int i = 0; i < 12; i++) {
        fleet.addCareful("g%02d".formatted(i), new TargetLearner(TestFleet.FEATURES, 10 + i));
      }
      for (int i = 0; i < 60 && !allHaveSent(fleet, StepKind.UPDATE); i++) {
        fleet.steps(1, Duration.ZERO);
      }
      assertTrue(fleet.happened(EventKind.ROUND_FINISHED, "round 1: version 1 of 12 gateways"));
      List<FleetMember> gone = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        gone.add(Objects.requireNonNull(fleet.gateways.remove("g%02d".formatted(i))));
      }
      fleet.steps(4, Duration.ofSeconds(11));
      assertTrue(fleet.happened(EventKind.ROUND_VOID, "round 2: TOO_FEW_MEMBERS"));
      gone.forEach(member -> fleet.gateways.put(member.name(), member));
      fleet.steps(30, Duration.ZERO);
      assertTrue(
          fleet.happened(
              EventKind.PHASE_CLOSED, "round 3, group 0: KEYS, declined {USED_BASE=12}"));
      assertTrue(fleet.happened(EventKind.ROUND_FINISHED, "round 3: version 3 of 0 gateways"));
      assertTrue(fleet.happened(EventKind.ROUND_FINISHED, "round 4: version 4 of 12 gateways"));
    }
  }

  @Test
  void an_open_round_of_an_earlier_protocol_is_void_after_an_update_of_the_coordinator()
      throws Exception {
    try (TestFleet fleet = fleet(12)) {
      stepUntilSharesAreIn(fleet);
      assertEquals("open", roundState(fleet));
      byte[] terms = fleet.state().rounds().open().getFirst().groups().getFirst().terms().encoded();
      terms[1] = 1;
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("fleet.db"));
          PreparedStatement old = connection.prepareStatement("UPDATE round_group SET terms = ?")) {
        old.setBytes(1, terms);
        assertEquals(1, old.executeUpdate());
      }
      fleet.restartCoordinator();
      RoundLine line = fleet.state().rounds().newest(1).getFirst();
      assertEquals("void", line.state());
      assertTrue(line.reason().startsWith("OTHER_VERSION"), line.reason());
      fleet.steps(30, Duration.ofSeconds(1));
      assertTrue(fleet.happened(EventKind.ROUND_FINISHED, "round 2: version 2 of 12 gateways"));
    }
  }
}
