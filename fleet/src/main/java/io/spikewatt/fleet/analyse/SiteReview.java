package io.spikewatt.fleet.analyse;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one site's records show by themselves; its neighbours are not looked at yet.
 *
 * @param gateway its name
 * @param concerns without PV
 * @param pv what PV gave
 */
public record SiteReview(String gateway, List<SiteConcern> concerns, PvYield pv)
    implements Serializable {

  public SiteReview {
    // A list that serialises.
    concerns = List.copyOf(concerns);
  }

  /**
   * Looks at the last week of the records beside the four weeks before.
   *
   * @param last time of the newest row of any kind that was ever stored; empty if there is none
   */
  public static SiteReview of(RecordedSite site, Optional<Instant> last, RankingRules rules) {
    List<SiteConcern> concerns = new ArrayList<>(RecordGaps.of(site, last, rules));
    BalanceResidual.of(site, rules).ifPresent(concerns::add);
    StuckValues.of(site, rules).ifPresent(concerns::add);
    LoadLevel.of(site, rules).ifPresent(concerns::add);
    EventRate.of(site, rules).ifPresent(concerns::add);
    return new SiteReview(site.gateway(), concerns, PvYield.of(site));
  }
}
