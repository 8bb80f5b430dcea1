package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.FleetMembership.FleetConsent;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.controller.protocol.SignedKeys;
import io.spikewatt.controller.protocol.SignedModel;
import io.spikewatt.controller.protocol.TrialReport;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.testkit.IntermittentBroker;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A coordinator that reads a site's record off the errors of versions that it has made up. */
final class CanaryProbeTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Moment NOW = new Moment(0, Instant.parse("2026-11-10T12:00:00Z"));
  private static final FleetTopics TOPICS = new FleetTopics("fleet", "coordinator");
  private static final int VERSIONS = 62;

  private final IntermittentBroker broker = new IntermittentBroker();
  private final KeyPair coordinator;

  CanaryProbeTest() throws GeneralSecurityException {
    coordinator = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    broker.comeBack();
  }

  /** Its error is the distance of the only weight from a secret of the site. */
  private record SecretLearner(double secret) implements SiteLearner {
    @Override
    public String features() {
      return "f";
    }

    @Override
    public int weights() {
      return 1;
    }

    @Override
    public WeightUpdate update(float[] shared) {
      return WeightUpdate.none(1);
    }

    @Override
    public double error(List<float[]> versions) {
      return versions.isEmpty() ? 0.3 : Math.abs(versions.getFirst()[0] - secret);
    }
  }

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

  private FleetMember member(Set<FleetShare> shares) {
    return new FleetMember(
        new MemberIdentity("box", "Europe", "test", NO_ROUND),
        TOPICS,
        broker,
        coordinator.getPublic(),
        new SecretLearner(0.7),
        new SiteConsent(
            new FleetConsent(shares, "a test", OptionalDouble.empty(), RoundHours.ANY),
            UTC,
            () -> 30,
            new PrivacyBudget(KeptValues.inMemory(), UTC, OptionalDouble.empty()),
            new UsedBases(KeptValues.inMemory()),
            spent -> {}),
        SiteServices.NONE,
        new SplittableRandom(1));
  }

  private List<String> reports() {
    return broker.on(TOPICS.up("box", TrialReport.TOPIC));
  }

  private void probe(FleetMember member) throws GeneralSecurityException {
    for (int version = 1; version <= VERSIONS; version++) {
      SharedModel crafted = new SharedModel("f", version, new float[] {0.02f * version});
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(coordinator.getPrivate());
      signature.update(crafted.encoded());
      byte[] body = new SignedModel(crafted.encoded(), signature.sign()).encoded();
      for (int time = 0; time < 2; time++) {
        broker.command(new Message(TOPICS.down("box", "canary"), body, false));
        member.step(NOW);
      }
    }
  }

  @Test
  void crafted_versions_get_a_few_answers_of_one_bit() throws Exception {
    FleetMember member = member(Set.of(FleetShare.MODELS));
    probe(member);
    List<String> reports = reports();
    // Each version was sent twice, and what is sent again is no second answer.
    assertEquals(PrivacyBudget.MOST_REPORTS, Set.copyOf(reports).size(), reports.toString());
    for (String report : reports) {
      String rest = report.replaceAll("\"version\":\"\\d+\"|\"notWorse\":\"(true|false)\"", "");
      assertEquals("{,}", rest, report);
    }
    assertTrue(member.refusals().getLast().startsWith("OVER_BUDGET"), member.refusals().toString());
  }

  @Test
  void a_site_that_shares_no_models_answers_none() throws Exception {
    FleetMember member = member(Set.of(FleetShare.RECORDS));
    probe(member);
    assertEquals(List.of(), reports());
  }

  @Test
  void a_report_with_anything_else_is_malformed() {
    for (String text : List.of("0.123", "yes", "")) {
      byte[] body = new FlatJson(Map.of("version", "1", "notWorse", text)).bytes();
      assertThrows(MalformedMessage.class, () -> TrialReport.decoded(body));
    }
  }
}
