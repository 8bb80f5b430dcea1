package io.spikewatt.controller.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import io.spikewatt.inference.lifecycle.BlendedForecast;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.PooledNetwork;
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

  /** Which blends a forecast was given. */
  private record Recorded(List<FleetBlend> blended, List<FleetBlend> left)
      implements BlendedForecast {

    @Override
    public void blendWith(FleetBlend fleet) {
      blended.add(fleet);
    }

    @Override
    public void leave(FleetBlend fleet) {
      left.add(fleet);
    }
  }

  @TempDir private Path directory = Path.of("");
  private final IntermittentBroker broker = new IntermittentBroker();
  private final List<String> events = new ArrayList<>();
  private final List<FleetBlend> blended = new ArrayList<>();
  private final List<FleetBlend> left = new ArrayList<>();
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
            networks.shipped(),
            networks.blend(),
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
        broker, member, learner, networks, budget, new Recorded(blended, left), events::add);
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
    assertEquals(Optional.empty(), standing(part).usedVersion());
    assertEquals(List.of(), events);
    assertEquals(1, broker.arrived.size(), "only the greeting may leave");
  }

  @Test
  void a_model_that_the_coordinator_did_not_sign_is_refused_by_name() throws Exception {
    broker.comeBack();
    FleetParticipation part = part(networks());
    arrives("model", signed(version(1), keys()));
    part.step(now);
    assertEquals(Optional.empty(), standing(part).usedVersion());
    assertTrue(standing(part).refusal().orElseThrow().startsWith("FORGED_SIGNATURE"));
  }

  @Test
  void what_comes_back_enters_the_blend_with_a_small_share() throws Exception {
    broker.comeBack();
    FleetParticipation part = part(networks());
    assertEquals(OptionalDouble.empty(), blended.getLast().share());
    arrives("model", signed(version(1), coordinator));
    part.step(now);
    assertEquals(Optional.of(1L), standing(part).usedVersion());
    double share = standing(part).share().orElseThrow();
    assertTrue(share < 0.2, "share " + share);
    assertEquals(List.of("version 1 of the fleet's model is in the blend"), events);
  }

  private void forecastsFor(FleetBlend blend, int days) {
    for (int step = 0; step < days * 4; step++) {
      TimeSeries known = history();
      blend.move(known, new SeasonalForecaster(SeriesKind.LOAD, SETTINGS).forecast(known, 144));
      now = now.plus(Duration.ofHours(6));
    }
  }

  @Test
  void its_weights_go_on_after_a_restart() throws Exception {
    broker.comeBack();
    SharedNetworks networks = networks();
    FleetParticipation first = part(networks);
    arrives("model", signed(version(1), coordinator));
    first.step(now);
    OptionalDouble begun = networks.blend().share();
    forecastsFor(networks.blend(), 6);
    first.step(now);
    SharedNetworks restarted = networks();
    assertNotEquals(begun, restarted.blend().share());
    assertEquals(networks.blend().share(), restarted.blend().share());
    assertEquals(Optional.of(1L), restarted.usedVersion());
    assertEquals(networks.blend().state().past().size(), restarted.blend().state().past().size());
    FleetParticipation second = part(restarted);
    arrives("model", signed(version(1), coordinator));
    second.step(now);
    assertEquals(
        networks.blend().share(), restarted.blend().share(), "a version enters a single time");
  }

  @Test
  void a_newer_version_waits_until_the_newest_has_had_a_week() throws Exception {
    broker.comeBack();
    SharedNetworks networks = networks();
    FleetParticipation part = part(networks);
    arrives("model", signed(version(1), coordinator));
    part.step(now);
    arrives("model", signed(version(2), coordinator));
    part.step(now);
    assertEquals(Optional.of(1L), standing(part).usedVersion());
    now = now.plus(Duration.ofDays(8));
    part.step(now);
    assertEquals(Optional.of(2L), standing(part).usedVersion());
    assertEquals(
        List.of(2L, 1L), networks.blend().versions().stream().map(v -> v.number()).toList());
  }

  @Test
  void a_damaged_record_is_named_and_the_version_enters_anew() throws Exception {
    broker.comeBack();
    FleetParticipation part = part(networks());
    arrives("model", signed(version(1), coordinator));
    part.step(now);
    Files.write(directory.resolve("fleet/blend-load.record"), new byte[] {1, 2, 3});
    SharedNetworks restarted = networks();
    assertEquals(Optional.empty(), restarted.usedVersion());
    assertTrue(events.getLast().contains("blend-load.record is not used"), events.toString());
    FleetParticipation again = part(restarted);
    arrives("model", signed(version(1), coordinator));
    again.step(now);
    assertEquals(Optional.of(1L), restarted.usedVersion());
    assertEquals(Optional.of(1L), networks().usedVersion());
  }

  @Test
  void a_damaged_network_is_named_and_the_site_forecasts_alone() throws Exception {
    broker.comeBack();
    FleetParticipation part = part(networks());
    arrives("model", signed(version(1), coordinator));
    part.step(now);
    Files.write(directory.resolve("fleet/version-1-load.pooled"), new byte[] {1, 2, 3});
    SharedNetworks restarted = networks();
    assertEquals(Optional.empty(), restarted.usedVersion());
    assertEquals(OptionalDouble.empty(), restarted.blend().share());
    assertTrue(events.getLast().contains("version-1-load.pooled is not used"), events.toString());
  }

  @Test
  void a_site_that_leaves_forecasts_alone_and_keeps_its_weights() throws Exception {
    broker.comeBack();
    SharedNetworks networks = networks();
    FleetParticipation part = part(networks);
    arrives("model", signed(version(1), coordinator));
    part.step(now);
    forecastsFor(networks.blend(), 3);
    part.close();
    assertEquals(List.of(networks.blend()), left);
    assertEquals(networks.blend().share(), networks().blend().share());
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
