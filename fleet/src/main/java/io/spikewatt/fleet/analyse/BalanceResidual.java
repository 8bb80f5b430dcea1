package io.spikewatt.fleet.analyse;

import io.spikewatt.fleet.analyse.SiteConcern.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Energy that the records of a site leave open: energy into its bus less consumption.
 *
 * <p>More used than comes in is always wrong. More coming in than is used may be a car or a heat
 * pump that is not in the records, so only a rise above the weeks before counts.
 */
final class BalanceResidual {

  private static final double SEVERE = 0.3;

  /** Quarter hours below which a balance says little: one day. */
  private static final int LEAST = RecordedSite.QUARTERS_A_DAY;

  private BalanceResidual() {}

  /**
   * Means over the quarter hours in which every kind of the site is known.
   *
   * @param excessW coming in and not used
   * @param deficitW used and not coming in
   * @param throughputW half of all powers' magnitudes
   * @param quarters that are known
   */
  private record Open(double excessW, double deficitW, double throughputW, int quarters) {

    double excess() {
      return throughputW > 0 ? excessW / throughputW : 0;
    }

    double deficit() {
      return throughputW > 0 ? deficitW / throughputW : 0;
    }
  }

  static Optional<SiteConcern> of(RecordedSite site, RankingRules rules) {
    Optional<double[]> load = site.values(RecordedSite.LOAD);
    Optional<double[]> grid = site.values(RecordedSite.GRID);
    if (load.isEmpty() || grid.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = site.intoBus();
    List<double[]> into = names.stream().flatMap(kind -> site.values(kind).stream()).toList();
    int end = site.quarters();
    int from = Math.max(0, end - RankingRules.RECENT_DAYS * RecordedSite.QUARTERS_A_DAY);
    Open recent = open(load.get(), into, from, end, -1);
    if (recent.quarters < LEAST) {
      return Optional.empty();
    }
    Open past = open(load.get(), into, 0, from, -1);
    double usual = past.quarters < LEAST ? 0 : past.excess();
    double more = Math.max(0, recent.excess() - usual);
    if (Math.max(recent.deficit(), more) <= rules.unclosed()) {
      return Optional.empty();
    }
    String hint = "";
    for (int kind = 0; kind < into.size(); kind++) {
      Open turned = open(load.get(), into, from, end, kind);
      if (turned.deficit() <= rules.unclosed() && turned.excess() <= rules.unclosed() + usual) {
        hint = "; it closes with %s reversed".formatted(names.get(kind));
      }
    }
    boolean deficit = recent.deficit() >= more;
    String reason =
        deficit
            ? "the balance does not close: %.0f W more is used than comes in (%.0f %% of the energy)%s"
                .formatted(recent.deficitW, 100 * recent.deficit(), hint)
            : "the balance does not close: %.0f W more comes in than is used (%.0f %%, before %.0f %%)%s"
                .formatted(recent.excessW, 100 * recent.excess(), 100 * usual, hint);
    return Optional.of(
        SiteConcern.of(Kind.BALANCE, Math.max(recent.deficit(), more), SEVERE, reason));
  }

  /**
   * @param reversed kind whose sign is turned; -1 = none
   */
  private static Open open(double[] load, List<double[]> into, int from, int to, int reversed) {
    double excess = 0;
    double deficit = 0;
    double throughput = 0;
    int quarters = 0;
    for (int k = from; k < to; k++) {
      double sum = -load[k];
      double magnitude = Math.abs(load[k]);
      for (int kind = 0; kind < into.size(); kind++) {
        double power = into.get(kind)[k];
        sum += kind == reversed ? -power : power;
        magnitude += Math.abs(power);
      }
      if (Double.isFinite(sum)) {
        excess += Math.max(0, sum);
        deficit += Math.max(0, -sum);
        throughput += magnitude / 2;
        quarters++;
      }
    }
    int of = Math.max(1, quarters);
    return new Open(excess / of, deficit / of, throughput / of, quarters);
  }
}
