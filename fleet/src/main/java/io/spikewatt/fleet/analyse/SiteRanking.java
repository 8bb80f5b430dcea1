package io.spikewatt.fleet.analyse;

import io.spikewatt.fleet.analyse.SiteConcern.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Sites that need a person, the most urgent first, with the reasons in words. */
public final class SiteRanking {

  /** Neighbours that a comparison needs. */
  private static final int LEAST_NEIGHBOURS = 3;

  /** Without neighbours a dull week looks like a fault, so more has to be lost. */
  private static final double ALONE = 0.8;

  private SiteRanking() {}

  /**
   * Ranks sites.
   *
   * @param reviews one a site
   * @param feeders whose sites share their weather; sites of no feeder, or of one with less than
   *     three other plants, are compared with all
   * @return sites with a concern; others are not in it
   */
  public static List<RankedSite> of(
      Collection<SiteReview> reviews, FeederMap feeders, RankingRules rules) {
    List<RankedSite> ranked = new ArrayList<>();
    for (SiteReview review : reviews) {
      List<SiteConcern> concerns = new ArrayList<>(review.concerns());
      pv(review, reviews, feeders, rules).ifPresent(concerns::add);
      if (!concerns.isEmpty()) {
        concerns.sort(
            Comparator.comparingDouble(SiteConcern::severity)
                .reversed()
                .thenComparing(SiteConcern::kind));
        double score = concerns.stream().mapToDouble(SiteConcern::severity).sum();
        ranked.add(new RankedSite(review.gateway(), score, List.copyOf(concerns)));
      }
    }
    ranked.sort(
        Comparator.comparingDouble(RankedSite::score)
            .reversed()
            .thenComparing(RankedSite::gateway));
    return ranked;
  }

  private static Optional<SiteConcern> pv(
      SiteReview review, Collection<SiteReview> all, FeederMap feeders, RankingRules rules) {
    if (!(review.pv() instanceof PvYield.Known known)) {
      return Optional.empty();
    }
    double own = known.share();
    String gave = "PV gives %.0f %% of the weeks before in its best hours".formatted(100 * own);
    Optional<Double> neighbours = neighbours(review, all, feeders);
    if (neighbours.isEmpty()) {
      return own < ALONE * rules.pvShare()
          ? Optional.of(SiteConcern.of(Kind.PV, 1 - own, 1, gave))
          : Optional.empty();
    }
    double beside = own / neighbours.get();
    return own < rules.pvShare() && beside < rules.pvShareOfNeighbours()
        ? Optional.of(
            SiteConcern.of(
                Kind.PV,
                1 - beside,
                1,
                gave + ", its neighbours %.0f %%".formatted(100 * neighbours.get())))
        : Optional.empty();
  }

  /** Median share of the other plants of the feeder, or of all; empty if there are too few. */
  private static Optional<Double> neighbours(
      SiteReview review, Collection<SiteReview> all, FeederMap feeders) {
    Optional<String> feeder = feeders.feeder(review.gateway());
    double[] near =
        shares(
            review, all.stream().filter(o -> feeders.feeder(o.gateway()).equals(feeder)).toList());
    double[] used =
        feeder.isPresent() && near.length >= LEAST_NEIGHBOURS ? near : shares(review, all);
    double median = used.length < LEAST_NEIGHBOURS ? 0 : PvYield.median(used);
    return median > 0 ? Optional.of(median) : Optional.empty();
  }

  private static double[] shares(SiteReview review, Collection<SiteReview> of) {
    return of.stream()
        .filter(other -> !other.gateway().equals(review.gateway()))
        .map(SiteReview::pv)
        .filter(PvYield.Known.class::isInstance)
        .mapToDouble(other -> ((PvYield.Known) other).share())
        .toArray();
  }
}
