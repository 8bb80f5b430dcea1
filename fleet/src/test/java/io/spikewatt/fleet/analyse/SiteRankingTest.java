package io.spikewatt.fleet.analyse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.fleet.analyse.SiteConcern.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SiteRankingTest {

  private static final String[] ALL = {
    RecordedSite.LOAD, RecordedSite.PV, RecordedSite.BATTERY, RecordedSite.GRID
  };

  private static MadeSite site() {
    return new MadeSite("home1", 1);
  }

  /** The one concern of a site. */
  private static SiteConcern only(MadeSite site) {
    List<SiteConcern> concerns = site.ranked().map(RankedSite::concerns).orElse(List.of());
    assertEquals(1, concerns.size(), () -> "one concern expected: " + concerns);
    return concerns.getFirst();
  }

  @Test
  void healthy_sites_are_not_ranked() {
    for (int seed = 0; seed < 20; seed++) {
      assertEquals(Optional.empty(), new MadeSite("home1", seed).ranked());
    }
  }

  @Test
  void a_silent_site_is_named_with_its_last_row_and_not_as_full_of_gaps() {
    SiteConcern concern = only(site().without(MadeSite.QUARTERS - 40, MadeSite.QUARTERS, ALL));
    assertEquals(Kind.SILENT, concern.kind());
    assertEquals("no row for 10 hours: the last is of 2026-06-04T13:45:00Z", concern.reason());
  }

  @Test
  void a_site_without_any_row_is_silent() {
    MadeSite site = site().without(0, MadeSite.QUARTERS, ALL);
    SiteConcern concern = only(site);
    assertEquals(Kind.SILENT, concern.kind());
    assertEquals(1, concern.severity());
  }

  @Test
  void missing_quarter_hours_are_counted_and_never_read_as_zero() {
    // By day, so that PV and load would look low if a gap were a zero.
    MadeSite site = site();
    for (int day = RankingRules.PAST_DAYS; day < MadeSite.DAYS; day++) {
      int noon = day * 96 + 48;
      site.without(noon, noon + 12, ALL);
    }
    SiteConcern concern = only(site);
    assertEquals(Kind.MISSING, concern.kind());
    assertTrue(concern.reason().endsWith("84 of 672 quarter hours are missing"), concern.reason());
  }

  @Test
  void a_series_that_ended_is_missing_although_the_others_go_on() {
    SiteConcern concern =
        only(site().without(MadeSite.RECENT, MadeSite.QUARTERS, RecordedSite.BATTERY));
    assertEquals(Kind.MISSING, concern.kind());
    assertEquals("battery-w: 672 of 672 quarter hours are missing", concern.reason());
  }

  @Test
  void a_young_site_is_not_blamed_for_the_time_before_its_first_row() {
    assertEquals(Optional.empty(), site().without(0, MadeSite.QUARTERS - 3 * 96, ALL).ranked());
  }

  @Test
  void a_meter_with_its_sign_reversed_leaves_the_balance_open_and_is_named() {
    MadeSite site = site();
    double[] battery = site.of(RecordedSite.BATTERY);
    for (int k = MadeSite.RECENT; k < MadeSite.QUARTERS; k++) {
      battery[k] = -battery[k];
    }
    SiteConcern concern = only(site);
    assertEquals(Kind.BALANCE, concern.kind());
    assertTrue(concern.reason().endsWith("it closes with battery-w reversed"), concern.reason());
  }

  @Test
  void a_car_that_is_not_in_the_records_is_no_fault_if_it_was_there_before() {
    MadeSite site = site();
    double[] grid = site.of(RecordedSite.GRID);
    for (int k = 0; k < MadeSite.QUARTERS; k++) {
      grid[k] += k % 96 < 16 ? 7000 : 0;
    }
    assertEquals(Optional.empty(), site.ranked());
    // Twice as much in the last week is.
    for (int k = MadeSite.RECENT; k < MadeSite.QUARTERS; k++) {
      grid[k] += k % 96 < 32 ? 7000 : 0;
    }
    assertEquals(Kind.BALANCE, only(site).kind());
  }

  @Test
  void a_value_that_repeats_is_stuck() {
    MadeSite site = site();
    double[] grid = site.of(RecordedSite.GRID);
    int from = MadeSite.RECENT + 100;
    double before = grid[from];
    site.with(from, from + 20, before, RecordedSite.GRID);
    List<SiteConcern> concerns = site.ranked().orElseThrow().concerns();
    assertTrue(
        concerns.stream()
            .anyMatch(
                concern ->
                    concern.kind() == Kind.STUCK
                        && concern.reason().endsWith(" W for 5.0 hours from 2026-05-30T01:00:00Z")),
        concerns::toString);
  }

  @Test
  void nights_without_sun_and_idle_batteries_are_not_stuck() {
    assertEquals(Optional.empty(), site().ranked());
    assertEquals(0, site().of(RecordedSite.PV)[2]);
    assertEquals(0, site().of(RecordedSite.BATTERY)[2]);
  }

  @Test
  void pv_that_lost_a_string_fell_behind_its_past_and_its_neighbours() {
    SiteConcern concern = only(site().scaledRecently(RecordedSite.PV, 0.5));
    assertEquals(Kind.PV, concern.kind());
    assertTrue(
        concern.reason().matches("PV gives (49|50|51) % of the weeks before .*neighbours \\d+ %"),
        concern.reason());
  }

  @Test
  void a_dull_week_at_all_sites_is_no_concern() {
    List<SiteReview> reviews =
        List.of(1, 2, 3, 4, 5).stream()
            .map(i -> new MadeSite("home" + i, i).scaledRecently(RecordedSite.PV, 0.4).review())
            .toList();
    assertEquals(List.of(), SiteRanking.of(reviews, FeederMap.NONE, RankingRules.USUAL));
  }

  @Test
  void neighbours_of_the_same_feeder_count_before_all_others() {
    // Snow on one feeder; the fleet's other sites are in the sun.
    FeederMap feeders =
        FeederMap.parse(
            List.of("gateway,feeder", "home1,hill", "home2,hill", "home3,hill", "home4,hill"));
    List<SiteReview> reviews = new java.util.ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      MadeSite site = new MadeSite("home" + i, i);
      reviews.add((i <= 4 ? site.scaledRecently(RecordedSite.PV, 0.3) : site).review());
    }
    assertEquals(List.of(), SiteRanking.of(reviews, feeders, RankingRules.USUAL));
    assertEquals(4, SiteRanking.of(reviews, FeederMap.NONE, RankingRules.USUAL).size());
  }

  @Test
  void a_load_far_above_its_past_is_named_with_both_means() {
    SiteConcern concern = only(site().scaledRecently(RecordedSite.LOAD, 2.5));
    assertEquals(Kind.LOAD, concern.kind());
    assertTrue(
        concern.reason().startsWith("the load is 2.5 times that of the weeks before"),
        concern.reason());
  }

  @Test
  void a_load_that_was_as_high_in_a_week_before_is_no_concern() {
    MadeSite site = site().scaledRecently(RecordedSite.LOAD, 2.5);
    double[] load = site.of(RecordedSite.LOAD);
    double[] grid = site.of(RecordedSite.GRID);
    for (int k = 0; k < 7 * 96; k++) {
      grid[k] += 1.5 * load[k];
      load[k] *= 2.5;
    }
    assertEquals(Optional.empty(), site.ranked());
  }

  @Test
  void events_count_where_they_are_more_than_before() {
    MadeSite often = site();
    for (int day = 0; day < MadeSite.DAYS; day++) {
      often.event("peer-limit", day * 96);
    }
    assertEquals(Optional.empty(), often.ranked());
    MadeSite newly = site();
    for (int i = 0; i < 5; i++) {
      newly.event("grid-power-unknown", MadeSite.RECENT + i);
    }
    SiteConcern concern = only(newly);
    assertEquals(Kind.EVENTS, concern.kind());
    assertEquals("grid-power-unknown 5 times in a week, 0.0 times before: text", concern.reason());
  }

  @Test
  void the_most_urgent_site_comes_first_and_its_worst_reason_first() {
    MadeSite silent = new MadeSite("b", 1).without(MadeSite.RECENT, MadeSite.QUARTERS, ALL);
    MadeSite weak = new MadeSite("a", 2).scaledRecently(RecordedSite.LOAD, 1.7);
    MadeSite both =
        new MadeSite("c", 3)
            .scaledRecently(RecordedSite.LOAD, 1.7)
            .without(MadeSite.RECENT, MadeSite.QUARTERS, RecordedSite.BATTERY);
    List<RankedSite> ranked =
        SiteRanking.of(
            List.of(weak.review(), silent.review(), both.review()),
            FeederMap.NONE,
            RankingRules.USUAL);
    assertEquals(List.of("c", "b", "a"), ranked.stream().map(RankedSite::gateway).toList());
    assertEquals(
        List.of(Kind.MISSING, Kind.LOAD),
        ranked.getFirst().concerns().stream().map(SiteConcern::kind).toList());
    assertTrue(ranked.getFirst().csv().startsWith("c,1.3"), ranked.getFirst()::csv);
  }
}
