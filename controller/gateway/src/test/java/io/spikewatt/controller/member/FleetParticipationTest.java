package io.spikewatt.controller.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.controller.protocol.RoundInvitation;
import io.spikewatt.controller.protocol.SignedKeys;
import io.spikewatt.controller.protocol.SignedModel;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.pooled.PooledTrial.Verdict;
import io.spikewatt.testkit.IntermittentBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetParticipationTest {

  private static final ZoneId ZONE = ZoneId.of("UTC");
  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final int DAY = 96;
  private static final Instant BEGAN = Instant.parse("2026-10-01T00:00:00Z");
  private static final ForecastSettings SETTINGS =
      new ForecastSettings(ZONE, SLOT, 144, Optional.empty(), OptionalDouble.empty());
  private static final KeySignatures NO_ROUND =
      new KeySignatures() {
        @Override
        public SignedKeys sign(OpenKeys keys) {
          throw new AssertionError("a round was joined");
        }

        @Override
        public List<OpenKeys> verified(List<SignedKeys> group, Instant now) {
          throw new AssertionError("a round was joined");
        }
      };
  private static final FleetTopics TOPICS = new FleetTopics("fleet", "coordinator");

  @TempDir private Path directory = Path.of("");
  private final IntermittentBroker broker = new IntermittentBroker();
  private final List<String> events = new ArrayList<>();
  private final List<PooledNetwork> inUse = new ArrayList<>();
  private final KeyPair coordinator;
  private final TimeSeries load = evenLoad();
  private Moment now = new Moment(0, BEGAN.plus(Duration.ofDays(20)));

  FleetParticipationTest() throws GeneralSecurityException {
    coordinator = keys();
  }

  private static KeyPair keys() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  private static TimeSeries evenLoad() {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = new double[60 * DAY];
    for (int k = 0; k < values.length; k++) {
      values[k] = 1000 + 500 * Math.sin(2 * Math.PI * k / DAY) + random.nextDouble(-300, 300);
    }
    return new TimeSeries(BEGAN, SLOT, values);
  }

  private TimeSeries history() {
    return load.head((int) Duration.between(BEGAN, now.instant()).dividedBy(SLOT));
  }

  private SharedNetworks networks() {
    return SharedNetworks.in(directory, SeriesKind.LOAD, SETTINGS, events::add).orElseThrow();
  }

  private FleetParticipation part(SharedNetworks networks) {
    HistoryLearner learner =
        new HistoryLearner(
            SeriesKind.LOAD,
            SETTINGS,
            this::history,
            networks::used,
            new SplittableRandom(1),
            () -> false);
    FleetMember member =
        new FleetMember(
            new MemberIdentity("box", "Europe", "test", NO_ROUND),
            TOPICS,
            broker,
            coordinator.getPublic(),
            learner,
            RoundConsent.ALWAYS,
            SiteServices.NONE,
            new SplittableRandom(1));
    PrivacyBudget budget = new PrivacyBudget(KeptValues.inMemory(), ZONE, OptionalDouble.empty());
    return new FleetParticipation(
        broker, member, learner, networks, budget, inUse::add, events::add);
  }

  private static SharedModel version(long number) {
    return new SharedModel(
        PooledNetwork.inputs(SeriesKind.LOAD), number, shipped().weights().dequantised().values());
  }

  private static PooledNetwork shipped() {
    return PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow();
  }

  private static byte[] signed(SharedModel model, KeyPair by) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(by.getPrivate());
    signature.update(model.encoded());
    return new SignedModel(model.encoded(), signature.sign()).encoded();
  }

  private void arrives(String kind, byte[] body) {
    broker.command(new Message(TOPICS.down("box", kind), body, false));
  }

  private static FleetStanding standing(FleetParticipation part) {
    return part.standing().orElseThrow();
  }

  @Test
  void without_a_broker_it_says_so_and_sends_nothing() {
    FleetParticipation part = part(networks());
    part.step(now);
    assertEquals(Optional.of("tcp://broker:1883: Connection refused"), standing(part).problem());
    assertEquals(List.of(), broker.arrived);
    assertEquals(List.of(), events);
  }

  @Test
  void it_greets_and_takes_part_once_the_coordinator_answers() {
    broker.comeBack();
    FleetParticipation part = part(networks());
    part.step(now);
    assertEquals(1, broker.on(TOPICS.up("box", "hello")).size());
    assertEquals(Optional.of("no coordinator answers"), standing(part).problem());
    arrives("welcome", new byte[0]);
    part.step(now);
    assertEquals(Optional.empty(), standing(part).problem());
  }

  @Test
  void bytes_of_no_sense_change_nothing() {
    broker.comeBack();
    FleetParticipation part = part(networks());
    SplittableRandom random = new SplittableRandom(24);
    List<String> kinds =
        List.of(
            "model",
            "canary",
            "invitation",
            "group-keys",
            "group-shares",
            "survivors",
            "refusal",
            "",
            "unknown");
    for (int i = 0; i < 2000; i++) {
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      arrives(kinds.get(random.nextInt(kinds.size())), body);
      part.step(now);
    }
    arrives("welcome", new byte[0]);
    part.step(now);
    assertEquals(Optional.empty(), standing(part).problem());
    assertEquals(Optional.empty(), standing(part).onTrial());
    assertEquals(List.of(), events);
    assertEquals(1, broker.arrived.size(), "only the greeting may leave");
  }

  @Test
  void a_model_that_the_coordinator_did_not_sign_is_refused_by_name() throws Exception {
    broker.comeBack();
    FleetParticipation part = part(networks());
    arrives("model", signed(version(1), keys()));
    part.step(now);
    assertEquals(Optional.empty(), standing(part).onTrial());
    assertTrue(standing(part).refusal().orElseThrow().startsWith("FORGED_SIGNATURE"));
  }

  @Test
  void what_comes_back_changes_nothing_unless_it_wins() throws Exception {
    broker.comeBack();
    SharedNetworks networks = networks();
    PooledNetwork before = networks.used();
    FleetParticipation part = part(networks);
    arrives("model", signed(version(1), coordinator));
    part.step(now);
    assertEquals(Optional.of(1L), standing(part).onTrial());
    assertEquals(List.of(), inUse);
    now = now.plus(Duration.ofDays(18));
    part.step(now);
    assertEquals(Verdict.LOST, standing(part).outcome().orElseThrow().verdict());
    assertEquals(Optional.empty(), standing(part).usedVersion());
    assertSame(before, networks.used());
  }

  @Test
  void a_trial_goes_on_after_a_restart_and_is_not_begun_again() throws Exception {
    broker.comeBack();
    FleetParticipation first = part(networks());
    arrives("model", signed(version(1), coordinator));
    first.step(now);
    SharedNetworks restarted = networks();
    assertEquals(Optional.of(1L), restarted.onTrial());
    now = now.plus(Duration.ofDays(18));
    FleetParticipation second = part(restarted);
    arrives("model", signed(version(1), coordinator));
    second.step(now);
    assertEquals(Verdict.LOST, standing(second).outcome().orElseThrow().verdict());
    second.step(now.plus(Duration.ofDays(1)));
    assertEquals(Optional.empty(), standing(second).onTrial(), "a version is tried once");
  }

  @Test
  void one_trial_is_decided_before_the_next_begins() throws Exception {
    broker.comeBack();
    FleetParticipation part = part(networks());
    arrives("model", signed(version(1), coordinator));
    part.step(now);
    arrives("model", signed(version(2), coordinator));
    part.step(now);
    assertEquals(Optional.of(1L), standing(part).onTrial());
    now = now.plus(Duration.ofDays(18));
    part.step(now);
    part.step(now);
    assertEquals(Optional.of(2L), standing(part).onTrial());
  }

  @Test
  void a_damaged_challenger_is_forgotten() throws Exception {
    broker.comeBack();
    FleetParticipation part = part(networks());
    arrives("model", signed(version(1), coordinator));
    part.step(now);
    Files.write(directory.resolve("fleet/challenger-load.pooled"), new byte[] {1, 2, 3});
    SharedNetworks restarted = networks();
    assertEquals(Optional.empty(), restarted.onTrial());
    assertTrue(events.getLast().contains("challenger-load.pooled is not used"), events.toString());
    assertFalse(restarted.usedVersion().isPresent());
  }

  @Test
  void a_coordinator_of_another_protocol_is_refused_by_name_and_gets_no_keys() {
    broker.comeBack();
    FleetParticipation part = part(networks());
    part.step(now);
    // What a coordinator of protocol 1 answers to the greeting.
    arrives("refusal", "OTHER_PROTOCOL\nprotocol 1 expected, found 2".getBytes(UTF_8));
    part.step(now);
    assertEquals(Optional.of("no coordinator answers"), standing(part).problem());
    assertTrue(standing(part).refusal().orElseThrow().startsWith("OTHER_PROTOCOL"));
    byte[] invitation =
        new RoundInvitation(
                new RoundTerms(1, 0, PooledNetwork.inputs(SeriesKind.LOAD), 12, 6, 0.5, 0), 3, 0)
            .encoded();
    // Number of the member and of the base, then the kind of the terms and their version.
    invitation[Integer.BYTES + Long.BYTES + 1] = 1;
    arrives("invitation", invitation);
    part.step(now);
    assertTrue(standing(part).refusal().orElseThrow().startsWith("OTHER_VERSION"));
    assertEquals(1, broker.arrived.size(), "only the greeting may leave");
  }
}
