package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.config.site.FleetMembership.FleetConsent;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SiteConsentTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Moment DAY = new Moment(0, Instant.parse("2026-11-28T11:00:00Z"));
  private static final Moment NIGHT = new Moment(0, Instant.parse("2026-11-28T04:59:00Z"));
  private static final RoundTerms TERMS = new RoundTerms(1, 0, "f", 12, 6, 2, 0);

  private final List<PrivacyBudget.PrivacySpent> spent = new ArrayList<>();

  private SiteConsent consent(Set<FleetShare> shares, RoundHours hours, int days) {
    FleetConsent agreed = new FleetConsent(shares, "a test", OptionalDouble.empty(), hours);
    PrivacyBudget budget = new PrivacyBudget(KeptValues.inMemory(), ZONE, OptionalDouble.empty());
    return new SiteConsent(
        agreed, ZONE, () -> days, budget, new UsedBases(KeptValues.inMemory()), spent::add);
  }

  private static RoundRefusal.Cause refused(SiteConsent consent, Moment now) {
    return assertThrows(RoundRefusal.class, () -> consent.join(TERMS, Optional.empty(), now))
        .reason();
  }

  @Test
  void rounds_are_for_the_night_by_the_sites_clock() {
    SiteConsent consent = consent(Set.of(FleetShare.MODELS), RoundHours.NIGHT, 30);
    assertEquals(RoundRefusal.Cause.NOT_NOW, refused(consent, DAY));
    assertDoesNotThrow(() -> consent.join(TERMS, Optional.empty(), NIGHT));
    assertEquals(RoundRefusal.Cause.NOT_NOW, refused(consent, NIGHT.plus(Duration.ofMinutes(1))));
  }

  @Test
  void at_any_hour_where_a_person_says_so() {
    SiteConsent consent = consent(Set.of(FleetShare.MODELS), RoundHours.ANY, 30);
    assertDoesNotThrow(() -> consent.join(TERMS, Optional.empty(), DAY));
  }

  @Test
  void a_young_site_waits_for_its_first_two_weeks() {
    SiteConsent consent = consent(Set.of(FleetShare.MODELS), RoundHours.ANY, 13);
    assertEquals(RoundRefusal.Cause.TOO_LITTLE_HISTORY, refused(consent, DAY));
  }

  @Test
  void what_is_not_shared_is_not_learnt() {
    SiteConsent consent = consent(Set.of(FleetShare.RECORDS), RoundHours.ANY, 30);
    assertEquals(RoundRefusal.Cause.OTHER_FEATURES, refused(consent, DAY));
  }

  @Test
  void each_upload_is_counted_and_said() throws Exception {
    consent(Set.of(FleetShare.MODELS), RoundHours.ANY, 30)
        .upload(TERMS, new SharedModel("f", 1, new float[6]), DAY);
    assertEquals(1, spent.size());
    assertEquals(1, spent.getFirst().maskedOnly());
  }
}
