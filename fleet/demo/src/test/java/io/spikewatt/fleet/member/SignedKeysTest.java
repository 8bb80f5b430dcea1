package io.spikewatt.fleet.member;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.protocol.CertificateSignatures;
import io.spikewatt.controller.protocol.FleetAuthority;
import io.spikewatt.controller.protocol.RoundInvitation;
import io.spikewatt.controller.protocol.SignedKeys;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.certificate.CertifiedKey;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.testing.TestFleet;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.GroupMember;
import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the keys of a round are, by the certificates of a fleet. */
final class SignedKeysTest {

  private static final Instant NOW = Instant.parse("2026-11-28T02:00:00Z");
  private static final RoundTerms TERMS = new RoundTerms(7, 0, TestFleet.FEATURES, 12, 6, 0.5, 0);

  @TempDir private Path folder = Path.of("");
  private final CertificateAuthority authority = CertificateAuthority.create("fleet", NOW);
  private final FleetAuthority trusted = new FleetAuthority(authority.certificate(), "coordinator");

  SignedKeysTest() throws GeneralSecurityException {}

  private static OpenKeys keys(RoundTerms terms, int member) throws RoundRefusal {
    return GroupMember.join(terms, member, new SplittableRandom(member)).openKeys();
  }

  private SignedKeys by(CertifiedKey own, OpenKeys keys) {
    return new CertificateSignatures(trusted, own.certificate(), own.key()).sign(keys);
  }

  private void assertForged(SignedKeys signed, Instant now) {
    RoundRefusal refusal = assertThrows(RoundRefusal.class, () -> trusted.signer(signed, now));
    assertEquals(RoundRefusal.Cause.FORGED_KEYS, refusal.reason(), refusal::getMessage);
  }

  @Test
  void keys_come_back_from_their_bytes_with_the_gateway_that_signed_them() throws Exception {
    SignedKeys signed = by(authority.client("home17"), keys(TERMS, 3));
    SignedKeys back =
        SignedKeys.decodedAll(SignedKeys.encodedAll(List.of(signed, signed))).getLast();
    assertArrayEquals(signed.encoded(), back.encoded());
    assertEquals("home17", trusted.signer(back, NOW));
  }

  @Test
  void keys_of_a_round_are_not_those_of_another() throws Exception {
    SignedKeys signed = by(authority.client("home17"), keys(TERMS, 3));
    assertForged(new SignedKeys(keys(TERMS, 4), signed.certificate(), signed.signature()), NOW);
    byte[] signature = signed.signature().clone();
    signature[signature.length - 1] ^= 1;
    assertForged(new SignedKeys(signed.keys(), signed.certificate(), signature), NOW);
  }

  @Test
  void a_certificate_of_others_or_of_another_time_is_refused() throws Exception {
    OpenKeys keys = keys(TERMS, 3);
    assertForged(by(CertificateAuthority.create("fleet", NOW).client("home17"), keys), NOW);
    assertForged(by(authority.client("coordinator"), keys), NOW);
    assertForged(by(authority.loopbackBroker(), keys), NOW);
    assertForged(by(authority.client("home17"), keys), NOW.plus(Duration.ofDays(400)));
    assertForged(new SignedKeys(keys, new byte[] {1, 2}, new byte[] {3}), NOW);
  }

  @Test
  void a_gateway_is_one_member() throws Exception {
    CertifiedKey own = authority.client("home17");
    List<SignedKeys> group = List.of(by(own, keys(TERMS, 1)), by(own, keys(TERMS, 2)));
    RoundRefusal refusal = assertThrows(RoundRefusal.class, () -> trusted.verified(group, NOW));
    assertEquals(RoundRefusal.Cause.FORGED_KEYS, refusal.reason());
  }

  @Test
  void other_bytes_are_refused_by_name() throws Exception {
    byte[] good = by(authority.client("home17"), keys(TERMS, 3)).encoded();
    for (int length = 0; length < good.length; length++) {
      byte[] shorter = Arrays.copyOf(good, length);
      RoundRefusal refusal = assertThrows(RoundRefusal.class, () -> SignedKeys.decoded(shorter));
      assertEquals(RoundRefusal.Cause.MALFORMED, refusal.reason());
    }
  }

  @Test
  void a_coordinator_that_hands_out_keys_of_its_own_gets_no_shares() throws Exception {
    Moment now = new Moment(0, NOW);
    try (TestFleet fleet = new TestFleet(folder, TestFleet.RULES)) {
      fleet.addMany(12);
      fleet.steps(2, Duration.ZERO);
      FleetMember victim = fleet.gateway("g01");
      victim.step(now);
      RoundInvitation invited = RoundInvitation.decoded(newest(fleet, "down/g01/invitation"));
      SignedKeys own = SignedKeys.decoded(newest(fleet, "up/g01/keys"));
      CertificateAuthority other = CertificateAuthority.create("its own", NOW);
      List<SignedKeys> forged = new ArrayList<>();
      for (int member = 1; member <= invited.terms().members(); member++) {
        forged.add(
            member == invited.member()
                ? own
                : by(other.client("g" + member), keys(invited.terms(), member)));
      }
      fleet.broker.publish(
          new Message(
              fleet.topics.down("g01", "group-keys"), SignedKeys.encodedAll(forged), false));
      victim.step(now);
      assertTrue(
          victim.refusals().getLast().startsWith("FORGED_KEYS"), victim.refusals()::toString);
      assertTrue(
          fleet.broker.sent().stream().noneMatch(m -> m.topic().endsWith("/up/g01/shares")),
          "it sealed shares for keys that are not the members'");
    }
  }

  @Test
  void keys_that_another_gateway_has_signed_are_refused_before_they_spoil_a_round()
      throws Exception {
    try (TestFleet fleet = new TestFleet(folder, TestFleet.RULES)) {
      fleet.addMany(12);
      fleet.steps(2, Duration.ZERO);
      Message replaced =
          new Message(
              fleet.topics.up("g01", "keys"),
              fleet
                  .signatures("g02")
                  .sign(
                      keys(
                          RoundInvitation.decoded(newest(fleet, "down/g01/invitation")).terms(), 1))
                  .encoded(),
              false);
      fleet.broker.publish(replaced);
      fleet.step();
      assertTrue(fleet.happened(EventKind.REFUSED, "FORGED_KEYS"));
      fleet.steps(12, Duration.ZERO);
      assertTrue(fleet.happened(EventKind.ROUND_FINISHED, "12 gateways"));
    }
  }

  private static byte[] newest(TestFleet fleet, String topic) {
    return fleet.broker.sent().stream()
        .filter(m -> m.topic().equals("fleet/" + topic))
        .map(Message::payload)
        .reduce((before, after) -> after)
        .orElseThrow();
  }
}
