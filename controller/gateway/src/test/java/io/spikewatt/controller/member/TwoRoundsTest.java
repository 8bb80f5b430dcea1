package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.FleetMembership.FleetConsent;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A coordinator that begins two rounds on one base and leaves a gateway out of the second one: the
 * difference of the sums must not be that gateway's update, and there must be no second sum.
 */
final class TwoRoundsTest {

  private static final int DAY = 96;
  private static final int SITES = 10;
  private static final int LEFT_OUT = 6;
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Moment NOW = new Moment(0, Instant.parse("2026-11-10T02:00:00Z"));
  private static final RoundTerms TERMS = new RoundTerms(1, 1, "f", SITES, 3, 0.5, 0);

  @TempDir private Path directory = Path.of("");

  private static TimeSeries record(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[40 * DAY];
    for (int k = 0; k < values.length; k++) {
      values[k] = 300 + 100 * seed + 400 * Math.sin(k * (seed + 1) / 30.0) + random.nextDouble(200);
    }
    return new TimeSeries(Instant.parse("2026-10-01T00:00:00Z"), Duration.ofMinutes(15), values);
  }

  @Test
  void sums_of_two_rounds_on_one_base_do_not_differ_by_one_update() {
    PooledNetwork shipped = PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow();
    ForecastSettings settings =
        new ForecastSettings(
            UTC, Duration.ofMinutes(15), 144, Optional.empty(), OptionalDouble.empty());
    List<HistoryLearner> sites = new ArrayList<>();
    for (int seed = 1; seed <= SITES; seed++) {
      TimeSeries record = record(seed);
      sites.add(
          new HistoryLearner(
              SeriesKind.LOAD,
              settings,
              () -> record,
              shipped,
              new FleetBlend(SeriesKind.LOAD, settings, List.of(), FleetBlend.State.first()),
              new SplittableRandom(seed),
              () -> false));
    }
    float[] base = shipped.weights().dequantised().values();
    RoundTerms terms =
        new RoundTerms(1, 1, sites.getFirst().features(), SITES, base.length, 0.5, 0);
    // Masks cancel to the bit (GroupRoundTest), so the sums are made without them here.
    int[] difference = new int[base.length];
    int[] alone = new int[base.length];
    for (int site = 0; site < SITES; site++) {
      add(difference, steps(terms, sites.get(site), base), 1);
    }
    for (int site = 0; site < SITES; site++) {
      int[] second = steps(terms, sites.get(site), base);
      if (site == LEFT_OUT) {
        add(alone, second, 1);
      } else {
        add(difference, second, -1);
      }
    }
    int moving = 0;
    int equal = 0;
    for (int i = 0; i < base.length; i++) {
      moving += alone[i] != 0 ? 1 : 0;
      equal += alone[i] != 0 && difference[i] == alone[i] ? 1 : 0;
    }
    assertTrue(moving > base.length / 2, moving + " weights move");
    assertTrue(equal < moving / 100, equal + " of " + moving + " weights are given away exactly");
  }

  private static int[] steps(RoundTerms terms, HistoryLearner site, float[] base) {
    return terms.grid().quantised(site.update(base).clipped(terms.clip()));
  }

  private static void add(int[] sum, int[] steps, int sign) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += sign * steps[i];
    }
  }

  private SiteConsent consent() {
    return new SiteConsent(
        new FleetConsent(
            Set.of(FleetShare.MODELS), "a test", OptionalDouble.empty(), RoundHours.ANY),
        UTC,
        () -> 30,
        PrivacyBudget.in(directory, UTC, OptionalDouble.empty(), problem -> {}),
        UsedBases.in(directory, problem -> {}),
        spent -> {});
  }

  private static SharedModel base(long version, float... weights) {
    return new SharedModel("f", version, weights);
  }

  private static RoundRefusal.Cause refused(SiteConsent consent, SharedModel base) {
    RoundRefusal upload = assertThrows(RoundRefusal.class, () -> consent.upload(TERMS, base, NOW));
    RoundRefusal join =
        assertThrows(RoundRefusal.class, () -> consent.join(TERMS, Optional.of(base), NOW));
    assertEquals(upload.reason(), join.reason());
    return upload.reason();
  }

  @Test
  void a_base_gets_one_update_whatever_its_number_and_over_restarts() throws Exception {
    SiteConsent consent = consent();
    assertDoesNotThrow(() -> consent.join(TERMS, Optional.of(base(4, 1, 2, 3)), NOW));
    consent.upload(TERMS, base(4, 1, 2, 3), NOW);
    assertEquals(RoundRefusal.Cause.USED_BASE, refused(consent, base(4, 1, 2, 3)));
    assertEquals(RoundRefusal.Cause.USED_BASE, refused(consent, base(5, 1, 2, 3)));
    SiteConsent restarted = consent();
    assertEquals(RoundRefusal.Cause.USED_BASE, refused(restarted, base(4, 1, 2, 3)));
    restarted.upload(TERMS, base(5, 1, 2, 4), NOW);
    assertEquals(RoundRefusal.Cause.USED_BASE, refused(consent(), base(5, 1, 2, 4)));
    assertEquals(RoundRefusal.Cause.USED_BASE, refused(consent(), base(4, 1, 2, 3)));
  }

  @Test
  void no_update_is_sent_if_its_base_cannot_be_kept() throws Exception {
    Files.writeString(directory.resolve("fleet"), "a file in the place of the folder");
    assertEquals(
        RoundRefusal.Cause.USED_BASE,
        assertThrows(RoundRefusal.class, () -> consent().upload(TERMS, base(4, 1, 2, 3), NOW))
            .reason());
  }
}
