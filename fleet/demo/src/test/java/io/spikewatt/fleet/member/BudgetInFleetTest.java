package io.spikewatt.fleet.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.FleetMembership.FleetConsent;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.member.MemberIdentity;
import io.spikewatt.controller.member.PrivacyBudget;
import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.controller.member.SiteConsent;
import io.spikewatt.controller.member.SiteServices;
import io.spikewatt.controller.member.UsedBases;
import io.spikewatt.fleet.coordinate.CoordinatorRules;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.round.UpdateBounds;
import io.spikewatt.fleet.testing.TargetLearner;
import io.spikewatt.fleet.testing.TestFleet;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.inference.federated.PrivacyAccountant;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose site file limits the privacy of a month, in a fleet whose rounds have noise. */
final class BudgetInFleetTest {

  /** Noise of a group's sum, in clips. */
  private static final double NOISE = 4;

  private static final double TWO_ROUNDS =
      PrivacyAccountant.fresh().after(1, NOISE, 2).epsilon(PrivacyAccountant.DELTA);

  @TempDir private Path folder = Path.of("");
  private final List<PrivacySpent> spent = new ArrayList<>();

  private static CoordinatorRules rules(double noise) {
    CoordinatorRules quiet = TestFleet.rules(3, 3);
    return new CoordinatorRules(
        quiet.phase(),
        quiet.pause(),
        quiet.pauseAfterVoid(),
        quiet.rounds(),
        quiet.groupSize(),
        new UpdateBounds(quiet.bounds().clip(), noise),
        quiet.release());
  }

  private void addThrifty(TestFleet fleet, double limit) {
    ZoneId zone = ZoneId.of("UTC");
    OptionalDouble most = OptionalDouble.of(limit);
    SiteConsent consent =
        new SiteConsent(
            new FleetConsent(Set.of(FleetShare.MODELS), "a test", most, RoundHours.ANY),
            zone,
            () -> 30,
            new PrivacyBudget(KeptValues.inMemory(), zone, most),
            new UsedBases(KeptValues.inMemory()),
            spent::add);
    fleet.gateways.put(
        "thrifty",
        new FleetMember(
            new MemberIdentity("thrifty", "Europe", "test", fleet.signatures("thrifty")),
            fleet.topics,
            fleet.broker.port(topic -> topic.startsWith("fleet/down/thrifty/")),
            fleet.signer.publicKey(),
            new TargetLearner(TestFleet.FEATURES, 5),
            consent,
            SiteServices.NONE,
            new SplittableRandom(5)));
  }

  private static void runUntil(TestFleet fleet, String finished) {
    for (int i = 0; i < 60 && !fleet.happened(EventKind.ROUND_FINISHED, finished); i++) {
      fleet.steps(3, Duration.ofSeconds(4));
    }
    assertTrue(fleet.happened(EventKind.ROUND_FINISHED, finished), fleet.events::toString);
  }

  @Test
  void a_gateway_with_a_budget_learns_until_it_is_spent_and_says_what_it_spent() throws Exception {
    try (TestFleet fleet = new TestFleet(folder, rules(NOISE))) {
      fleet.addMany(11);
      addThrifty(fleet, TWO_ROUNDS + 0.01);
      runUntil(fleet, "round 1: version 1 of 12 gateways");
      assertEquals(1, spent.getLast().rounds());
      runUntil(fleet, "round 2: version 2 of 12 gateways");
      assertEquals(TWO_ROUNDS, spent.getLast().epsilon(), 1e-6);
      runUntil(fleet, "round 3: version 3 of 11 gateways");
      assertTrue(fleet.happened(EventKind.PHASE_CLOSED, "KEYS, declined {OVER_BUDGET=1}"));
      String refusal = fleet.gateway("thrifty").refusals().getLast();
      assertTrue(refusal.startsWith("OVER_BUDGET"), refusal);
      assertEquals(2, spent.size());
    }
  }

  @Test
  void without_noise_it_takes_part_in_no_round() throws Exception {
    try (TestFleet fleet = new TestFleet(folder, rules(0))) {
      fleet.addMany(11);
      addThrifty(fleet, 100);
      runUntil(fleet, "round 1: version 1 of 11 gateways");
      assertEquals(List.of(), spent);
    }
  }

  @Test
  void the_noise_is_in_the_model() throws Exception {
    try (TestFleet fleet = new TestFleet(folder, rules(NOISE))) {
      fleet.addMany(12);
      runUntil(fleet, "round 1: version 1 of 12 gateways");
      float[] mean = fleet.state().models().step(TestFleet.FEATURES, 1).orElseThrow().mean();
      // Without noise each update is half of the mean of 11 to 22, clipped to the same norm.
      double squares = 0;
      for (float value : mean) {
        squares += Math.pow(value / 0.1 - 8.25, 2) / mean.length;
      }
      double expected = NOISE * rules(NOISE).bounds().clip() / 12;
      assertEquals(expected, Math.sqrt(squares), 0.8 * expected);
    }
  }
}
